/** The desk of rumours: heard, checked, answered by a card, closed. Nothing here says who told or spread one. */
import { v7 } from 'uuid';
import type { Database, Transaction } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { present } from './rows.ts';
import {
  ALIKE,
  dueAt,
  type Harm,
  likeness,
  mayBecome,
  type RumourMedium,
  type RumourState,
} from './rumour.ts';
import { acting, type Editor } from './store.ts';
import { isPersonal } from './suggest.ts';

export type NewRumour = {
  /** `YYYY-MM-DD`, at most sixty days ago. */
  heardOn: string;
  /** Name of a place of the gazetteer, in any language. */
  place?: string;
  lang: string;
  /** 3 to 400 characters. */
  asHeard: string;
  medium: RumourMedium;
  harm: Harm;
};

const OLDEST_DAYS = 60;
const ACCOUNT =
  /(?:^|[\s(])@[\p{L}\p{N}_.]{2,}|\b(?:t\.me|wa\.me|fb\.com|facebook\.com|instagram\.com|tiktok\.com)\//iu;

/** True for a saying that may lead to somebody: a number, an address, an account, somebody's papers. */
export const namesSomebody = (text: string): boolean => isPersonal(text) || ACCOUNT.test(text);

/**
 * Writes a rumour down. @param today `YYYY-MM-DD`. @returns its id
 * @throws Problem `bad_input`: `as_heard` when it may be about a person, `heard_on`, `place` when no or several places are called so
 */
export async function logRumour(
  database: Database,
  editor: Editor,
  said: NewRumour,
  today: string,
): Promise<string> {
  const asHeard = said.asHeard.trim();
  const age = (Date.parse(today) - Date.parse(said.heardOn)) / 86_400_000;
  if (!(age >= 0 && age <= OLDEST_DAYS))
    throw wrong('heard_on', `a day of the last ${OLDEST_DAYS}, not after today`);
  if (asHeard.length < 3 || [...asHeard].length > 400)
    throw wrong('as_heard', '3 to 400 characters');
  if (namesSomebody(asHeard))
    throw wrong('as_heard', 'what is said, without names, numbers, accounts or anybody’s papers');
  return act(database, acting(editor), async (tx) => {
    const place = said.place?.trim() ? await placeCalled(tx, said.place.trim()) : null;
    const id = v7();
    await tx.query(
      `insert into guidance.rumour (id, heard_on, place_id, lang, as_heard, medium, harm) values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, said.heardOn, place, said.lang, asHeard, said.medium, said.harm],
    );
    return id;
  });
}

/** The place of the gazetteer with that name, in any language. @throws Problem `bad_input` of `place` for none or several */
export async function placeCalled(tx: Transaction, name: string): Promise<number> {
  const found = await tx.query<{ id: number }>(
    `select p.id from directory.place_name p where exists (
       select from jsonb_each(p.names) n, jsonb_array_elements_text(n.value) t where lower(t) = lower($1)) order by p.id limit 2`,
    [name],
  );
  const [one, another] = found;
  if (!one) throw wrong('place', 'a place of this country by its name, or nothing');
  if (another) throw wrong('place', 'a place that only one has this name of, or nothing');
  return one.id;
}

const wrong = (field: string, expected: string): Problem =>
  new Problem('bad_input', { field, errors: [{ field, expected }] });

export type Rumour = NewRumour & {
  id: string;
  state: RumourState;
  sameAs?: string;
  card?: number;
  /** Its card is out in some language. */
  isOut: boolean;
  note?: string;
  version: number;
  at: Date;
  /** ms since 1970 by which it has to be answered. */
  due: number;
  /** How many others were found to be the same. */
  others: number;
};

const COLUMNS = `r.id, r.heard_on "heardOn", (select coalesce(p.names -> 'en' ->> 0, p.code) from directory.place_name p where p.id = r.place_id) place, r.lang,
  r.as_heard "asHeard", r.medium, r.harm, r.state, r.same_as "sameAs", r.card, r.note, r.version, r.at,
  exists (select from guidance.publication p where p.card = r.card and p.ended_at is null) "isOut",
  (select count(*)::int from guidance.rumour o where o.same_as = r.id) others`;
const MOST = 100;

const rumourOf = (row: Omit<Rumour, 'due'>): Rumour => ({
  ...present(row),
  due: dueAt(row.at.getTime(), row.harm),
});

/** `open`: those that have to be answered, what is due first on top; else the newest first. */
export function listRumours(
  database: Database,
  editor: Editor,
  state: 'open' | 'answered' | 'closed',
): Promise<readonly Rumour[]> {
  return look(database, acting(editor), async (tx) => {
    const rows = await tx.query<Omit<Rumour, 'due'>>(
      `select ${COLUMNS} from guidance.rumour r
       where r.org_id = guidance.acting_org() and case $1::text when 'open' then r.state in ('new', 'checking') else r.state = $1 end
       order by case when $1 = 'open' then r.at + case r.harm when 3 then interval '12 hours' else interval '48 hours' end end, r.at desc
       limit ${MOST}`,
      [state],
    );
    return rows.map(rumourOf);
  });
}

/** A rumour, and those that say the same in the same language, the likest first. @throws Problem `not_found` */
export function readRumour(
  database: Database,
  editor: Editor,
  id: string,
): Promise<{ rumour: Rumour; alike: readonly Rumour[] }> {
  return look(database, acting(editor), async (tx) => {
    const [row] = await tx.query<Omit<Rumour, 'due'>>(
      `select ${COLUMNS} from guidance.rumour r where r.id = $1 and r.org_id = guidance.acting_org()`,
      [id],
    );
    if (!row) throw new Problem('not_found', { detail: 'There is no such rumour.' });
    const others = await tx.query<Omit<Rumour, 'due'>>(
      `select ${COLUMNS} from guidance.rumour r
       where r.org_id = guidance.acting_org() and r.id <> $1 and r.lang = $2 and r.same_as is null and r.state <> 'closed'
       order by r.at desc limit 300`,
      [id, row.lang],
    );
    const alike = others
      .map((other) => ({ other, share: likeness(row.asHeard, other.asHeard, row.lang) }))
      .filter(({ share }) => share >= ALIKE)
      .toSorted((a, b) => b.share - a.share)
      .slice(0, 5);
    return { rumour: rumourOf(row), alike: alike.map(({ other }) => rumourOf(other)) };
  });
}

type Step = { id: string; version: number };

/** Somebody looks into it. @throws Problem `conflict` */
export const checkRumour = (database: Database, editor: Editor, step: Step): Promise<void> =>
  change(database, editor, step, 'checking', () => ({}));

/** It says the same as another: that one is answered, this one is closed. @throws Problem `conflict`, `bad_input` for itself */
export async function mergeRumour(
  database: Database,
  editor: Editor,
  { sameAs, ...step }: Step & { sameAs: string },
): Promise<void> {
  if (sameAs === step.id) throw wrong('same_as', 'another rumour');
  return change(database, editor, step, 'closed', async (tx) => {
    const [other] = await tx.query<{ state: RumourState }>(
      `select state from guidance.rumour where id = $1 and org_id = guidance.acting_org() and same_as is null and state <> 'closed'`,
      [sameAs],
    );
    if (!other) throw wrong('same_as', 'a rumour that is open or answered');
    // Whatever was found to be the same as this one is the same as that.
    await tx.query('update guidance.rumour set same_as = $2 where same_as = $1', [step.id, sameAs]);
    return { same_as: sameAs };
  });
}

/**
 * Names the card that answers it; it counts as answered when that card is out in a language.
 * @returns true when it is answered by now. @throws Problem `bad_input` `card`, for a card that is no answer to a rumour
 */
export async function answerRumour(
  database: Database,
  editor: Editor,
  { card, ...step }: Step & { card: number },
): Promise<boolean> {
  let isOut = false;
  await change(database, editor, step, 'checking', async (tx) => {
    const [found] = await tx.query<{ kind: string; out: boolean }>(
      `select c.kind, exists (select from guidance.publication p where p.card = c.code and p.ended_at is null) out
       from guidance.card c where c.code = $1 and c.org_id = guidance.acting_org() and c.withdrawn_at is null`,
      [card],
    );
    if (found?.kind !== 'rumour_answer')
      throw wrong('card', 'the number of a card that answers a rumour');
    isOut = found.out;
    return { card, ...(isOut ? { state: 'answered', answered_at: new Date() } : {}) };
  });
  return isOut;
}

/** It is over: nobody says it any more, or it needs no answer. @param note why, at most 600 characters, about nobody */
export async function closeRumour(
  database: Database,
  editor: Editor,
  { note, ...step }: Step & { note: string },
): Promise<void> {
  if (namesSomebody(note))
    throw wrong('note', 'a reason without names, numbers or anybody’s papers');
  return change(database, editor, step, 'closed', () => ({ note: note.trim() || null }));
}

type Changes = {
  same_as?: string;
  card?: number;
  note?: string | null;
  state?: string;
  answered_at?: Date;
};

function change(
  database: Database,
  editor: Editor,
  { id, version }: Step,
  to: RumourState,
  more: (tx: Transaction) => Promise<Changes> | Changes,
): Promise<void> {
  return act(database, acting(editor), async (tx) => {
    const [now] = await tx.query<{ state: RumourState; version: number }>(
      'select state, version from guidance.rumour where id = $1 and org_id = guidance.acting_org() for update',
      [id],
    );
    if (!now) throw new Problem('not_found', { detail: 'There is no such rumour.' });
    const stays = to === 'checking' && now.state === 'checking';
    if (now.version !== version || !(stays || mayBecome(now.state, to)))
      throw new Problem('conflict', {
        detail: 'Somebody changed this rumour since you opened it. Look at it again.',
      });
    const changes = Object.entries({ state: to, ...(await more(tx)) });
    await tx.query(
      `update guidance.rumour set version = version + 1, ${changes.map(([name], at) => `${name} = $${at + 2}`).join(', ')} where id = $1`,
      [id, ...changes.map(([, value]) => value)],
    );
  });
}
