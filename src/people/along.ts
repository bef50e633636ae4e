/**
 * Who was at a point in the last 90 days, for a tablet that whoever leads the point lets take them along (design chapter 30, section 5.1):
 * the database asks for that leave, lists each for the tablet and in her own log. Names are not opened for it.
 */
import { createHash } from 'node:crypto';
import {
  actAs,
  asWorker,
  circleKey,
  type CircleKey,
  type Firewall,
  openSketch,
  type Worker,
} from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { Circles } from './circles.ts';
import { ALONG, type TakenAlong, type TakenPerson } from './name-along.ts';
import { standingCircle } from './similar.ts';

const ROUTE = `POST ${ALONG}`;

type Leave = { carrying_id: string; point_id: string; until_at: Date };
type Row = {
  token: string;
  subject: string;
  month: string;
  circle_key_id: string | null;
  sketch_id: string | null;
  sealed: Buffer | null;
  codes: Buffer[];
};

/**
 * @param now ms since 1970
 * @returns undefined when the tablet of this sign-in has no leave
 * @throws `busy_try_again` when the key of the circle was renewed at that moment
 */
export async function takeAlong(
  firewall: Firewall,
  circles: Circles,
  worker: Worker,
  now: number,
): Promise<TakenAlong | undefined> {
  const acting = { ...asWorker(worker), purpose: 'desk.visit', route: ROUTE } as const;
  const session = createHash('sha256').update(worker.session).digest();
  const [leave] = await actAs(firewall, { ...acting, role: 'app_desk' }, (tx) =>
    tx.finish<Leave>('select * from fw.carrying_here($1)', [session]),
  );
  if (!leave) return undefined;
  const point = leave.point_id;
  const act = { ...acting, role: 'app_ident' } as const;
  const circle = await standingCircle(firewall, circles, act, point);
  // Without them the table's edges stand.
  const edges = await circle?.edges().catch(() => undefined);
  const rows = await actAs(firewall, act, (tx) =>
    tx.finish<Row>('select * from fw.take_along($1)', [session]),
  );
  const key = await keyOf(firewall, { act, point, route: ROUTE }, rows);
  return {
    carrying_id: leave.carrying_id,
    point_id: point,
    until: leave.until_at.getTime(),
    at: now,
    ...(edges ? { edges } : {}),
    people: rows.flatMap((row) => personOf(row, key) ?? []),
  };
}

/** The key under which these sketches lie; none where nobody has one. */
async function keyOf(
  firewall: Firewall,
  opening: Parameters<typeof circleKey>[1],
  rows: readonly Row[],
): Promise<CircleKey | undefined> {
  const used = new Set(rows.flatMap(({ circle_key_id: id }) => id ?? []));
  if (used.size === 0) return undefined;
  for (const fresh of [false, true]) {
    const key = await circleKey(firewall, opening, { fresh });
    if (key && used.has(key.id)) return key;
  }
  throw new Problem('busy_try_again');
}

/** Undefined for whom a tablet could not tell by anything. */
function personOf(row: Row, key: CircleKey | undefined): TakenPerson | undefined {
  const record = recordOf(row, key);
  const { token, subject, month, codes } = row;
  if (!record && codes.length === 0) return undefined;
  return {
    subject,
    ...(token === subject ? {} : { token }),
    month,
    ...(record ? { record } : {}),
    ...(codes.length ? { codes: codes.map((code) => code.toString('base64url')) } : {}),
  };
}

function recordOf({ sketch_id: id, sealed }: Row, key: CircleKey | undefined): string | undefined {
  const plain = key && id && sealed ? openSketch(key, id, sealed) : undefined;
  const text = plain?.toString('base64url');
  plain?.fill(0);
  return text;
}
