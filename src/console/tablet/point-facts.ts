/**
 * What the tablet knows of its point beyond its name: agreement, team, services, languages in use. The server gives it with
 * the working set (`DeskPoint.agreement`, `DeskState.rules.desk`, `DeskState.permits`); what it does not give is unknown,
 * and is shown as that.
 */
import { faultsOf, type Rules, RULES } from '../../desk/urgency.ts';
import type { DeskPoint, DeskState } from './store/index.ts';

export type Agreement =
  | { state: 'live'; until: number }
  | { state: 'ended'; since?: number }
  | { state: 'none' }
  | { state: 'unknown' };

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const moment = (value: unknown): number | undefined => {
  const ms =
    typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value : NaN;
  return Number.isFinite(ms) ? ms : undefined;
};
const words = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/**
 * As the server gives it: kind and days (`YYYY-MM-DD`). Without a stated end an agreement promises nothing (PT-02), and what
 * cannot be read is unknown, never in force.
 */
export function agreementOf(point: DeskPoint | undefined, now: number): Agreement {
  if (!point) return { state: 'unknown' };
  if (point.agreement === null) return { state: 'none' };
  const { kind, valid_from, valid_to, breached_on } = record(point.agreement);
  if (kind === 'none') return { state: 'none' };
  if (kind !== 'formal' && kind !== 'informal') return { state: 'unknown' };
  const [from, until, broken] = [moment(valid_from), endOf(valid_to), moment(breached_on)];
  if (broken !== undefined && broken <= now) return { state: 'ended', since: broken };
  if (until === undefined || (from !== undefined && from > now)) return { state: 'none' };
  return until < now ? { state: 'ended', since: until } : { state: 'live', until };
}

/** The last moment of a day. */
const endOf = (day: unknown): number | undefined => {
  const start = moment(day);
  return start === undefined ? undefined : start + 86_400_000 - 1;
};

export type TeamRole = {
  role: string;
  /** Ms since 1970; nothing when it has no end. */
  until?: number;
  /** Locked today: training or code of conduct is missing. */
  locked: boolean;
};
export type Colleague = { account: string; name: string; roles: TeamRole[]; languages: string[] };

/** Who may work here, from the permits (chapter 30, section 6): `{ team: [{ account, name, languages, roles: [{ role, until, locked }] }] }`. */
export function teamOf({ permits, worker }: DeskState): Colleague[] {
  const team = record(permits)['team'];
  const given = Array.isArray(team) ? team.map(record) : [];
  const all = given.flatMap((one): Colleague[] => {
    const { account, name, roles, languages } = one;
    if (typeof account !== 'string' || typeof name !== 'string') return [];
    return [
      {
        account,
        name,
        languages: words(languages),
        roles: (Array.isArray(roles) ? roles.map(record) : []).map(({ role, until, locked }) => {
          const end = moment(until);
          return {
            role: typeof role === 'string' ? role : '',
            locked: locked === true,
            ...(end === undefined ? {} : { until: end }),
          };
        }),
      },
    ];
  });
  if (all.some(({ account }) => account === worker.account)) return all;
  const own = worker.roles.map((role) => ({ role, locked: false }));
  return [{ account: worker.account, name: worker.name, roles: own, languages: [] }, ...all];
}

/** Languages of whoever is signed in, as her account says. */
export const ownLanguages = (state: DeskState): string[] =>
  teamOf(state).find(({ account }) => account === state.worker.account)?.languages ?? [];

export const nameOf = (state: DeskState, account: string): string | undefined =>
  teamOf(state).find((one) => one.account === account)?.name;

/** How a role stands today: lapsed, ending within 14 days, or good. */
export function standingOf({ until, locked }: TeamRole, now: number): 'ok' | 'ending' | 'ended' {
  if (locked || (until !== undefined && until <= now)) return 'ended';
  return until !== undefined && until - now < 14 * 86_400_000 ? 'ending' : 'ok';
}

/** The rules of urgency in force: the server's when they are sound, else those that came with the app. */
export function rulesOf({ rules }: DeskState): Rules {
  const given = rules as Partial<Rules>;
  const whole = given.rules && given.minutes && given.version ? (given as Rules) : undefined;
  return whole && faultsOf(whole).length === 0 ? whole : RULES;
}

/** The point's own lists, `rules.desk`: `{ services, languages }`; orders of use, nothing preselected. */
export const servicesListed = ({ rules }: DeskState): string[] =>
  words(record(rules['desk'])['services']);
export const languagesListed = ({ rules }: DeskState): string[] =>
  words(record(rules['desk'])['languages']);
