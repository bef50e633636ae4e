/** Sketches of the names in an operation, put into the point's circle in the same transaction (chapter 30, section 1.3). */
import { randomUUID } from 'node:crypto';
import type { Operation } from '../desk/operation.ts';
import {
  asWorker,
  circleKey,
  type CircleKey,
  type Firewall,
  type InContext,
  sealSketch,
  type Worker,
} from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { skeleton } from './name-sketch.ts';
import { packRecord, type SketchRecord } from './name-record.ts';

/** Purposes for whose sake names are compared: shelter and hand-outs have no circle. */
const COMPARED: readonly string[] = ['desk.visit', 'desk.screen'];

type Met = NonNullable<NonNullable<Operation['names']>[number]['met']>;
type Sketch = { id: string; subject: string; record: SketchRecord; met?: Met };

/** What is compared of an operation: names with letters, of people who would not rather start new. */
export function sketchesOf({ purpose, names = [], people = [] }: Operation): Sketch[] {
  if (!COMPARED.includes(purpose)) return [];
  const known = new Map(people.map((person) => [person.subject, person]));
  return names.flatMap(({ name_id: id, subject, text, birth_year: birthYear, met }) => {
    const person = known.get(subject);
    const sketch = skeleton(text.normalize('NFC'));
    if (person?.no_link || sketch.parts.length === 0) return [];
    const ageBand = person?.age_band;
    const record = { sketch, ...(birthYear ? { birthYear } : {}), ...(ageBand ? { ageBand } : {}) };
    return [{ id, subject, record, ...(met ? { met } : {}) }];
  });
}

export type Putting = {
  /** For `fw.put_sketches`, in the statement that stores the rest, so that both take one round trip; nulls where nothing is compared. */
  readonly values: readonly [point: string | null, key: string | null, rows: string | null];
  /** Whether that statement is all; otherwise `settle` has to follow in its transaction. */
  readonly isAll: boolean;
  readonly settle: (tx: InContext) => Promise<void>;
};
const NOTHING: Putting = { values: [null, null, null], isAll: true, settle: async () => {} };

/**
 * Runs `work`, which is given how to put the sketches of `op` into its transaction. When the circle's key was renewed meanwhile,
 * the whole of `work` runs once more.
 */
export async function withSketches<T>(
  firewall: Firewall,
  { worker, op, route }: { worker: Worker; op: Operation; route: string },
  work: (putting: Putting) => Promise<T>,
): Promise<T> {
  const sketches = sketchesOf(op);
  if (sketches.length === 0) return work(NOTHING);
  const opening = { act: { ...asWorker(worker), purpose: op.purpose }, point: op.point_id, route };
  for (let fresh = false; ; fresh = true) {
    const circle = await circleKey(firewall, opening, { make: true, fresh });
    if (!circle) throw new Problem('unavailable');
    try {
      return await work(puttingOf(op, circle, sketches));
    } catch (error) {
      if (fresh || !isKeyRenewed(error)) throw error;
    }
  }
}

/** `fw.put_sketches` says so. */
const isKeyRenewed = (error: unknown): boolean =>
  error instanceof Problem && (error.cause as { code?: unknown } | undefined)?.code === 'WH041';

/** Whether nothing of the question at the desk has to be kept. */
const isSettled = (purpose: string, met: Met | undefined): boolean =>
  met?.asked === true && !(met.same && purpose === 'desk.visit');

function puttingOf(
  { point_id: point, purpose }: Pick<Operation, 'point_id' | 'purpose'>,
  circle: CircleKey,
  sketches: readonly Sketch[],
): Putting {
  const rows = sketches.map(({ id, subject, record }) => ({
    id,
    subject,
    sealed: sealSketch(circle, id, packRecord(record)).toString('hex'),
  }));
  return {
    values: [point, circle.id, JSON.stringify(rows)],
    isAll: sketches.every(({ met }) => isSettled(purpose, met)),
    settle: async (tx) => {
      for (const one of sketches) await keepQuestion(tx, { point, purpose }, one);
    },
  };
}

/**
 * What the desk heard goes on as a proposal; where nobody could ask the whole circle, the question stays open for a worker of the
 * point (`possible.ts`).
 */
async function keepQuestion(
  tx: InContext,
  { point, purpose }: { point: string; purpose: string },
  { subject, met }: Pick<Sketch, 'subject' | 'met'>,
): Promise<void> {
  if (met?.same && purpose === 'desk.visit') {
    const [link] = await tx.query<{ state: string }>(
      `select fw.make_link($1, $2, $3, 'person_says', '{}', '{}') as state`,
      [randomUUID(), subject, met.same],
    );
    if (link?.state !== 'none') return;
  }
  if (met?.asked) return;
  await tx.query(
    `insert into casework.possible_duplicate (subject, org_id, purpose_id, point_id, not_me)
       select p.subject, p.org_id, $4, $2, array(select x from unnest($3::uuid[]) x where x <> all (fw.erasing())) from casework.person p
         where p.org_id = fw.home_org() and p.subject = $1 and not p.no_link and p.subject <> all (fw.erasing())
       on conflict do nothing`,
    [subject, point, met?.not_me ?? [], purpose],
  );
}
