/** Who of a point's circle may be the person at the desk (chapter 30, section 1.3). Asked when a name is offered, before it is saved. */
import {
  actAs,
  asWorker,
  circleKey,
  type Firewall,
  type GuardedAct,
  type InContext,
  type Worker,
} from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { Circles, Sending, StandingCircle } from './circles.ts';
import type { Similar } from './name-circle.ts';
import type { AgeBand } from './name-evidence.ts';
import { lettersIn, LONGEST_NAME } from './name-sketch.ts';

export type SimilarAsk = {
  point_id: string;
  name: string;
  birth_year?: number;
  age_band?: AgeBand;
  /** The token at the desk, when there is one: she is not shown to herself. */
  not?: string;
};
/** One row of the desk: nothing else of her is shown. `subject` stands for her after merges; `month`: `YYYY-MM`. */
export type Candidate = { subject: string; name: string; age_band: AgeBand; month: string };

export const MOST_SHOWN = 5;
/** Tokens looked at, so that five people are left when some of them are one. */
export const LOOKED_AT = 15;
const ROUTE = 'POST /api/people/similar';

export type Alike = {
  subject: string;
  root: string;
  age_band: AgeBand;
  month: string;
  name_id: string;
  sealed: Buffer;
};

/**
 * @returns at most five, the likeliest first; none for a name without letters, or at a point that is not the worker's
 * @throws `bad_input` for a name that is too long
 */
export async function similarPeople(
  firewall: Firewall,
  circles: Circles,
  worker: Worker,
  ask: SimilarAsk,
): Promise<Candidate[]> {
  if (lettersIn(ask.name) > LONGEST_NAME)
    throw new Problem('bad_input', {
      errors: [{ field: 'name', expected: `at most ${LONGEST_NAME} letters` }],
    });
  const acting = { ...asWorker(worker), purpose: 'desk.visit' };
  const act = { ...acting, role: 'app_ident', route: ROUTE } as const;
  const circle = await standingCircle(firewall, circles, act, ask.point_id);
  const likeliest = await circle?.similar(
    {
      name: ask.name.normalize('NFC'),
      ...(ask.birth_year === undefined ? {} : { birthYear: ask.birth_year }),
      ...(ask.age_band === undefined ? {} : { ageBand: ask.age_band }),
    },
    LOOKED_AT,
  );
  // Most are new: theirs is one act of one statement.
  if (!likeliest?.length) return [];
  return actAs(firewall, act, (tx) => look(firewall, tx, { org: worker.org, ask, likeliest }));
}

/** The circle of the point; undefined where the worker has none. */
export async function standingCircle(
  firewall: Firewall,
  circles: Circles,
  act: GuardedAct,
  point: string,
): Promise<StandingCircle | undefined> {
  const send: Sending = (text, values) => actAs(firewall, act, (tx) => tx.finish(text, values));
  for (let fresh = false; ; fresh = true) {
    const key = await circleKey(firewall, { act, point, route: act.route }, { fresh });
    if (!key) return undefined;
    const circle = await circles.current(send, { org: act.org, point, key });
    if (circle !== 'renewed') return circle;
    if (fresh) throw new Problem('busy_try_again');
  }
}

async function look(
  firewall: Firewall,
  tx: InContext,
  { org, ask, likeliest }: { org: string; ask: SimilarAsk; likeliest: readonly Similar[] },
): Promise<Candidate[]> {
  const facts = await factsOf(
    tx,
    likeliest.map(({ subject }) => subject),
    org,
  );
  const shown = onceEach(likeliest, facts, ask.not);
  if (shown.length === 0) return [];
  const touched = [...new Set(shown.flatMap(({ subject, root }) => [subject, root]))];
  const [names] = await Promise.all([
    namesOf(firewall, tx, shown),
    tx.query('select fw.touch($1)', [touched]),
  ]);
  return shown.flatMap(({ root, age_band, month }, i) => {
    const name = names[i];
    return name === undefined ? [] : [{ subject: root, name, age_band, month }];
  });
}

/** What the desk may show of these tokens, with the newest name of each that has one; those without a name are left out when `org` is given. */
export async function factsOf(
  tx: InContext,
  subjects: readonly string[],
  org?: string,
): Promise<Map<string, Alike>> {
  if (subjects.length === 0) return new Map();
  const rows = await tx.query<Alike>(
    org === undefined
      ? 'select * from fw.alike($1)'
      : `select a.*, n.name_id, n.sealed from fw.alike($1) a join lateral (
         select name_id, sealed from ident.name where org_id = $2 and subject = a.subject order by created_at desc, name_id limit 1) n on true`,
    org === undefined ? [subjects] : [subjects, org],
  );
  return new Map(rows.map((one) => [one.subject, one]));
}

/** Each person once, by the likeliest of her tokens. */
function onceEach(
  likeliest: readonly { subject: string }[],
  facts: ReadonlyMap<string, Alike>,
  not: string | undefined,
): Alike[] {
  const people = new Map<string, Alike>();
  for (const { subject } of likeliest) {
    const one = facts.get(subject);
    if (one && one.root !== not && subject !== not && !people.has(one.root))
      people.set(one.root, one);
  }
  return [...people.values()].slice(0, MOST_SHOWN);
}

/** What each wants to be called, in order. */
export async function namesOf(
  { keeper }: Firewall,
  tx: InContext,
  shown: readonly Alike[],
): Promise<(string | undefined)[]> {
  const opened = await keeper.open({
    nonce: tx.nonce,
    purpose: 'desk.visit',
    items: shown.map(({ name_id, subject, sealed }) => ({
      key: { store: 'ident', subject },
      place: { column: 'ident.name.sealed', rowId: name_id },
      sealed,
    })),
  });
  return opened.map((one) =>
    one.state === 'open' ? (JSON.parse(one.plain.toString()) as { text: string }).text : undefined,
  );
}
