/** What a tablet is told at the start of a shift, and what it is known by from then on (design chapter 30, sections 3.1, 5.2, 5.3). */
import { createHash, randomUUID } from 'node:crypto';
import { actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { OPERATION_PURPOSES } from '../desk/operation.ts';
import {
  isStaffRole,
  pointsFor,
  readFacts,
  type SessionFacts,
  STAFF_ROLES,
  teamAt,
  type TeamRole,
} from '../staff/index.ts';
import { RULES } from '../desk/urgency.ts';
import type { Intake, WipeOrders } from './node-keys.ts';
import type { DeskStart } from './wire.ts';

export type Registration = {
  device: string;
  label: string;
  /** SHA-256 of what the device alone knows. */
  secretHash: Buffer;
  /** Public half of the key with which this sign-in signs: 65 bytes, uncompressed P-256. */
  sessionKey: Buffer;
  /** Several people work with it, or one; null: nothing is said. */
  shared: boolean | null;
};

/** Without a contact a tablet goes on for so long (5.2), ms. */
export const LEASE = 72 * 3_600_000;

type PointRow = {
  point_id: string;
  code: string;
  kind: string;
  name: string | null;
  spaces: string[];
  agreement: 'formal' | 'informal' | 'none';
  guarantees: string[];
  valid_from: string | null;
  valid_to: string | null;
  breached_on: string | null;
};

/** The purposes for which this worker may bring in work, and where. `[]`: at all points. */
function permitOf(facts: SessionFacts): { purposes: string[]; points: string[] } {
  const allowed = OPERATION_PURPOSES.flatMap((purpose) => {
    const points = pointsFor(facts.roles, purpose, 'app_desk');
    return points === null ? [] : [{ purpose, points }];
  });
  const everywhere = allowed.some(({ points }) => points.length === 0);
  return {
    purposes: allowed.map(({ purpose }) => purpose),
    points: everywhere ? [] : [...new Set(allowed.flatMap(({ points }) => points))],
  };
}

/**
 * Until when, ms since 1970, all of these purposes stay open to her without a contact: what was passed or granted for a time closes
 * with its last day, also on a tablet that hears of nothing (design chapter 30, section 6). Roles at other points are not looked at.
 */
function endOf(purposes: readonly string[], roles: readonly TeamRole[], lease: number): number {
  const ends = purposes.flatMap((purpose) => {
    const open = roles.filter(
      ({ role, locked }) =>
        !locked &&
        isStaffRole(role) &&
        (STAFF_ROLES[role].purposes as readonly string[]).includes(purpose),
    );
    return open.length ? [Math.max(...open.map(({ until }) => until ?? lease))] : [];
  });
  return Math.min(lease, ...ends);
}

export type StartParts = {
  firewall: Firewall;
  intake: Intake;
  orders: WipeOrders;
  now: () => number;
};

/**
 * @throws `not_allowed` when the worker has no role at any desk, `gone` when the device was taken out of use.
 */
export async function startShift(
  { firewall, intake, orders, now }: StartParts,
  worker: Worker,
  facts: SessionFacts,
  registration?: Registration,
  /** Where the tablet stands today, when it says so. */
  point?: string,
): Promise<DeskStart> {
  const permit = permitOf(facts);
  if (permit.purposes.length === 0)
    throw new Problem('not_allowed', { detail: 'No role of this account works at a desk.' });
  const act = {
    ...asWorker(worker),
    role: 'app_desk',
    purpose: 'desk.visit',
    route: 'POST /api/desk/start',
  } as const;
  let until = now() + LEASE;
  let slot: { ticket_slot: number; ticket_point: string } | undefined;
  let carrying: DeskStart['rules']['carrying'];
  let roleKeys: DeskStart['role_keys'];
  let team: ReturnType<typeof teamAt>['team'] = [];
  const points = await actAs(firewall, act, async (tx) => {
    if (registration) {
      const { device, label, secretHash, shared } = registration;
      const [row] = await tx.query<{ state: string }>(
        'select fw.register_device($1, $2, $3, $4) as state',
        [device, label, secretHash, shared],
      );
      if (row?.state !== 'live')
        throw new Problem('gone', { detail: 'This device was taken out of use.' });
      // From now on this sign-in ends with the tablet.
      const session = createHash('sha256').update(worker.session).digest();
      await tx.query('select fw.bind_session($1, $2)', [device, session]);
      const [leave] = await tx.query<{ carrying_id: string; until: number }>(
        `select carrying_id, floor(extract(epoch from until_at) * 1000)::double precision as until from fw.carrying_here($1)`,
        [session],
      );
      carrying = leave;
    }
    const own = await tx.query<PointRow>('select * from fw.own_points()');
    roleKeys = await tx.query('select * from fw.published_role_keys()');
    // A tablet of a house with one point need not say where it is.
    const here = own.find(({ point_id }) => point_id === point) ?? own[0];
    if (here) team = teamAt(await readFacts(tx, here.point_id), now()).team;
    const mine = team.find(({ account }) => account === facts.account)?.roles ?? [];
    // What another role opens ends by itself; the desk closes with the role that opens the desk.
    const opens = permit.purposes.includes('desk.visit') ? ['desk.visit'] : permit.purposes;
    until = endOf(opens, mine, until);
    if (registration)
      await tx.query(
        `insert into sync.session_key (key_id, org_id, purpose_id, worker_id, device_id, public_key, purposes, points, until_at)
           values ($1, $2, 'desk.visit', $3, $4, $5, $6, $7, to_timestamp($8::double precision / 1000))
         on conflict (org_id, public_key) do nothing`,
        [
          randomUUID(),
          worker.org,
          worker.actor,
          registration.device,
          registration.sessionKey,
          permit.purposes,
          permit.points,
          until,
        ],
      );
    if (registration && here) {
      const [given] = await tx.query<{ slot: number }>('select sync.slot_of($1, $2) as slot', [
        here.point_id,
        registration.device,
      ]);
      slot = given && { ticket_slot: given.slot, ticket_point: here.point_id };
    }
    return own;
  });
  return {
    worker: {
      account: facts.account,
      name: facts.name,
      org: facts.org,
      roles: [...new Set(facts.roles.map(({ role }) => role))],
    },
    device: { device_id: registration?.device ?? null },
    points: points.map(({ point_id, name, code, kind: _, spaces, agreement, ...dates }) => ({
      point_id,
      name: name ?? code,
      spaces,
      agreement: { kind: agreement, ...dates },
    })),
    intake_key: await intake.key(),
    node_key: orders.publicKey,
    server_time: now(),
    lease_until: until,
    rules: { ...RULES, ...slot, ...(carrying ? { carrying } : {}) },
    // Each with the roles that are open to her and until when, so that a tablet shows it without a network.
    permits: { ...permit, team },
    role_keys: roleKeys ?? [],
  };
}
