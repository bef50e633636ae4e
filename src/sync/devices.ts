/** Tablets of an organisation: what waits on each, and the loss of one (design chapter 30, section 5.6). */
import { act, actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { atDesk, type KnownDevices } from './known-devices.ts';

export type Device = {
  device_id: string;
  label: string;
  /** Several people work with it; else it is somebody's own. */
  shared: boolean;
  registered_at: Date;
  revoked_at: Date | null;
  point_id: string | null;
  /** What it said at its last contact waits on it; null when it never said. */
  waiting: number | null;
  oldest_at: Date | null;
  reported_at: Date | null;
};

export function listDevices(firewall: Firewall, worker: Worker): Promise<Device[]> {
  return actAs(firewall, atDesk(worker, 'GET /api/desk/devices'), (tx) =>
    tx.query<Device>('select * from fw.devices()'),
  );
}

/** From now on it gets nothing but the order to forget. @throws `not_found` */
export async function revokeDevice(
  { firewall, known }: { firewall: Firewall; known: KnownDevices },
  worker: Worker,
  device: string,
): Promise<void> {
  const [row] = await actAs(firewall, atDesk(worker, 'POST /api/desk/devices/:id/revoke'), (tx) =>
    tx.query<{ done: boolean }>('select fw.revoke_device($1) as done', [device]),
  );
  if (!row?.done) throw new Problem('not_found');
  known.forget(device);
}

/**
 * It was called lost by mistake, or was found: it works again. Its sign-ins stay ended, what it forgot stays forgotten.
 * @throws `not_found`, `not_allowed` for who leads no point
 */
export async function returnDevice(
  { firewall, known }: { firewall: Firewall; known: KnownDevices },
  worker: Worker,
  device: string,
): Promise<void> {
  const route = 'POST /api/desk/devices/:id/return';
  const act = { ...asWorker(worker), role: 'app_desk', purpose: 'tally', route } as const;
  const [row] = await actAs(firewall, act, (tx) =>
    tx.query<{ done: boolean }>('select fw.return_device($1) as done', [device]),
  );
  if (!row?.done) throw new Problem('not_found');
  known.forget(device);
}

/** The organisations that took a tablet out of use which shows its own secret (its SHA-256): asked where nobody is signed in any more. */
export async function lostTo(
  { database }: Pick<Firewall, 'database'>,
  { device, secretHash }: { device: string; secretHash: Buffer },
): Promise<string[]> {
  const asking = { role: 'app_keeper', actor: 'tablet', purpose: 'ticket' } as const;
  const rows = await act(database, asking, (tx) =>
    tx.query<{ org: string }>('select fw.houses_of_lost_device($1, $2) as org', [
      device,
      secretHash,
    ]),
  );
  return rows.map(({ org }) => org);
}
