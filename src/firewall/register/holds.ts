/** Holds: while one stands, nothing of a person's record is erased. Two people, at most ninety days, counted in the report. */
import { Problem } from '../../http/problem.ts';
import { actAs, type Firewall } from '../context/act-as.ts';
import { asWorker, type Worker } from '../context/who.ts';

const acting = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_register', purpose: 'request.authority', route }) as const;

/** The first person proposes a hold for a demand in the register; nothing is held yet. */
export function proposeHold(
  firewall: Firewall,
  worker: Worker,
  hold: { hold_id: string; request_id: string; subject: string; days: number },
): Promise<void> {
  return actAs(firewall, acting(worker, 'POST /api/holds'), async (tx) => {
    await tx.execute(
      `insert into register.hold_proposal (hold_id, org_id, request_id, subject, days, placed_by)
       values ($1, $2, $3, $4, $5, $6) on conflict (hold_id) do nothing`,
      [hold.hold_id, worker.org, hold.request_id, hold.subject, hold.days, worker.actor],
    );
    await tx.query('select fw.note($1, $2)', ['hold.proposed', { request: hold.request_id }]);
  });
}

/** The second person places it. @throws `second_person_needed` for the same one, `not_found`. */
export async function placeHold(firewall: Firewall, worker: Worker, hold: string): Promise<void> {
  await actAs(firewall, acting(worker, 'POST /api/holds/{id}/second'), async (tx) => {
    const rows = await tx.query<{ placed: boolean }>('select fw.place_hold($1) as placed', [hold]);
    if (!rows[0]?.placed) throw new Problem('not_found');
  });
}

/** Lifts it: what waited goes on. */
export async function liftHold(firewall: Firewall, worker: Worker, hold: string): Promise<void> {
  await actAs(firewall, acting(worker, 'POST /api/holds/{id}/end'), async (tx) => {
    const lifted = await tx.execute(
      'update register.hold set lifted_at = clock_timestamp() where hold_id = $1 and lifted_at is null',
      [hold],
    );
    if (!lifted) throw new Problem('not_found');
    await tx.query('select fw.note($1, $2)', ['hold.lifted', { hold }]);
  });
}
