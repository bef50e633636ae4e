/**
 * Whose work a device brings, whether it may, and what it says of itself: asked of the database, and remembered for as long
 * as it cannot hurt, so that a busy desk pays for its own rows only (design chapter 30, sections 5.3, 5.5, 5.6).
 */
import { actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';

/** What a device tells of itself at each contact, so that gaps, silence and a wrong clock are seen (5.5). */
export type DeviceReport = {
  device: string;
  point: string;
  waiting: number;
  oldest: number | null;
  highestSeq: number;
  /** The device's own clock, ms since 1970; without it the clock is taken to be right. */
  clock: number | null;
};

export type Permit = {
  worker: string;
  device: string;
  purposes: string[];
  points: string[];
  from: number;
  until: number;
};

export type KnownDevices = {
  /** What a session was permitted when it came in; it never changes. */
  permit(carrier: Worker, publicKey: string): Promise<Permit | undefined>;
  /** `live`, `revoked`, or null when nobody knows the device. */
  device(carrier: Worker, device: string): Promise<string | null>;
  /** Writes down what a device tells of itself, when it is news; answers its state. */
  report(carrier: Worker, report: DeviceReport): Promise<string | null>;
  /** A device was taken out of use, or back into it: everybody in this program who remembers it asks again. */
  forget(device: string): void;
};

/** A revocation in another program of the installation counts after so long, ms: as a session that was ended. */
const STATE_LIFE = 2_000;
const PERMIT_LIFE = 600_000;
/** A device that says the same as before is written down this often, ms. */
const REPORT_EVERY = 20_000;
const MOST_KNOWN = 5_000;

/** The states that are remembered in this program, by whom they were asked of: the console's screens and the tablets' door. */
const remembered = new WeakMap<Firewall['keeper'], Set<{ clear(part: string): void }>>();
const rememberedOf = ({ keeper }: Firewall) => {
  const found = remembered.get(keeper) ?? new Set();
  remembered.set(keeper, found);
  return found;
};

export function knownDevices(firewall: Firewall, now: () => number): KnownDevices {
  const permits = remembering<Permit | undefined>(now, PERMIT_LIFE);
  const states = remembering<string | null>(now, STATE_LIFE);
  const reports = remembering<number>(now, REPORT_EVERY);
  const device = (carrier: Worker, id: string) => {
    rememberedOf(firewall).add(states);
    return states.of(`${carrier.org}|${id}`, () => deviceState(firewall, carrier, id));
  };
  return {
    // What is not known may be registered in the next second.
    permit: async (carrier, key) => {
      const found = await permits.of(`${carrier.org}|${key}`, () =>
        permitOf(firewall, carrier, key),
      );
      if (!found) permits.forget(`${carrier.org}|${key}`);
      return found;
    },
    device,
    async report(carrier, report) {
      const last = await reports.of(`${carrier.org}|${report.device}`, async () => -1);
      if (last === report.waiting) return device(carrier, report.device);
      reports.put(`${carrier.org}|${report.device}`, report.waiting);
      return keepReport({ firewall, now }, carrier, report);
    },
    forget(id) {
      for (const one of rememberedOf(firewall)) one.clear(id);
    },
  };
}

/** Answers kept for `life` ms; a failed one is not kept. */
function remembering<T>(now: () => number, life: number) {
  const kept = new Map<string, { at: number; answer: Promise<T> }>();
  const put = (key: string, answer: Promise<T>): Promise<T> => {
    if (kept.size >= MOST_KNOWN) kept.clear();
    kept.set(key, { at: now(), answer });
    answer.catch(() => kept.delete(key));
    return answer;
  };
  return {
    of(key: string, ask: () => Promise<T>): Promise<T> {
      const found = kept.get(key);
      return found && now() - found.at < life ? found.answer : put(key, ask());
    },
    put: (key: string, value: T) => void put(key, Promise.resolve(value)),
    forget: (key: string) => void kept.delete(key),
    clear(part: string) {
      for (const key of kept.keys()) if (key.endsWith(part)) kept.delete(key);
    },
  };
}

export const atDesk = (carrier: Worker, route: string) =>
  ({ ...asWorker(carrier), role: 'app_desk', purpose: 'desk.visit', route }) as const;

type PermitRow = {
  worker_id: string;
  device_id: string;
  purposes: string[];
  points: string[];
  from_at: Date;
  until_at: Date;
};

async function permitOf(
  firewall: Firewall,
  carrier: Worker,
  publicKey: string,
): Promise<Permit | undefined> {
  const [row] = await actAs(firewall, atDesk(carrier, 'POST /api/desk/ops'), (tx) =>
    tx.query<PermitRow>(
      `select worker_id, device_id, purposes, points, from_at, until_at from sync.session_key
         where org_id = $1 and public_key = $2`,
      [carrier.org, Buffer.from(publicKey, 'base64url')],
    ),
  );
  return (
    row && {
      worker: row.worker_id,
      device: row.device_id,
      purposes: row.purposes,
      points: row.points,
      // A tablet's clock may be a little behind ours.
      from: row.from_at.getTime() - 5 * 60_000,
      until: row.until_at.getTime(),
    }
  );
}

const deviceState = (firewall: Firewall, carrier: Worker, device: string): Promise<string | null> =>
  actAs(firewall, atDesk(carrier, 'POST /api/desk/ops'), async (tx) => {
    const [row] = await tx.query<{ state: string | null }>('select fw.device_state($1) as state', [
      device,
    ]);
    return row?.state ?? null;
  });

/** Writes down what the device told of itself; answers whether it may go on. */
function keepReport(
  { firewall, now }: { firewall: Firewall; now: () => number },
  carrier: Worker,
  report: DeviceReport,
): Promise<string | null> {
  return actAs(firewall, atDesk(carrier, 'POST /api/desk/ops'), async (tx) => {
    await tx.query(
      `insert into sync.device_report as r (device_id, org_id, purpose_id, point_id, worker_id, waiting, oldest_at, highest_seq, clock_offset_ms)
         values ($1, $2, 'desk.visit', $3, $4, $5, to_timestamp($6::double precision / 1000), $7, $8)
       on conflict (org_id, device_id) do update set point_id = excluded.point_id, worker_id = excluded.worker_id, waiting = excluded.waiting,
         oldest_at = excluded.oldest_at, highest_seq = greatest(r.highest_seq, excluded.highest_seq), clock_offset_ms = excluded.clock_offset_ms,
         reported_at = clock_timestamp()`,
      [
        report.device,
        carrier.org,
        report.point,
        carrier.actor,
        report.waiting,
        report.oldest,
        report.highestSeq,
        report.clock === null ? 0 : now() - report.clock,
      ],
    );
    const [row] = await tx.query<{ state: string | null }>('select fw.device_state($1) as state', [
      report.device,
    ]);
    return row?.state ?? null;
  });
}
