/**
 * What a device does not have yet (design chapter 30, sections 5.1 and 8): the events of a point, in the order of their
 * transactions. A sequence would miss what commits late, so the cursor is the oldest transaction still under way:
 * some events come twice, none is missed, and to the device they are a set. It names the life of the database in which its numbers
 * mean something: after a restore it is read as a new device's, and what the device itself still has to bring is not touched.
 */
import { LIFE } from '../database/index.ts';
import type { DeskEvent } from '../desk/operation.ts';
import { actAs, asWorker, type Firewall, type InContext, type Worker } from '../firewall/index.ts';

export type Changes = {
  events: DeskEvent[];
  /** People whose erasure was asked for since the device last heard: it forgets what it still has of them. */
  erased: string[];
  cursor: string;
  /** The answer was cut at its longest. */
  more: boolean;
};

/** Events of one answer; with more to come, the cursor says where to go on. */
const PAGE = 2_000;
/** A device that never had a whole answer hears of so many days: what it may hold was made within its lease, which is shorter. */
const DAYS_ERASED = 31;
/** A new device gets the days that the desk looks back on. */
const DAYS = 7;

type Row = Omit<DeskEvent, 'at'> & { at: string; number: string };

const NO_EVENT = '00000000-0000-0000-0000-000000000000';
const CURSOR = /^(?:([0-9a-f]{10}):)?(\d{1,19})(?:\.([0-9a-f-]{36})\.(\d{1,19}))?$/;

/**
 * @param since a cursor of an earlier answer; undefined for a new device. A cursor that is none, or of another life of this database,
 * counts as new; so does one from before cursors named their life.
 * @param heard the cursor of its last answer of any point, since erasures are the organisation's and not a point's; `since` without it
 */
export function changesSince(
  firewall: Firewall,
  worker: Worker,
  {
    point,
    since,
    heard = since,
  }: { point: string; since?: string | undefined; heard?: string | undefined },
): Promise<Changes> {
  const act = {
    ...asWorker(worker),
    role: 'app_desk',
    purpose: 'desk.visit',
    route: 'GET /api/desk/changes',
  } as const;
  return actAs(firewall, act, async (tx) => {
    const [present = { life: '', xmin: '0' }] = await tx.query<Present>(
      `select ${LIFE} as life, pg_snapshot_xmin(pg_current_snapshot())::text as xmin`,
    );
    const known = readCursor(since);
    const page = known && !isOfOtherLife(known, present) ? known : undefined;
    const xmin = page?.after ? page.started : present.xmin;
    const from = page?.from ?? '0';
    const first = from === '0' ? ((await firstOfLastDays(tx, worker.org, point)) ?? xmin) : from;
    const rows = await tx.query<Row>(
      `select event_id, op_id, kind, v, point_id, visit_id, subject, actor_id, device_id, hlc, supersedes, body, sealed is not null as has_note,
           (extract(epoch from at_device) * 1000)::bigint + clock_offset_ms as at, tx::text as number
         from casework.event
         where org_id = $1 and point_id = $2 and tx >= $3::text::xid8 and (tx, event_id) > ($3::text::xid8, $4)
         order by tx, event_id limit ${PAGE}`,
      [worker.org, point, first, page?.after ?? NO_EVENT],
    );
    const subjects = [...new Set(rows.flatMap(({ subject }) => subject ?? []))];
    if (subjects.length) await tx.query('select fw.touch($1)', [subjects]);
    const last = rows.at(-1);
    const more = rows.length === PAGE;
    const gone = await tx.query<{ subject: string }>(
      'select subject from fw.erased_since($1::text::xid8, $2) e(subject)',
      [erasedFrom(heard, present), DAYS_ERASED],
    );
    return {
      erased: gone.map(({ subject }) => subject),
      events: rows.map(({ number: _, at, ...event }) => ({ ...event, at: Number(at) })),
      more,
      cursor: `${present.life}:${more && last ? `${last.number}.${last.event_id}.${xmin}` : xmin}`,
    };
  });
}

/** The life of this database, and the oldest transaction still under way in it. */
type Present = { life: string; xmin: string };

type Cursor = {
  /** Undefined in a cursor from before they named it. */
  life: string | undefined;
  from: string;
  /** The last event of an answer that was cut at its longest. */
  after: string | undefined;
  /** Where that answer began; `from` when it was whole. */
  started: string;
};

function readCursor(text: string | undefined): Cursor | undefined {
  const [, life, from, after, started] = CURSOR.exec(text ?? '') ?? [];
  return from === undefined ? undefined : { life, from, after, started: started ?? from };
}

/**
 * Whether a cursor is from another life of this database: a copy was put back. A machine that was put back as a whole keeps the name of
 * its life; that shows while the cursor stands above its numbers, by where the answer began, since events of a cut one may lie above a
 * transaction that is still under way.
 */
const isOfOtherLife = ({ life, started }: Cursor, present: Present): boolean =>
  life !== present.life || BigInt(started) > BigInt(present.xmin);

/**
 * From which transaction on erasures are news to whoever has this cursor. An answer that was cut at its longest has told those up to
 * its own beginning only. All there are for one from another life of this database; null without one.
 */
function erasedFrom(heard: string | undefined, present: Present): string | null {
  const cursor = readCursor(heard);
  if (!cursor) return null;
  return isOfOtherLife(cursor, present) ? '0' : cursor.started;
}

/**
 * The first transaction of the days that the desk looks back on; undefined when nothing happened. As numbers, since the least `xid8` would be looked for through all
 * that came before, from the index of transactions.
 */
async function firstOfLastDays(
  tx: InContext,
  org: string,
  point: string,
): Promise<string | undefined> {
  const [row] = await tx.query<{ first: string | null }>(
    `select min(tx::text::numeric)::text as first from casework.event
       where org_id = $1 and point_id = $2 and recorded_at > now() - make_interval(days => ${DAYS})`,
    [org, point],
  );
  return row?.first ?? undefined;
}
