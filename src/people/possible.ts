/**
 * People who came in without having been asked "Have we met?", from an offline tablet or a program, and who they may be (chapter 30,
 * section 1.3). They are compared when somebody looks, with the circle as it then stands, so that nothing is lost between two steps.
 */
import {
  actAs,
  asWorker,
  circleKey,
  type CircleKey,
  type Firewall,
  type InContext,
  openSketch,
  type Worker,
} from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { Circles } from './circles.ts';
import { makeLink, type LinkState } from './links.ts';
import type { AgeBand } from './name-evidence.ts';
import { type Alike, type Candidate, factsOf, LOOKED_AT, MOST_SHOWN, namesOf } from './similar.ts';
import { unpackRecord } from './name-record.ts';
import type { NodeSecret } from '../firewall/index.ts';

/** `since`: when she came in, ISO 8601. `others`: who she may be, the likeliest first, never empty. */
export type Possible = {
  subject: string;
  name: string;
  age_band: AgeBand;
  month: string;
  since: string;
  others: Candidate[];
};
export type PossibleList = {
  possible: Possible[];
  /** How many there are in all, those shown among them. */
  waiting: number;
};
export type Decision =
  | { subject: string; decision: 'apart' }
  | { subject: string; decision: 'compared'; other: string; link_id: string };

/** With their five each, as many names as the keeper opens at once. */
const MOST_LISTED = 8;
/** Compared in one look; what is left comes with the next. */
const MOST_COMPARED = 50;
const LIST = 'GET /api/people/possible';
const DECIDE = 'POST /api/people/possible';

type Row = {
  subject: string;
  others: string[] | null;
  not_me: string[];
  since: Date;
  sketch_id: string | null;
  sealed: Buffer | null;
};

/** What waits at a point, the oldest first. Those listed have it in their own log. */
export async function possibleAt(
  firewall: Firewall,
  circles: Circles,
  worker: Worker,
  point: string,
): Promise<PossibleList> {
  const acting = { ...asWorker(worker), purpose: 'desk.visit' };
  const act = { ...acting, role: 'app_ident', route: LIST } as const;
  for (let fresh = false; ; fresh = true) {
    const key = await circleKey(firewall, { act: acting, point, route: LIST }, { fresh });
    if (!key) return { possible: [], waiting: 0 };
    const found = await actAs(firewall, act, async (tx) => {
      const rows = await tx.query<Row>('select * from fw.possible($1)', [point]);
      const circle = await circles.current(tx.query, { org: worker.org, point, key });
      if (circle === 'renewed') return 'renewed';
      const compared = await compareAll(tx, rows, async (row) => {
        const record = sketchOf(key, row);
        if (!record) return [];
        const { sketch, birthYear, ageBand } = record;
        const query = {
          name: sketch,
          ...(birthYear === undefined ? {} : { birthYear }),
          ...(ageBand === undefined ? {} : { ageBand }),
        };
        return (await circle.similar(query, LOOKED_AT)).map(({ subject }) => subject);
      });
      return listed(firewall, tx, worker.org, compared);
    });
    if (found !== 'renewed') return found;
    if (fresh) throw new Problem('busy_try_again');
  }
}

function sketchOf(key: CircleKey, { sketch_id: id, sealed }: Row) {
  const plain = id && sealed ? openSketch(key, id, sealed) : undefined;
  const record = plain && unpackRecord(plain);
  plain?.fill(0);
  return record;
}

/** Compares what nobody has compared yet, and keeps what was found; whoever resembles nobody is no question any more. */
async function compareAll(
  tx: InContext,
  rows: readonly Row[],
  similar: (row: Row) => Promise<string[]>,
): Promise<(Row & { others: string[] })[]> {
  const fresh = rows.filter(({ others }) => others === null).slice(0, MOST_COMPARED);
  const found = new Map(
    await Promise.all(fresh.map(async (row) => [row.subject, await similar(row)] as const)),
  );
  const facts = await factsOf(tx, [
    ...new Set([...found].flatMap(([subject, others]) => [subject, ...others])),
  ]);
  const known = rows.filter((row): row is Row & { others: string[] } => row.others !== null);
  for (const row of fresh) {
    const own = facts.get(row.subject)?.root ?? row.subject;
    const others = likeliest(found.get(row.subject) ?? [], facts, [own, ...row.not_me]);
    await tx.query('select fw.put_possible($1, $2::uuid[])', [row.subject, others]);
    if (others.length) known.push({ ...row, others });
  }
  return known.sort((a, b) => a.since.getTime() - b.since.getTime());
}

/** Each person once, without whom she already is or said she is not. */
function likeliest(
  subjects: readonly string[],
  facts: ReadonlyMap<string, Alike>,
  without: readonly string[],
): string[] {
  const roots = new Set<string>();
  for (const subject of subjects) {
    const root = facts.get(subject)?.root;
    if (root && !without.includes(root) && !without.includes(subject)) roots.add(root);
  }
  return [...roots].slice(0, MOST_SHOWN);
}

async function listed(
  firewall: Firewall,
  tx: InContext,
  org: string,
  rows: readonly (Row & { others: string[] })[],
): Promise<PossibleList> {
  const shown = rows.slice(0, MOST_LISTED);
  const everybody = [...new Set(shown.flatMap(({ subject, others }) => [subject, ...others]))];
  if (everybody.length === 0) return { possible: [], waiting: 0 };
  const facts = await factsOf(tx, everybody, org);
  const people = [...facts.values()].filter(({ name_id }) => name_id);
  const [names] = await Promise.all([
    namesOf(firewall, tx, people),
    tx.query('select fw.touch($1)', [everybody]),
  ]);
  const told = new Map<string, Candidate & { root: string }>(
    people.flatMap(({ subject, root, age_band, month }, i) => {
      const name = names[i];
      return name === undefined ? [] : [[subject, { subject, root, name, age_band, month }]];
    }),
  );
  const possible = shown.flatMap(({ subject, others, since }) => {
    const her = told.get(subject);
    if (!her) return [];
    // Who was joined with her meanwhile is no question any more.
    const maybe = others
      .flatMap((one) => told.get(one) ?? [])
      .filter(({ root }) => root !== her.root);
    const { root: _, ...facts } = her;
    return maybe.length
      ? [
          {
            ...facts,
            since: since.toISOString(),
            others: maybe.map(({ root: _root, ...one }) => one),
          },
        ]
      : [];
  });
  return { possible, waiting: rows.length - shown.length + possible.length };
}

/**
 * A worker has compared. `apart`: nothing is stored. `compared`: proposed as one person, for a second worker to confirm.
 * @throws `not_found` when nothing of that person waits, or the other is not there.
 */
export async function decidePossible(
  firewall: Firewall,
  secret: NodeSecret,
  worker: Worker,
  decision: Decision,
): Promise<LinkState | 'apart'> {
  const act = {
    ...asWorker(worker),
    role: 'app_desk',
    purpose: 'desk.visit',
    route: DECIDE,
  } as const;
  const { subject } = decision;
  const state =
    decision.decision === 'apart'
      ? 'apart'
      : await makeLink(firewall, secret, worker, {
          link_id: decision.link_id,
          a: subject,
          b: decision.other,
          evidence: 'compared',
        });
  const [row] = await actAs(firewall, act, (tx) =>
    tx.query<{ done: boolean }>('select fw.settle_possible($1) as done', [subject]),
  );
  if (!row?.done && state === 'apart') throw new Problem('not_found');
  return state;
}
