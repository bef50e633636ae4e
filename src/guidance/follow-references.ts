/** Keeps what is out true to the directory and to the calendar (INFO-03, INFO-05; chapter 10, sections 4.3 and 8, item 11). */
import type { Database, Transaction } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import type { Card, CardWords, EndedWhy } from './card.ts';
import { insertPublication, type Resolve } from './publish.ts';
import { referencesIn } from './references.ts';
import { present } from './rows.ts';
import { goneFrom } from './standing.ts';

const jobs = { role: 'app_jobs', actor: 'jobs', purpose: 'guidance' } as const;

type Out = {
  card: number;
  lang: string;
  version: number;
  revision: number;
  override: string | null;
} & Dates;
type Dates = { safety: boolean; reviewBy: string; expiresOn: string | null };
const OUT = `p.card, p.lang, p.version, p.revision, p.override_why override,
  c.safety, c.review_by "reviewBy", c.expires_on "expiresOn"`;

/**
 * Asks again for every reference of what is out. Where the directory says something else now, the same words are published anew
 * with the next version; where it says nothing any more, or the time of the card is over, the publication ends. What had ended
 * for its time alone is published anew when its card has a new one. Readers of the older version are told by its code.
 * @param today `YYYY-MM-DD` where the cards are read
 * @returns how many were published anew and how many ended
 */
export async function followReferences(
  database: Database,
  resolve: Resolve,
  today: string = new Date().toISOString().slice(0, 10),
): Promise<{ renewed: number; ended: number }> {
  const open = await look(database, jobs, (tx) =>
    tx.query<Out & { resolved: Record<string, string> }>(
      `select ${OUT}, p.resolved from guidance.publication p join guidance.card c on c.code = p.card
       where p.ended_at is null and (p.resolved <> '{}'::jsonb or c.expires_on <= $1::date or c.review_by < $1::date)
       order by p.card, p.lang`,
      [today],
    ),
  );
  let renewed = 0;
  let ended = 0;
  for (const { resolved, ...one } of open) {
    const references = Object.keys(resolved);
    const over = timeIsOver(one, today);
    const now = over || references.length === 0 ? resolved : await resolve(references, one.lang);
    if (!over && references.every((reference) => now[reference] === resolved[reference])) continue;
    const whole = references.every((reference) => now[reference] !== undefined);
    await act(database, jobs, async (tx) => {
      const dates = await holdOpen(tx, one);
      if (!dates) return;
      const why = timeIsOver(dates, today) ?? (whole ? undefined : 'reference_lost');
      // What an editor gave more time meanwhile stays out.
      if (over && why === undefined) return;
      if (why === undefined) {
        if (dates.expired) return;
        await insertPublication(tx, asBefore(one, now));
        renewed += 1;
      } else {
        await end(tx, one, why);
        ended += 1;
      }
    });
  }
  return { renewed: renewed + (await bringBack(database, resolve, today)), ended };
}

/** Why a card may no longer be shown because of the day alone. */
function timeIsOver(
  { safety, reviewBy, expiresOn }: Dates,
  today: string,
): 'expired' | 'not_confirmed' | undefined {
  if (expiresOn !== null && expiresOn <= today) return 'expired';
  const dates: Pick<Card, 'safety' | 'reviewBy'> = { safety, reviewBy };
  return goneFrom(dates) <= today ? 'not_confirmed' : undefined;
}

/** Holds the card, as whoever publishes does: what an editor gives out meanwhile is not followed by what it replaced. */
async function holdOpen(
  tx: Transaction,
  { card, lang, version }: Out,
): Promise<(Dates & { expired: boolean }) | undefined> {
  await tx.query('select 1 from guidance.card where code = $1 for no key update', [card]);
  const [still] = await tx.query<Dates & { expired: boolean }>(
    `select c.safety, c.review_by "reviewBy", c.expires_on "expiresOn",
       coalesce(c.expires_on <= (clock_timestamp() at time zone 'UTC')::date, false) expired
     from guidance.publication p join guidance.card c on c.code = p.card
     where (p.card, p.lang, p.version) = ($1, $2, $3) and p.ended_at is null`,
    [card, lang, version],
  );
  return still;
}

async function end(tx: Transaction, { card, lang, version }: Out, why: EndedWhy): Promise<void> {
  await tx.query(
    `update guidance.publication set ended_at = clock_timestamp(), ended_why = $4
     where (card, lang, version) = ($1, $2, $3) and ended_at is null`,
    [card, lang, version, why],
  );
}

const asBefore = (
  { card, lang, revision, override }: Out,
  values: Readonly<Record<string, string>>,
) => ({ card, lang, revision, values, ...(override ? { override } : {}) });

/** Gives out again what ended for its time alone, once its editor has given the card a new one. @returns how many */
async function bringBack(database: Database, resolve: Resolve, today: string): Promise<number> {
  const back = await look(database, jobs, (tx) =>
    tx.query<Out & CardWords>(
      `select ${OUT}, r.question, r.answer, r.next_step "nextStep", r.action, r.target, r.child, r.alt
       from guidance.publication p join guidance.card c on c.code = p.card
       join guidance.revision r on (r.card, r.lang, r.revision) = (p.card, p.lang, p.revision)
       where p.ended_why in ('expired', 'not_confirmed') and c.withdrawn_at is null
         and (c.expires_on is null or c.expires_on > $1::date) and c.review_by >= $1::date
         and not exists (select from guidance.publication q where (q.card, q.lang) = (p.card, p.lang) and q.version > p.version)
         and guidance.lacking(p.card, p.lang, p.revision, p.override_why) is null
       order by p.card, p.lang`,
      [today],
    ),
  );
  let renewed = 0;
  for (const one of back) {
    const references = referencesIn(present(one));
    const now = references.length === 0 ? {} : await resolve(references, one.lang);
    if (references.some((reference) => now[reference] === undefined)) continue;
    await act(database, jobs, async (tx) => {
      await tx.query('select 1 from guidance.card where code = $1 for no key update', [one.card]);
      const [still] = await tx.query(
        `select 1 where guidance.lacking($1, $2, $3, $5) is null
           and (select max(version) from guidance.publication where (card, lang) = ($1, $2)) = $4`,
        [one.card, one.lang, one.revision, one.version, one.override],
      );
      if (!still) return;
      await insertPublication(tx, asBefore(one, now));
      renewed += 1;
    });
  }
  return renewed;
}
