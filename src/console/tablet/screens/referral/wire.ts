/** The routes of referrals as the tablet calls them (design chapter 30, section 8), and what their answers mean here. */
import { isPractice } from '../../practice-mark.ts';
import type { EXCEPTION_WHYS } from '../../../../firewall/consent/life-saving.ts';
import type { Level } from '../../../../desk/urgency.ts';
import { QUIET_HEADER } from '../../../../sync/wire.ts';
import { quietMs } from '../../store/touched.ts';

/** A service of the own network. */
export type NetworkLine = {
  network_id: string;
  to_org: string;
  to_name: string;
  listing_code: string;
  service_type: string;
  route: 'account' | 'link' | 'phone' | 'paper';
  telephone: string | null;
  email: string | null;
  answer_hours: string | null;
  agreement_live: boolean;
  suspended_at: string | null;
  rate: { asked: number; in_time: number };
};

export type Verdict = 'fits' | 'does_not' | 'unknown';
export type Condition = {
  name: string;
  verdict: Verdict;
  source?: string;
  said_by?: string;
  /** Days since 1970. */
  checked_on?: number;
  rate?: number;
};
export type Alternative = {
  listing_code: string;
  group: string;
  network_id?: string;
  unknown: readonly string[];
};
/** One with the name under which it is listed. */
export type Elsewhere = Alternative & { name: string };
/** A service that owes answers, and for which referrals. */
export type LateService = {
  network_id: string;
  to_name: string;
  telephone: string | null;
  answer_hours: string | null;
  rate: { asked: number; in_time: number };
  waiting: readonly { number: string; level: Level; state: string; waits_since: string }[];
};
export type Checked = {
  conditions: readonly Condition[];
  blocked: boolean;
  suspended: boolean;
  alternatives: readonly Alternative[];
};

export type Profile = { service_type: string; v: number; fields: Readonly<Record<string, string>> };

export type Wishes = {
  needs: string[];
  languages?: string[];
  papers?: 'none';
  free?: true;
  same_sex?: 'woman' | 'man';
  step_free?: true;
  child_space?: true;
};

export type Packet = {
  needs: string[];
  level: Level;
  languages?: string[];
  modes?: string[];
  same_sex?: string;
  adaptations?: string[];
  age_band?: string;
  good_times?: string[];
  sentence?: string;
  chosen_name?: string;
};
export type PacketField = keyof Packet;

export type ReferralInput = {
  referral_id: string;
  network_id: string;
  subject: string;
  point_id: string;
  visit_id?: string;
  follows?: string;
  level: Level;
  packet: Packet;
  ticked?: 'chosen_name'[];
};

export const GIVEN = ['mark', 'signature', 'thumb', 'witnessed_voice'] as const;
export type Given = (typeof GIVEN)[number];

export type ConsentGiven = {
  grant_id: string;
  notice_version: number;
  notice_lang: string;
  explained: 'read' | 'interpreted' | 'signed';
  communication: { shared_language: boolean; interpreter_ref?: string };
  given: Given;
  witness?: string;
  sign?: { kind: 'strokes' | 'sheet'; data: string };
};

/** Instead of a yes, when waiting for one would cost her life. */
export type Why = (typeof EXCEPTION_WHYS)[number];
export type LifeSaving = { grant_id: string; exception: Why };

export type Line = {
  referral_id: string;
  number: string;
  subject: string;
  visit_id: string | null;
  to_name: string;
  service_type: string;
  needs: string[];
  level: Level;
  state: string;
  next_due_at: string | null;
  answer_due: string;
  escalated: boolean;
  appointment_at: string | null;
  /** They gave another time, and nobody has said yet that the person knows: the task to tick. */
  moved_task: string | null;
  reason: string | null;
  need_open: boolean;
  changes: number;
};
export type Detail = Line & {
  fields: string[];
  steps: {
    n: number;
    step: string;
    state: string;
    at: string;
    reason: string | null;
    appointment_at: string | null;
    words?: string;
  }[];
  next: string[];
  way: {
    route: NetworkLine['route'];
    telephone: string | null;
    email: string | null;
    answer_hours: string | null;
  };
  access: { locked: boolean } | null;
};

export type Link = { link: string; code: string };

export type Answer<T> =
  | { kind: 'ok'; value: T }
  /** Nobody answered, or what came was not this house's. */
  | { kind: 'offline' }
  | {
      kind: 'problem';
      code: string;
      detail?: string;
      errors: { field: string; expected: string }[];
    };

const PATIENCE = 20_000;

/** Never throws: without a network it says so. */
export async function ask<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  body?: unknown,
): Promise<Answer<T>> {
  // Practice tells nobody anything.
  if (isPractice()) return { kind: 'offline' };
  try {
    const answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        [QUIET_HEADER]: String(quietMs()),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status === 204) return { kind: 'ok', value: undefined as T };
    const said: unknown = await answer.json();
    if (answer.ok) return { kind: 'ok', value: said as T };
    const { type, detail, errors } = said as Record<string, unknown>;
    // Not a problem of this house: a hotspot's page, a proxy that is down.
    if (typeof type !== 'string') return { kind: 'offline' };
    return {
      kind: 'problem',
      code: type.slice(type.lastIndexOf('/') + 1).replaceAll('-', '_'),
      ...(typeof detail === 'string' ? { detail } : {}),
      errors: Array.isArray(errors) ? (errors as { field: string; expected: string }[]) : [],
    };
  } catch {
    return { kind: 'offline' };
  }
}
