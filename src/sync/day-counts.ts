/** The days of a point as its manager closes them (STA-02; design chapter 30, sections 2.2 and 3.10): items, visits and people, never added. */
import { type Counts, countsOf, leftOf } from '../desk/counts.ts';
import type { DeskEvent } from '../desk/operation.ts';
import { notUndone, visitsOf } from '../desk/visit.ts';
import { actAs, type Firewall, type Worker } from '../firewall/index.ts';
import { rootsOf } from '../people/index.ts';
import { atDesk } from './known-devices.ts';

export type DayCounts = {
  /** YYYY-MM-DD, as the clocks of the place have it. */
  day: string;
  counts: Counts;
  /** Who closed the point that evening, and who counted with her, as far as it was said. */
  closed: { at: Date; by: string; counted_by: string | null } | null;
};

type Row = Omit<DeskEvent, 'at'> & { at: string };

const COLUMNS = `event_id, op_id, kind, v, point_id, visit_id, subject, actor_id, device_id, hlc, supersedes, body, sealed is not null as has_note,
  (extract(epoch from at_device) * 1000)::bigint + clock_offset_ms as at`;

const DAY = 86_400_000;
const ROUTE = 'GET /staff/point/days';

/**
 * Days that begin at `from` or later, the newest first; days on which nothing happened are left out. A visit belongs to the day on
 * which it was opened. Figures only leave this function: no token, no name.
 * @param from ms since 1970 @param dayOf the civil day of a moment there
 */
export async function readDays(
  firewall: Firewall,
  worker: Worker,
  { point, from, dayOf }: { point: string; from: number; dayOf: (ms: number) => string },
): Promise<DayCounts[]> {
  const rootOf = await rootsOf(firewall, worker, ROUTE);
  const rows = await actAs(firewall, atDesk(worker, ROUTE), (tx) =>
    tx.query<Row>(
      `select ${COLUMNS} from casework.event where org_id = $1 and point_id = $2 and recorded_at >= $3`,
      // What a tablet brings late was recorded after it happened, never before; its clock may be some minutes ahead.
      [worker.org, point, new Date(from - DAY / 24)],
    ),
  );
  const opened = new Set(rows.flatMap((row) => (row.kind === 'visit_opened' ? row.visit_id : [])));
  const begun = rows.flatMap(({ visit_id: id }) => (id && !opened.has(id) ? id : []));
  // What was done later in a visit that began before belongs to the day on which it began.
  const before = begun.length
    ? await actAs(firewall, atDesk(worker, ROUTE), (tx) =>
        tx.query<Row>(
          `select ${COLUMNS} from casework.event where org_id = $1 and visit_id = any ($2) and kind = 'visit_opened'`,
          [worker.org, [...new Set(begun)]],
        ),
      )
    : [];
  const events = [...rows, ...before].map(
    ({ at, ...event }): DeskEvent => ({ ...event, at: Number(at) }),
  );
  const first = dayOf(from);
  const visits = [...visitsOf(events).values()];
  const left = leftOf(events);
  const closings = notUndone(events, 'point_closed').sort((a, b) => a.at - b.at);
  const days = [
    ...new Set([
      ...visits.map(({ opened_at }) => dayOf(opened_at)),
      ...[...closings, ...left].map(({ at }) => dayOf(at)),
    ]),
  ];
  return days
    .filter((day) => day >= first)
    .sort()
    .reverse()
    .map((day): DayCounts => {
      const last = closings.findLast(({ at }) => dayOf(at) === day);
      const with_ = last?.body['counted_by'];
      return {
        day,
        counts: countsOf(
          visits.filter(({ opened_at }) => dayOf(opened_at) === day),
          { dayOf, rootOf, left: left.filter(({ at }) => dayOf(at) === day) },
        ),
        closed: last
          ? {
              at: new Date(last.at),
              by: last.actor_id,
              counted_by: typeof with_ === 'string' ? with_ : null,
            }
          : null,
      };
    });
}
