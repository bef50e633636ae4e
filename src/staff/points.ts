/** Points of the own organisation by name, for whoever says where somebody works. */
import { actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';

export type PointName = { point_id: string; name: string };

/** @throws `not_allowed` for who manages nobody */
export function readPoints(firewall: Firewall, worker: Worker): Promise<PointName[]> {
  const act = {
    ...asWorker(worker),
    role: 'app_staff',
    purpose: 'staff.manage',
    route: 'GET /staff/access/{id}',
  } as const;
  return actAs(firewall, act, (tx) =>
    tx.query<PointName>('select point_id, coalesce(name, code) as name from fw.own_points()'),
  );
}
