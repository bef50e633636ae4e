/**
 * Who works in the demonstration: an organisation with people in every role of a first day, made by the same verbs that
 * administrators use. There are no passwords: only a demonstration lets somebody come in by choosing a person.
 */
import { randomUUID } from 'node:crypto';
import { type Firewall, HOME_ORGANISATION, type Worker } from '../firewall/index.ts';
import {
  addAccount,
  courseOf,
  grantRole,
  loginFacts,
  makeFirst,
  recordTraining,
  type StaffRole,
  startSession,
} from '../staff/index.ts';

type Person = { login: string; name: string; roles: readonly StaffRole[] };

/** The two administrators, who see no person at all. */
const ADMINISTRATORS = [
  { login: 'amira', name: 'Amira' },
  { login: 'tesfay', name: 'Tesfay' },
] as const;

const PEOPLE: readonly Person[] = [
  { login: 'yonas', name: 'Yonas', roles: ['desk'] },
  { login: 'hana', name: 'Hana', roles: ['desk', 'mediator', 'interpreter'] },
  { login: 'sara', name: 'Sara', roles: ['desk', 'clinician'] },
  { login: 'marta', name: 'Marta', roles: ['desk', 'point_manager'] },
  { login: 'idris', name: 'Idris', roles: ['desk', 'caseworker'] },
  { login: 'lena', name: 'Lena', roles: ['child'] },
  { login: 'noor', name: 'Noor', roles: ['survivor'] },
  { login: 'pavel', name: 'Pavel', roles: ['dpo'] },
];

export type DemoPerson = { login: string; name: string; roles: string[] };

/** Who can be chosen, the desk first. */
export const demoPeople = (): DemoPerson[] => [
  ...PEOPLE.map(({ login, name, roles }) => ({ login, name, roles: [...roles] })),
  ...ADMINISTRATORS.map((one) => ({ ...one, roles: ['administrator'] })),
];

const DAY = 86_400_000;
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Makes the organisation and its people once; later calls change nothing. `today` is ms since 1970. */
export async function makeDemoPeople(firewall: Firewall, today: number): Promise<void> {
  if (await loginFacts(firewall.database, 'amira')) return;
  const { administrators } = await makeFirst(firewall.database, {
    name: 'Selmora Network of Open Doors',
    country: 'XW',
    kind: 'network',
    administrators: [...ADMINISTRATORS],
  });
  const [amira] = administrators;
  if (!amira) return;
  const who = { account: amira.account, org: HOME_ORGANISATION };
  const session = await startSession(firewall, who, 'password');
  const worker: Worker = { actor: who.account, org: who.org, session };
  for (const { login, name, roles } of PEOPLE) {
    const account = randomUUID();
    await addAccount(firewall, worker, { account_id: account, login, display_name: name });
    const courses = new Set(roles.flatMap((role) => courseOf(role) ?? []));
    for (const course of courses)
      await recordTraining(firewall, worker, account, {
        course,
        hours: 8,
        passed_on: day(today - 30 * DAY),
        valid_until: day(today + 335 * DAY),
      });
    for (const role of roles) await grantRole(firewall, worker, account, { role });
  }
}

/** Lets somebody in as one of these people; undefined for anybody else. @returns the secret of the cookie */
export async function enterDemo(firewall: Firewall, login: string): Promise<string | undefined> {
  if (!demoPeople().some((one) => one.login === login)) return undefined;
  const facts = await loginFacts(firewall.database, login);
  if (!facts) return undefined;
  return startSession(firewall, { account: facts.account_id, org: facts.org_id }, 'password');
}
