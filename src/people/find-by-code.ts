/**
 * A code to its token, inside the own organisation only, with what was asked at her last visits, so that nothing is asked twice
 * (PT-03, LANG-01; chapter 30, section 1.1).
 */
import { openFollowUps } from '../desk/follow-ups.ts';
import type { EventBody } from '../desk/kinds.ts';
import type { DeskEvent } from '../desk/operation.ts';
import { readSpokenCode } from '../desk/spoken-code.ts';
import { visitsOf, type Visit } from '../desk/visit.ts';
import { actAs, asWorker, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { codeDigest, type NodeSecret } from '../firewall/index.ts';

export type FollowUp = { event_id: string; visit_id: string; due_at: string; reason?: string };
export type Found = {
  /** Who stands for her after merges. */
  subject: string;
  /** Languages asked last, with the day (ms since 1970); null when never asked. */
  languages: (EventBody<'language_asked'> & { at: number }) | null;
  wishes: (EventBody<'preference_set'> & { at: number }) | null;
  /** Set and not done, the earliest first. */
  follow_ups: FollowUp[];
  /** Newest first. */
  visits: { visit_id: string; point_id: string; opened_at: number; state: Visit['state'] }[];
};

const LAST_VISITS = 10;
const VISITS_TOLD = 3;
const ROUTE = 'POST /api/people/code';

/** What may stand in `casework.handle` for a code that was scanned or said: digests, as bytes. */
export function digestsOf(secret: NodeSecret, code: string): Buffer[] {
  const plain = code.trim();
  const spoken = readSpokenCode(plain);
  return [
    codeDigest(secret, 'slip', plain),
    // Without a good check sign it is none that was given out; digested all the same, so that it takes as long.
    codeDigest(secret, 'spoken', spoken ?? plain),
  ];
}

/**
 * @throws `not_found` for a wrong, ended or foreign code, always in the same words; `lookup_limit` after twenty of those in an
 * hour by one worker.
 */
export async function findByCode(
  firewall: Firewall,
  secret: NodeSecret,
  worker: Worker,
  code: string,
): Promise<Found> {
  const act = {
    ...asWorker(worker),
    role: 'app_desk',
    purpose: 'desk.visit',
    route: ROUTE,
  } as const;
  // A try that failed is counted, so that its transaction has to be committed too.
  const found = await actAs(firewall, act, async (tx) => {
    const [row] = await tx.query<{ state: string; subject: string; root: string }>(
      'select * from fw.find_handle($1)',
      [digestsOf(secret, code)],
    );
    if (row?.state !== 'found') return row?.state;
    await tx.query('select fw.touch($1)', [[...new Set([row.subject, row.root])]]);
    return { subject: row.root, ...(await lastVisits(tx, worker.org, row.root)) };
  });
  if (found === 'too_many')
    throw new Problem('lookup_limit', {
      detail: 'Too many codes that open nothing. Wait an hour, or ask somebody else at the desk.',
    });
  if (typeof found !== 'object') throw new Problem('not_found');
  return found;
}

/** All tokens that stand for one person now. */
export const tokensOf = async (tx: InContext, org: string, root: string): Promise<string[]> => {
  const rows = await tx.query<{ subject: string }>(
    'select subject from casework.person_root where org_id = $1 and root = $2',
    [org, root],
  );
  return [...new Set([root, ...rows.map(({ subject }) => subject)])];
};

type Row = Omit<DeskEvent, 'at'> & { at: string };

async function lastVisits(
  tx: InContext,
  org: string,
  root: string,
): Promise<Omit<Found, 'subject'>> {
  const rows = await tx.query<Row>(
    `select event_id, op_id, kind, v, point_id, visit_id, subject, actor_id, device_id, hlc, supersedes, body, sealed is not null as has_note,
         (extract(epoch from at_device) * 1000)::bigint + clock_offset_ms as at
       from casework.event where org_id = $1 and visit_id in (
         select visit_id from casework.event where org_id = $1 and subject = any ($2::uuid[]) and visit_id is not null
           group by visit_id order by max(recorded_at) desc limit ${LAST_VISITS})`,
    [org, await tokensOf(tx, org, root)],
  );
  const visits = [...visitsOf(rows.map((row) => ({ ...row, at: Number(row.at) }))).values()].sort(
    (a, b) => b.opened_at - a.opened_at,
  );
  const asked = visits.find(({ languages }) => languages)?.languages;
  const wished = visits.find(({ wishes }) => wishes)?.wishes;
  return {
    languages: asked ? { ...asked.value, at: asked.at } : null,
    wishes: wished ? { ...wished.value, at: wished.at } : null,
    follow_ups: followUpsOf(visits),
    visits: visits.slice(0, VISITS_TOLD).map(({ visit_id, point_id, opened_at, state }) => ({
      visit_id,
      point_id,
      opened_at,
      state,
    })),
  };
}

function followUpsOf(visits: readonly Visit[]): FollowUp[] {
  return openFollowUps(visits)
    .map(({ event_id, visit_id, body }) => ({
      event_id,
      visit_id: visit_id ?? '',
      ...(body as EventBody<'follow_up_set'>),
    }))
    .sort((a, b) => (a.due_at < b.due_at ? -1 : 1));
}
