/** Who stands for whom after merges (chapter 30, section 1.4): reads and counts go through the root, nothing is moved. */
import type { RootOf } from '../desk/counts.ts';
import { actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';

/** Roots of the worker's organisation as they stand now; a token that was never joined stands for itself. */
export async function rootsOf(firewall: Firewall, worker: Worker, route: string): Promise<RootOf> {
  const act = { ...asWorker(worker), role: 'app_desk', purpose: 'desk.visit', route } as const;
  const rows = await actAs(firewall, act, (tx) =>
    tx.query<{ subject: string; root: string }>(
      'select subject, root from casework.person_root where org_id = $1',
      [worker.org],
    ),
  );
  const roots = new Map(rows.map(({ subject, root }) => [subject, root]));
  return (subject) => roots.get(subject) ?? subject;
}
