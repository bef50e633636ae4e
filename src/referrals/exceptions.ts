/**
 * What went without a yes because waiting for one would have cost a life (FIRE-06, T12; design chapter 30, section 4.3): a second
 * person looks at each. Who watches over data hears of it at once and after a day; after three days the manager does too.
 */
import { actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';

export const FINDINGS = ['right', 'avoidable', 'wrong'] as const;
export type Finding = (typeof FINDINGS)[number];

/** Nothing of the person: what went where, why and when, and by whom. */
export type ExceptionLine = {
  grant_id: string;
  why: string | null;
  categories: string[];
  given_at: string;
  review_due: string;
  reviewed_at: string | null;
  finding: Finding | null;
  withdrawn_at: string | null;
  to_name: string;
  point_id: string | null;
  service_type: string | null;
  state: string | null;
  made_by: string | null;
  /** Made by who asks: somebody else has to look at it. */
  is_own: boolean | null;
};

const overseeing = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_register', purpose: 'dpo.oversight', route }) as const;

/** Those that nobody has looked at first, the oldest first; then those of 90 days. */
export async function listExceptions(
  { door }: { door: Firewall },
  worker: Worker,
): Promise<ExceptionLine[]> {
  return actAs(door, overseeing(worker, 'GET /api/exceptions'), async (tx) => {
    const rows = await tx.query<{ list: ExceptionLine[] }>('select fw.exceptions() as list');
    return rows[0]?.list ?? [];
  });
}

/**
 * `wrong` takes it back at once: nothing of it can be read any more, and the recipient is told to delete it.
 * @throws `not_found`; `second_person` for who had a part in it; `conflict` when somebody found otherwise before.
 */
export async function reviewException(
  { door }: { door: Firewall },
  worker: Worker,
  grantId: string,
  finding: Finding,
): Promise<void> {
  const route = 'POST /api/exceptions/{id}/review';
  const done = await actAs(door, overseeing(worker, route), async (tx) => {
    const rows = await tx.query<{ done: boolean }>('select fw.review_exception($1, $2) as done', [
      grantId,
      finding,
    ]);
    return rows[0]?.done ?? false;
  });
  if (!done) throw new Problem('not_found');
}
