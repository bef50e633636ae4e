/** Recordings of cards: bringing one, listening to it, saying that it is right or sending it back, taking it away. */
import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import type { Database } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { CardMedium, Hearing } from './card.ts';
import { acting, type Editor } from './store.ts';

export type NewMedium = {
  card: number;
  lang: string;
  /** The saved words that it reads. */
  revision: number;
  kind: CardMedium['kind'];
  mime: string;
  content: Buffer;
  seconds?: number;
  synthetic: boolean;
  /** The value of each reference as it is said. */
  spoken: Readonly<Record<string, string>>;
};

/** Keeps a recording; nobody hears it in public before others have listened. @returns its id */
export function addMedium(database: Database, editor: Editor, medium: NewMedium): Promise<string> {
  const id = v7();
  return act(database, acting(editor), async (tx) => {
    await tx.query(
      `insert into guidance.medium (id, card, lang, revision, meaning, kind, mime, content, seconds, synthetic, sha256, spoken)
       values ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        medium.card,
        medium.lang,
        medium.revision,
        medium.kind,
        medium.mime,
        medium.content,
        medium.seconds ?? null,
        medium.synthetic,
        createHash('sha256').update(medium.content).digest(),
        JSON.stringify(medium.spoken),
      ],
    );
    return id;
  });
}

/**
 * Says what a listener found. The same verdict of the same person twice counts once.
 * @throws Problem `not_found` · `second_person_needed` for whoever brought it · `bad_input` for a recording that is sent back
 *   without a reason
 */
export async function hearMedium(
  database: Database,
  editor: Editor,
  { medium, verdict, note = '' }: Pick<Hearing, 'medium' | 'verdict' | 'note'>,
): Promise<void> {
  const why = note.trim();
  if (verdict === 'returned' && (why.length < 3 || why.length > 400))
    throw new Problem('bad_input', {
      field: 'note',
      errors: [{ field: 'note', expected: 'what is wrong with it, in 3 to 400 letters' }],
    });
  return act(database, acting(editor), async (tx) => {
    const [found] = await tx.query<{ card: number; lang: string; by: string | null }>(
      `select d.card, d.lang, d.worker_id as by from guidance.medium d join guidance.card c on c.code = d.card
       where d.id = $1 and d.removed_at is null and c.org_id = $2`,
      [medium, editor.org],
    );
    if (!found) throw new Problem('not_found', { detail: 'This recording was taken away.' });
    if (verdict === 'right' && found.by === editor.actor)
      throw new Problem('second_person_needed', {
        detail: 'Whoever brought a recording is not its listener: somebody else has to hear it.',
      });
    await tx.query(
      `insert into guidance.hearing (medium, card, lang, verdict, note) values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [medium, found.card, found.lang, verdict, verdict === 'returned' ? why : null],
    );
  });
}

/** The sound of a recording, for whoever works on the card; nothing when it was taken away. */
export function playMedium(
  database: Database,
  editor: Editor,
  of: { card: number; lang: string; id: string },
): Promise<{ mime: string; content: Buffer; sha256: string } | undefined> {
  return look(database, acting(editor), async (tx) => {
    const [row] = await tx.query<{ mime: string; content: Buffer; sha256: string }>(
      `select mime, content, encode(sha256, 'hex') sha256 from guidance.medium
       where (card, lang, id) = ($1, $2, $3) and removed_at is null and emptied_at is null`,
      [of.card, of.lang, of.id],
    );
    return row;
  });
}

/** Takes a recording away. @throws Problem `not_found` when it is not there, or another organisation's */
export function removeMedium(database: Database, editor: Editor, id: string): Promise<void> {
  return act(database, acting(editor), async (tx) => {
    const gone = await tx.query(
      'update guidance.medium set removed_at = clock_timestamp() where id = $1 and removed_at is null returning id',
      [id],
    );
    if (gone.length === 0)
      throw new Problem('not_found', { detail: 'This recording was taken away.' });
  });
}
