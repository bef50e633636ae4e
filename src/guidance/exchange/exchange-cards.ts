/** Cards out to translators and back into the house, in the name of an editor; nothing is given to the public by it. */
import { createHash } from 'node:crypto';
import type { Database, Transaction } from '../../database/index.ts';
import { act, look } from '../../firewall/index.ts';
import type { Card, CardWords } from '../card.ts';
import { present } from '../rows.ts';
import { acting, type Editor, saveWordsIn } from '../store.ts';
import { type CardOut, type FileIn, MOST_CARDS, textsOf } from './exchange.ts';
import { type CardNow, type Outcome, planImport } from './plan.ts';

/** `waiting`: without a translation, or with an older one. `older`: only those. */
export const WHAT = ['waiting', 'older', 'all'] as const;
export type What = (typeof WHAT)[number];
export type Wanted = { from: string; to: string; what: What; topic?: Card['topic'] };

type OutRow = Pick<CardOut, 'topic' | 'kind' | 'safety' | 'revision' | 'meaning'> & {
  code: number;
  source: CardWords;
  last: (CardWords & { revision: number; meaning: number }) | null;
  isOut: boolean;
};

const WORDS = `'question', r.question, 'answer', r.answer, 'nextStep', r.next_step, 'action', r.action, 'target', r.target, 'child', r.child,
  'alt', r.alt, 'revision', r.revision, 'meaning', r.meaning`;

/** At most {@link MOST_CARDS} cards of the editor's organisation, safety first; `more` when there are more. */
export async function cardsToTranslate(
  database: Database,
  editor: Editor,
  { from, to, what, topic }: Wanted,
): Promise<{ cards: readonly CardOut[]; more: boolean }> {
  const rows = await look(database, acting(editor), (tx) =>
    tx.query<OutRow>(
      `select c.code, c.topic, c.kind, c.safety, s.revision, s.meaning, s.words source, t.words last,
         exists (select from guidance.publication p where (p.card, p.lang, p.revision) = (c.code, $2, t.revision) and p.ended_at is null) "isOut"
       from guidance.card c
       join lateral (select r.revision, r.meaning, json_strip_nulls(json_build_object(${WORDS})) words from guidance.revision r
         where (r.card, r.lang) = (c.code, c.source_lang) order by r.revision desc limit 1) s on true
       left join lateral (select r.revision, r.meaning, json_strip_nulls(json_build_object(${WORDS})) words from guidance.revision r
         where (r.card, r.lang) = (c.code, $2) order by r.revision desc limit 1) t on true
       where c.org_id = guidance.acting_org() and c.source_lang = $1 and c.source_lang <> $2 and c.withdrawn_at is null
         and (c.expires_on is null or c.expires_on > (clock_timestamp() at time zone 'UTC')::date)
         and ($4::text is null or c.topic = $4)
         and case $3::text when 'all' then true when 'older' then t.meaning < s.meaning else t.meaning is null or t.meaning < s.meaning end
       order by c.safety desc, c.code limit ${MOST_CARDS + 1}`,
      [from, to, what, topic ?? null],
    ),
  );
  return { cards: rows.slice(0, MOST_CARDS).map(cardOut), more: rows.length > MOST_CARDS };
}

function cardOut({ code, source, last, isOut, ...row }: OutRow): CardOut {
  const older = last !== null && last.meaning < row.meaning;
  return {
    ...row,
    card: code,
    translation: last?.revision ?? 0,
    older,
    state: last === null || older ? 'initial' : isOut ? 'final' : 'translated',
    source: textsOf(source),
    target: last === null ? {} : textsOf(last),
  };
}

/** Language tags (BCP 47) of the pair. */
export type Tags = { from: string; to: string };

/** What an import would do. `digest` changes when the house or the file does. */
export async function previewImport(
  database: Database,
  editor: Editor,
  file: FileIn,
  tags: Tags,
): Promise<{ outcomes: readonly Outcome[]; digest: string }> {
  const outcomes = planImport(
    file,
    await look(database, acting(editor), (tx) => cardsNow(tx, file)),
    tags,
  );
  return { outcomes, digest: digestOf(outcomes) };
}

/**
 * Saves what the preview showed, all of it or nothing; what is saved waits to be read like any other words.
 * @returns the outcomes as they were saved; nothing when something has changed since the preview
 * @throws Problem `conflict` when somebody saves at the same moment
 */
export function applyImport(
  database: Database,
  editor: Editor,
  file: FileIn,
  tags: Tags,
  digest: string,
): Promise<readonly Outcome[] | undefined> {
  return act(database, acting(editor), async (tx) => {
    const outcomes = planImport(file, await cardsNow(tx, file), tags);
    if (digestOf(outcomes) !== digest) return undefined;
    for (const one of outcomes) {
      if (one.does !== 'new') continue;
      const { card, words, after, meaning } = one;
      await saveWordsIn(tx, editor, {
        card,
        lang: file.to,
        words,
        change: 'meaning',
        origin: 'imported',
        after,
        meaning,
      });
    }
    return outcomes;
  });
}

const digestOf = (outcomes: readonly Outcome[]): string =>
  createHash('sha256').update(JSON.stringify(outcomes)).digest('hex');

async function cardsNow(tx: Transaction, file: FileIn): Promise<ReadonlyMap<number, CardNow>> {
  const codes = [...new Set(file.cards.map(({ card }) => card))];
  const rows = await tx.query<CardNow & { last: CardNow['last'] | null }>(
    `select c.code card, c.withdrawn_at is not null withdrawn, c.source_lang "sourceLang",
       coalesce((select json_agg(json_strip_nulls(json_build_object(${WORDS})) order by r.revision desc) from guidance.revision r
         where (r.card, r.lang) = (c.code, c.source_lang)), '[]') source,
       (select json_strip_nulls(json_build_object(${WORDS})) from guidance.revision r
         where (r.card, r.lang) = (c.code, $2) order by r.revision desc limit 1) last
     from guidance.card c where c.code = any($1::int[]) and c.org_id = guidance.acting_org()`,
    [codes, file.to],
  );
  return new Map(rows.map((row) => [row.card, present(row) as CardNow]));
}
