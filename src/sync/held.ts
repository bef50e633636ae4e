/** What waits for a manager: work that came too late, from a lost tablet or with a doubtful clock (design chapter 30, sections 5.4 to 5.6). */
import type { Verdict } from '../desk/operation.ts';
import { actAs, asWorker, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { applyOperation } from './apply.ts';
import type { IntakeParts } from './intake.ts';
import { atDesk } from './known-devices.ts';
import { type Decided, isRecord, type NotTaken } from './wire.ts';

export type HeldWork = {
  op_id: string;
  point_id: string;
  worker_id: string;
  device_id: string;
  reason: string;
  held_at: Date;
};

type Row = HeldWork & { sealed: Buffer };
type DecidableRow = Row & {
  decision: 'admitted' | 'dropped' | null;
  decided_by: string | null;
  decided_at: Date | null;
  why: NotTaken | null;
};

/** The role of a manager shows in this purpose, which nobody else at a desk has. */
const asManager = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_desk', purpose: 'tally', route }) as const;

/** What waits, the oldest first. @throws `not_allowed` for who is no manager. */
export function listHeld({ firewall }: IntakeParts, worker: Worker): Promise<HeldWork[]> {
  return actAs(firewall, asManager(worker, 'GET /api/desk/held'), (tx) =>
    tx.query<HeldWork>(
      `select op_id, point_id, worker_id, device_id, reason, held_at from sync.held
         where org_id = $1 and decision is null order by held_at limit 500`,
      [worker.org],
    ),
  );
}

/** Who decided about a piece of work before, and when: said to whoever comes second. */
export type DecidedBefore = { decision: 'admitted' | 'dropped'; by: string; at: Date };
export type HeldOutcome = { verdict: Verdict } | { before: DecidedBefore };

/** One decision at a time in a program: each holds its row while a second transaction stores the work. */
const deciding = new WeakMap<object, Promise<unknown>>();
function inItsTurn<T>({ database }: IntakeParts['firewall'], work: () => Promise<T>): Promise<T> {
  const mine = (deciding.get(database) ?? Promise.resolve()).then(work, work);
  deciding.set(database, mine);
  return mine;
}

/**
 * Admits or drops one piece of work. Admitted work is stored as its author's; when it is refused for another reason it goes on
 * waiting, and the verdict says why. What is dropped is dropped for a reason, which its maker reads on her tablet. Of two who decide
 * at once one wins, and the other is answered with who decided and when; who says the same again gets the first answer.
 * @throws `not_found` when nothing of that number came, `bad_input` for a drop without a reason or a reason without a drop.
 */
export async function decideHeld(
  parts: IntakeParts,
  manager: Worker,
  opId: string,
  { decision, why }: { decision: 'admitted' | 'dropped'; why?: NotTaken },
): Promise<HeldOutcome> {
  if ((decision === 'dropped') !== (why !== undefined))
    throw new Problem('bad_input', {
      errors: [{ field: 'why', expected: 'the reason when it is dropped, and left out otherwise' }],
    });
  const { firewall } = parts;
  const route = 'POST /api/desk/held/:id';
  const [found] = await actAs(firewall, asManager(manager, route), (tx) =>
    tx.query('select 1 from sync.held where org_id = $1 and op_id = $2', [manager.org, opId]),
  );
  if (!found) throw new Problem('not_found');
  const desk = { ...asWorker(manager), role: 'app_desk', purpose: 'desk.visit', route } as const;
  return inItsTurn(firewall, () =>
    actAs(firewall, desk, async (tx) => {
      // Its row is held until this decision stands: whoever decides elsewhere waits here, and reads what was decided.
      const [held] = await tx.query<DecidableRow>(
        'select * from sync.held where org_id = $1 and op_id = $2 for update',
        [manager.org, opId],
      );
      if (!held) throw new Problem('not_found');
      const verdict: Verdict =
        decision === 'dropped'
          ? { op_id: opId, result: 'refused', problem: 'dropped' }
          : { op_id: opId, result: 'recorded' };
      if (held.decision !== null && held.decided_by !== null && held.decided_at !== null)
        return held.decision === decision &&
          held.decided_by === manager.actor &&
          held.why === (why ?? null)
          ? { verdict }
          : { before: { decision: held.decision, by: held.decided_by, at: held.decided_at } };
      if (decision === 'admitted') {
        const taken = await admit(parts, manager, held);
        if (taken.result === 'refused') return { verdict: taken };
      }
      await tx.execute(
        `update sync.held set decision = $3, decided_by = $4, decided_at = clock_timestamp(), why = $5
           where org_id = $1 and op_id = $2`,
        [manager.org, opId, decision, manager.actor, why ?? null],
      );
      await tx.query('select fw.note($1, $2)', [`op.${decision}`, { op: opId }]);
      return { verdict };
    }),
  );
}

/** Stores it as its author's, in a transaction of its own for the purpose of the work. */
async function admit(parts: IntakeParts, manager: Worker, held: Row): Promise<Verdict> {
  const plain = await parts.intake.open(held.sealed);
  const found: unknown = plain ? JSON.parse(plain.toString()) : undefined;
  if (!isRecord(found))
    throw new Problem('unavailable', { detail: 'The key to this work is not here any more.' });
  const { session_sig: _, ...op } = found;
  const author = { worker: held.worker_id, device: held.device_id };
  return applyOperation({ ...parts, carrier: manager, author, offset: 0 }, op);
}

/** What became of work that waited, for the tablets that hold its stubs; what still waits is not among them. */
export function decidedOf(
  { firewall }: Pick<IntakeParts, 'firewall'>,
  worker: Worker,
  opIds: readonly string[],
): Promise<Decided[]> {
  return actAs(firewall, atDesk(worker, 'POST /api/desk/held'), (tx) =>
    tx.query<Decided>(
      `select op_id, decision, why from sync.held where org_id = $1 and op_id = any ($2) and decision is not null`,
      [worker.org, opIds],
    ),
  );
}
