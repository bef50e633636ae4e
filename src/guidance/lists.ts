/** Lists for editors: what there is, what waits for whom, how far each language has come. Pages by key, never by offset. */
import type { Database } from '../database/index.ts';
import { look } from '../firewall/index.ts';
import type { CardKind, Topic, WithdrawnWhy } from './card.ts';
import { present } from './rows.ts';
import { acting, type Editor } from './store.ts';

export const PAGE = 50;

export type CardLine = {
  code: number;
  topic: Topic;
  kind: CardKind;
  safety: boolean;
  essential: boolean;
  sourceLang: string;
  /** The newest question in its source language. */
  question?: string;
  reviewBy: string;
  expiresOn?: string;
  withdrawnWhy?: WithdrawnWhy;
  /** Languages in which it is out. */
  languages: number;
  /** Languages in which words wait, and in which they are older than the source. */
  waiting: number;
  older: number;
  own: boolean;
};

export type CardFilter = {
  topic?: Topic;
  /** Words of the question, in any language; a number is the code. */
  text?: string;
  /** `overdue`: the review date has passed. `withdrawn`: taken down. */
  state?: 'overdue' | 'withdrawn' | 'waiting' | 'older';
  /** The code after which the page begins. */
  after?: number;
};

/** One page of cards by code. */
export function listCards(
  database: Database,
  editor: Editor,
  { topic, text, state, after = 0 }: CardFilter,
  today: string,
): Promise<readonly CardLine[]> {
  const code = text && /^\d{1,7}$/.test(text) ? Number(text) : undefined;
  const words = code === undefined && text ? text : undefined;
  return look(database, acting(editor), async (tx) => {
    const rows = await tx.query<CardLine>(
      `select c.code, c.topic, c.kind, c.safety, c.essential, c.source_lang "sourceLang", c.review_by "reviewBy", c.expires_on "expiresOn",
         c.withdrawn_why "withdrawnWhy", c.org_id = guidance.acting_org() own,
         (select r.question from guidance.revision r where (r.card, r.lang) = (c.code, c.source_lang) order by r.revision desc limit 1) question,
         (select count(*)::int from guidance.publication p where p.card = c.code and p.ended_at is null) languages,
         (select count(*)::int from guidance.todo t where t.card = c.code and t.kind = 'words') waiting,
         (select count(*)::int from guidance.todo t where t.card = c.code and t.kind = 'older') older
       from guidance.card c
       where c.code > $1 and ($2::text is null or c.topic = $2) and ($3::int is null or c.code = $3)
         and ($4::text is null or exists (select from guidance.revision r where r.card = c.code and strpos(lower(r.question), lower($4)) > 0))
         and case $5::text when 'withdrawn' then c.withdrawn_at is not null
           when 'overdue' then c.withdrawn_at is null and c.review_by < $6::date
           when 'waiting' then exists (select from guidance.todo t where t.card = c.code and t.kind = 'words')
           when 'older' then exists (select from guidance.todo t where t.card = c.code and t.kind = 'older')
           else true end
       order by c.code limit ${PAGE}`,
      [after, topic ?? null, code ?? null, words ?? null, state ?? null, today],
    );
    return rows.map(present);
  });
}

export type Todo = {
  card: number;
  lang: string;
  /** `listen`: a recording waits for a listener. `record`: none of its recordings says what is true now. */
  kind: 'words' | 'older' | 'listen' | 'record';
  revision?: number;
  since: Date;
  safety: boolean;
  topic: Topic;
  /** The question in that language, else in the source's. */
  question?: string;
};

/** What waits, the oldest first: in one language or in all. Safety cards come first. */
export function listTodo(
  database: Database,
  editor: Editor,
  lang?: string,
): Promise<readonly Todo[]> {
  return look(database, acting(editor), async (tx) => {
    const rows = await tx.query<Todo>(
      `select t.card, t.lang, t.kind, t.revision, t.since, c.safety, c.topic,
         coalesce((select r.question from guidance.revision r where (r.card, r.lang) = (t.card, t.lang) order by r.revision desc limit 1),
           (select r.question from guidance.revision r where (r.card, r.lang) = (t.card, c.source_lang) order by r.revision desc limit 1)) question
       from guidance.todo t join guidance.card c on c.code = t.card
       where c.org_id = guidance.acting_org() and ($1::text is null or t.lang = $1)
       order by c.safety desc, t.since, t.card limit ${PAGE}`,
      [lang ?? null],
    );
    return rows.map(present);
  });
}

export type LanguageCoverage = {
  lang: string;
  /** Cards that are out in this language, and how many of them are older than their source. */
  out: number;
  older: number;
  /** Words that wait. */
  waiting: number;
  /** When the oldest of those that are out was given out. */
  oldest?: Date;
};

/** How many cards there are, and how far each language has come (LANG-02: coverage and age at a glance). */
export function readCoverage(
  database: Database,
  editor: Editor,
  topic?: Topic,
): Promise<{ cards: number; languages: readonly LanguageCoverage[] }> {
  return look(database, acting(editor), async (tx) => {
    const [all] = await tx.query<{ cards: number }>(
      `select count(*)::int cards from guidance.card c where c.withdrawn_at is null and ($1::text is null or c.topic = $1)
         and exists (select from guidance.publication p where p.card = c.code and p.ended_at is null)`,
      [topic ?? null],
    );
    const languages = await tx.query<LanguageCoverage>(
      `with out as (
         select p.lang, count(*)::int n, min(p.issued_at) oldest from guidance.publication p join guidance.card c on c.code = p.card
         where p.ended_at is null and ($1::text is null or c.topic = $1) group by p.lang),
       todo as (
         select t.lang, count(*) filter (where t.kind = 'older')::int older, count(*) filter (where t.kind = 'words')::int waiting
         from guidance.todo t join guidance.card c on c.code = t.card where $1::text is null or c.topic = $1 group by t.lang)
       select lang, coalesce(out.n, 0) "out", coalesce(todo.older, 0) older, coalesce(todo.waiting, 0) waiting, out.oldest
       from out full join todo using (lang) order by 2 desc, 1`,
      [topic ?? null],
    );
    return { cards: all?.cards ?? 0, languages: languages.map(present) };
  });
}
