/** Cards, their words and marks as editors write them; every act in the name of an organisation and a worker. */
import type { Database, Transaction } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type {
  Card,
  CardMark,
  CardRevision,
  CardWords,
  Change,
  Hearing,
  Origin,
  WithdrawnWhy,
} from './card.ts';
import type { Recording } from './recordings.ts';
import {
  CARD_COLUMNS,
  type CardRow,
  cardOf,
  present,
  RECORDING_COLUMNS,
  recordingOf,
  type RecordingRow,
} from './rows.ts';

/** Who writes: the number of the worker (or `command line`) and her organisation. */
export type Editor = { actor: string; org: string };

export const acting = ({ actor, org }: Editor) =>
  ({ role: 'app_editor', actor, org, purpose: 'guidance' }) as const;

/** The facts of a card that an editor gives; the code comes from the database. */
export type CardFacts = Omit<Card, 'code' | 'ownerOrg' | 'withdrawn'>;

/** @returns the code of the new card. @throws Problem that names the field */
export function addCard(database: Database, editor: Editor, facts: CardFacts): Promise<number> {
  return act(database, acting(editor), async (tx) => {
    const [row] = await tx.query<{ code: number }>(
      `insert into guidance.card (${FACT_COLUMNS.join(', ')}, org_id, source_lang)
       values (${FACT_COLUMNS.map((_, i) => `$${i + 1}`).join(', ')}, $${FACT_COLUMNS.length + 1}, $${FACT_COLUMNS.length + 2})
       returning code`,
      [...valuesOf(facts), editor.org, facts.sourceLang],
    );
    return (row as { code: number }).code;
  });
}

/**
 * Changes the facts of a card, if nobody else has since `version`.
 * @throws Problem `not_found` for a card of others; `conflict`
 */
export function changeCard(
  database: Database,
  editor: Editor,
  code: number,
  version: number,
  facts: CardFacts,
): Promise<void> {
  return act(database, acting(editor), async (tx) => {
    const n = FACT_COLUMNS.length;
    const changed = await tx.query(
      `update guidance.card set ${FACT_COLUMNS.map((name, i) => `${name} = $${i + 1}`).join(', ')}
       where code = $${n + 1} and version = $${n + 2} and org_id = $${n + 3} and withdrawn_at is null returning code`,
      [...valuesOf(facts), code, version, editor.org],
    );
    if (changed.length === 0) throw await goneOrChanged(tx, editor, code);
  });
}

/** Takes a card down in every language and on every channel, for good. */
export function withdrawCard(
  database: Database,
  editor: Editor,
  code: number,
  why: WithdrawnWhy,
): Promise<void> {
  return act(database, acting(editor), async (tx) => {
    const done = await tx.query(
      `update guidance.card set withdrawn_at = clock_timestamp(), withdrawn_why = $2
       where code = $1 and org_id = $3 and withdrawn_at is null returning code`,
      [code, why, editor.org],
    );
    if (done.length === 0) throw await goneOrChanged(tx, editor, code);
  });
}

export type NewWords = {
  card: number;
  lang: string;
  words: CardWords;
  change: Change;
  origin: Origin;
  /** The newest revision that the editor saw, 0 for none. */
  after: number;
  /** The meaning of the source that a translation states; the newest when absent. */
  meaning?: number;
};

/**
 * Saves the words of a card in a language as a new revision; nothing is given to the public by it.
 * @throws Problem `conflict` when somebody saved after what this editor saw
 */
export function saveWords(database: Database, editor: Editor, words: NewWords): Promise<number> {
  return act(database, acting(editor), (tx) => saveWordsIn(tx, editor, words));
}

/** The same within a transaction: for imports of many. */
export async function saveWordsIn(
  tx: Transaction,
  editor: Editor,
  { card, lang, words, change, origin, after, meaning }: NewWords,
): Promise<number> {
  const [now] = await tx.query<{
    source_lang: string;
    last: number | null;
    own: number | null;
    source: number | null;
  }>(
    `select c.source_lang, (select max(revision) from guidance.revision r where (r.card, r.lang) = (c.code, $2)) last,
       (select max(meaning) from guidance.revision r where (r.card, r.lang) = (c.code, $2)) own,
       (select max(meaning) from guidance.revision r where (r.card, r.lang) = (c.code, c.source_lang)) source
     from guidance.card c where c.code = $1 and c.org_id = $3 for no key update`,
    [card, lang, editor.org],
  );
  if (!now) throw new Problem('not_found', { detail: `There is no card ${card} of yours.` });
  if ((now.last ?? 0) !== after) {
    throw new Problem('conflict', {
      detail: `Somebody saved card ${card} in ${lang} since you opened it. Your words are not lost: compare them with the newer ones and save again.`,
    });
  }
  const states =
    lang === now.source_lang
      ? (now.own ?? 0) + (now.own === null || change === 'meaning' ? 1 : 0)
      : (meaning ?? now.source);
  if (states === null) {
    throw new Problem('bad_input', {
      detail: `Card ${card} has no words in ${now.source_lang} yet, from which to translate.`,
    });
  }
  await tx.query(
    `insert into guidance.revision (card, lang, revision, question, answer, next_step, action, target, child, alt, meaning, change, origin)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      card,
      lang,
      after + 1,
      words.question,
      words.answer,
      words.nextStep,
      words.action,
      words.target ?? null,
      words.child ?? null,
      words.alt ?? null,
      states,
      change,
      origin,
    ],
  );
  return after + 1;
}

/** Says what somebody found about a revision. The same mark of the same worker twice counts once. */
export function markWords(
  database: Database,
  editor: Editor,
  card: number,
  mark: Omit<CardMark, 'by' | 'at'>,
): Promise<void> {
  return act(database, acting(editor), async (tx) => {
    await tx.query(
      `insert into guidance.mark (card, lang, revision, mark, asked, right_answers, note)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
      [
        card,
        mark.lang,
        mark.revision,
        mark.mark,
        mark.asked ?? null,
        mark.right ?? null,
        mark.note ?? null,
      ],
    );
  });
}

export type CardDesk = {
  card: Card;
  /** Counts changes of the facts. */
  version: number;
  /** Every revision, newest first within a language. */
  revisions: readonly CardRevision[];
  marks: readonly CardMark[];
  /** Recordings that were not taken away, the oldest first, and what was found about them. */
  media: readonly Recording[];
  hearings: readonly Hearing[];
  publications: readonly {
    lang: string;
    version: number;
    revision: number;
    meaning: number;
    issuedAt: string;
    endedAt?: string;
    endedWhy?: string;
    override?: string;
    /** Value of each reference; of what has ended without addresses. */
    resolved: Readonly<Record<string, string>>;
  }[];
};

/** Everything about one card, for its editor. @throws Problem `not_found` */
export function readCard(database: Database, editor: Editor, code: number): Promise<CardDesk> {
  return look(database, acting(editor), async (tx) => {
    const [row] = await tx.query<CardRow & { version: number }>(
      `select ${CARD_COLUMNS}, version from guidance.card c where code = $1`,
      [code],
    );
    if (!row) throw new Problem('not_found', { detail: `There is no card ${code}.` });
    const revisions = await tx.query<CardRevision>(
      `select card, lang, revision, question, answer, next_step "nextStep", action, target, child, alt, meaning, change, origin,
         worker_id as by, to_jsonb(at) #>> '{}' as at from guidance.revision where card = $1 order by lang, revision desc`,
      [code],
    );
    const marks = await tx.query<CardMark>(
      `select lang, revision, mark, worker_id as by, to_jsonb(at) #>> '{}' as at, right_answers "right", asked, note
       from guidance.mark where card = $1 order by at`,
      [code],
    );
    const media = await tx.query<RecordingRow>(
      `select ${RECORDING_COLUMNS} from guidance.medium where card = $1 and removed_at is null order by at`,
      [code],
    );
    const hearings = await tx.query<Hearing>(
      `select h.medium, h.verdict, h.worker_id as by, to_jsonb(h.at) #>> '{}' as at, h.note
       from guidance.hearing h join guidance.medium d on d.id = h.medium and d.removed_at is null where d.card = $1 order by h.at`,
      [code],
    );
    const publications = await tx.query<CardDesk['publications'][number]>(
      `select lang, version, revision, meaning, to_jsonb(issued_at) #>> '{}' "issuedAt", to_jsonb(ended_at) #>> '{}' "endedAt",
         ended_why "endedWhy", override_why override, resolved from guidance.publication where card = $1 order by lang, version desc`,
      [code],
    );
    return {
      card: cardOf(row),
      version: row.version,
      revisions: revisions.map(present),
      marks: marks.map(present),
      media: media.map(recordingOf),
      hearings: hearings.map(present),
      publications: publications.map(present),
    };
  });
}

const FACT_COLUMNS = [
  'territory',
  'place_id',
  'topic',
  'kind',
  'safety',
  'essential',
  'owner_role',
  'publisher',
  'sources',
  'confirmed_by',
  'confirmed_on',
  'checked_on',
  'review_by',
  'expires_on',
  'needs',
  'services',
  'pictogram',
] as const;

function valuesOf(facts: CardFacts): unknown[] {
  return [
    facts.territory,
    facts.place ?? null,
    facts.topic,
    facts.kind,
    facts.safety,
    facts.essential,
    facts.ownerRole,
    facts.publisher,
    JSON.stringify(facts.sources),
    facts.confirmedBy ?? null,
    facts.confirmedOn ?? null,
    facts.checkedOn,
    facts.reviewBy,
    facts.expiresOn ?? null,
    facts.needs,
    facts.services,
    facts.pictogram ?? null,
  ];
}

async function goneOrChanged(tx: Transaction, editor: Editor, code: number): Promise<Problem> {
  const [row] = await tx.query<{ withdrawn: boolean }>(
    'select withdrawn_at is not null withdrawn from guidance.card where code = $1 and org_id = $2',
    [code, editor.org],
  );
  if (!row) return new Problem('not_found', { detail: `There is no card ${code} of yours.` });
  return new Problem('conflict', {
    detail: row.withdrawn
      ? `Card ${code} was taken down: make a new one.`
      : `Somebody changed card ${code} since you opened it. Look at it again.`,
  });
}
