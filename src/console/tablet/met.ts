/**
 * "Have we met?" (chapter 30, section 1.3): asked when a name is offered and before it is saved, of the point's circle on the
 * server, and of what this tablet holds. Without a network of the tablet alone; the server then asks again when the name arrives.
 */
import { CODE_BYTES, type TakenPerson } from '../../people/name-along.ts';
import { readSpokenCode } from '../../desk/spoken-code.ts';
import type { Visit } from '../../desk/visit.ts';
import { alongOf, hashOf } from './along.ts';
import { codesOf } from './handing.ts';
import type { Found, MetPerson, Offered } from './met-question.ts';
import type { alongCircle } from './name-pool.ts';
import { type Answer, ask } from './screens/referral/wire.ts';
import { base64url } from './store/ids.ts';
import type { Desk } from './store/index.ts';

const MOST_SHOWN = 5;
/** Longer than this nobody waits at a desk, ms: the server asks again when the name comes in. */
const PATIENCE = 4000;

type Asked = { point: string; offered: Offered; not: string | null };

export async function haveWeMet(desk: Desk, asked: Asked): Promise<Found> {
  const [there, here] = await Promise.all([askServer(desk, asked), onThisTablet(desk, asked)]);
  const along = there ? undefined : await amongAlong(desk, asked);
  const rows = there ? [...there, ...here] : [...here, ...(along?.people ?? [])];
  const people = rows.filter(
    ({ subject }, at) => rows.findIndex((one) => one.subject === subject) === at,
  );
  return {
    people: people.slice(0, MOST_SHOWN),
    asked: there !== undefined,
    ...(along ? { along: along.at } : {}),
  };
}

async function askServer(
  desk: Desk,
  { point, offered: { name, birth_year }, not }: Asked,
): Promise<MetPerson[] | undefined> {
  if (desk.state().online === 'no') return undefined;
  const asking = ask<{ people: MetPerson[] }>('POST', '/api/people/similar', {
    point_id: point,
    name,
    ...(birth_year ? { birth_year } : {}),
    ...(not ? { not } : {}),
  });
  const answer = await Promise.race([asking, offlineAfter(PATIENCE)]);
  return answer.kind === 'ok' ? answer.value.people : undefined;
}

/** The answer of a line that takes longer, ms. */
const offlineAfter = (ms: number): Promise<Answer<never>> =>
  new Promise((done) => {
    setTimeout(() => done({ kind: 'offline' }), ms);
  });

/** Whoever was named at this tablet and is not yet back from the server: the only names that it holds. */
async function onThisTablet(
  desk: Desk,
  { offered: { name, birth_year }, not }: Asked,
): Promise<MetPerson[]> {
  const named = [...desk.people()].filter(
    (one) => one.name && one.subject !== not && one['no_link'] !== true,
  );
  if (named.length === 0) return [];
  try {
    const { alikeOn } = await import('./name-pool.ts');
    const month = new Date().toISOString().slice(0, 7);
    const byToken = new Map(named.map((one) => [one.subject, one]));
    return alikeOn(named, { name, birth_year }, MOST_SHOWN).flatMap((subject) => {
      const one = byToken.get(subject);
      return one?.name
        ? [{ subject, name: one.name, age_band: one.age_band ?? 'unknown', month }]
        : [];
    });
  } catch {
    // The part with the matcher did not come: the server compares when the name arrives.
    return [];
  }
}

type Along = { at: number; alike: ReturnType<typeof alongCircle> };
/** Laid out for questions; dropped when the desk is closed. */
const laidOut = new WeakMap<Desk, Along>();

/** Those whom this tablet took along; undefined when there are none, or their leave is over. */
async function amongAlong(
  desk: Desk,
  { offered: { name, birth_year }, not }: Asked,
): Promise<{ at: number; people: MetPerson[] } | undefined> {
  try {
    const along = await alongOf(desk);
    if (!along) {
      laidOut.delete(desk);
      return undefined;
    }
    let kept = laidOut.get(desk);
    if (kept?.at !== along.at) {
      const pool = await import('./name-pool.ts');
      kept = { at: along.at, alike: pool.alongCircle(along) };
      const isOpen = (): boolean => ['open', 'covered'].includes(desk.state().cover);
      if (!isOpen()) return undefined;
      laidOut.set(desk, kept);
      const stop = desk.subscribe(() => {
        if (isOpen()) return;
        laidOut.delete(desk);
        stop();
      });
    }
    // Since it was laid out somebody may have been erased, or have said that she would rather start new.
    const sounding = new Set(
      along.people.flatMap(({ subject, token = subject, record }) => (record ? [token] : [])),
    );
    const found = kept.alike({ name, birth_year }, MOST_SHOWN);
    return {
      at: along.at,
      people: found
        .filter(({ subject, token }) => subject !== not && token !== not && sounding.has(token))
        .map(({ subject, age_band, month }) => ({ subject, age_band, month })),
    };
  } catch {
    return undefined;
  }
}

export type Known =
  | { state: 'known'; subject: string }
  /** Two tokens are one: at once, or when a second worker has confirmed it. */
  | { state: 'joined' }
  | { state: 'waiting' };
export type Shown = Known | { state: 'not_hers' | 'not_found' | 'too_many' | 'offline' };

/**
 * A slip of before is shown. A visit without a token takes its token; one with a token of its own is joined, at once when the code of
 * its own slip is here too.
 * @param expected whose slip it should be; any when left out
 */
export async function showSlip(
  desk: Desk,
  visit: Visit,
  typed: string,
  expected?: string,
): Promise<Shown> {
  const code = readSpokenCode(typed) ?? typed.trim();
  if (code.length < 8) return { state: 'not_found' };
  const here = await alongByCode(desk, code);
  const asking = ask<{ subject: string }>('POST', '/api/people/code', { code });
  // What lies here need not wait for a weak signal.
  const found = await (here ? Promise.race([asking, offlineAfter(PATIENCE)]) : asking);
  if (found.kind !== 'ok' && (found.kind !== 'offline' || !here)) return refusedAs(found);
  const hers = found.kind === 'ok' ? [found.value.subject] : tokensOf(here);
  const [subject = ''] = hers;
  if (expected && !hers.includes(expected)) return { state: 'not_hers' };
  if (!visit.subject) return { state: 'known', subject };
  if (hers.includes(visit.subject)) return { state: 'known', subject: visit.subject };
  if (found.kind === 'offline') return { state: 'offline' };
  const own = codesOf(desk, visit)?.slip;
  await desk.sync();
  const link = await ask<{ state: 'joined' | 'waiting' | 'same' }>('POST', '/api/links', {
    link_id: crypto.randomUUID(),
    a: visit.subject,
    b: subject,
    evidence: own ? 'both_slips_shown' : 'person_says',
    ...(own ? { codes: [own, code] } : {}),
  });
  if (link.kind !== 'ok') return refusedAs(link);
  return { state: link.value.state === 'waiting' ? 'waiting' : 'joined' };
}

function refusedAs(answer: Exclude<Answer<unknown>, { kind: 'ok' }>): Shown {
  if (answer.kind === 'offline') return { state: 'offline' };
  return { state: answer.code === 'lookup_limit' ? 'too_many' : 'not_found' };
}

/** Whose printed code it is, of those whom this tablet took along; a spoken one only the house can tell. */
async function alongByCode(desk: Desk, code: string): Promise<TakenPerson | undefined> {
  const along = await alongOf(desk).catch(() => undefined);
  if (!along) return undefined;
  const digest = base64url((await hashOf(code)).subarray(0, CODE_BYTES));
  return along.people.find(({ codes }) => codes?.includes(digest));
}

/** The token whose slip it is first: a joining may have been taken back since. */
const tokensOf = (one: TakenPerson | undefined): string[] =>
  one ? [one.token ?? one.subject, one.subject] : [];
