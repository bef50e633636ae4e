/**
 * Who works in the demonstration: an organisation with people in every role of a first day, made by the same verbs that
 * administrators use. There are no passwords: only a demonstration lets somebody come in by choosing a person.
 */
import { dateOfInstant } from '../languages/days.ts';
import { randomUUID } from 'node:crypto';
import { type Firewall, HOME_ORGANISATION, type Worker } from '../firewall/index.ts';
import {
  addAccount,
  courseOf,
  DATA_PROTECTION,
  grantRole,
  HEALTH_SUBJECTS,
  loginFacts,
  makeFirst,
  nameInterpreter,
  publishConduct,
  recordTraining,
  signConduct,
  type StaffRole,
  startSession,
} from '../staff/index.ts';
import conduct from '#root/demo/conduct.json' with { type: 'json' };

type Person = {
  login: string;
  name: string;
  roles: readonly StaffRole[];
  languages: readonly string[];
  /** How many days a course is still good; 335 when nothing is said, negative when it is over. */
  left?: Readonly<Record<string, number>>;
  /** Has not read the code of conduct yet: it can be signed in the console within thirty days. */
  unsigned?: true;
  /** Roles that are closed today, because a training is over. */
  lapsed?: readonly StaffRole[];
  interprets?: 'qualified' | 'lay';
};

/** The two administrators, who see no person at all. */
const ADMINISTRATORS = [
  { login: 'amira', name: 'Amira' },
  { login: 'tesfay', name: 'Tesfay' },
] as const;

/** Most are trained for months; Hana has nine days left for the desk, and Rosa's forty hours of health work have to be renewed. */
const PEOPLE: readonly Person[] = [
  { login: 'yonas', name: 'Yonas', roles: ['desk'], languages: ['ti', 'am', 'en'] },
  {
    login: 'hana',
    name: 'Hana',
    roles: ['desk', 'mediator', 'interpreter'],
    languages: ['ti', 'ar', 'en'],
    left: { code_of_conduct: 9 },
    interprets: 'qualified',
  },
  { login: 'sara', name: 'Sara', roles: ['desk', 'clinician'], languages: ['en', 'fr'] },
  {
    login: 'marta',
    name: 'Marta',
    roles: ['desk', 'point_manager'],
    languages: ['es', 'en', 'pt'],
  },
  { login: 'idris', name: 'Idris', roles: ['desk', 'caseworker'], languages: ['so', 'ar', 'en'] },
  {
    login: 'rosa',
    name: 'Rosa',
    roles: ['volunteer', 'health_worker', 'health_volunteer'],
    languages: ['es', 'fr'],
    left: { health_worker: -3 },
    unsigned: true,
    lapsed: ['health_worker'],
  },
  { login: 'lena', name: 'Lena', roles: ['child'], languages: ['en', 'ar'] },
  { login: 'noor', name: 'Noor', roles: ['survivor'], languages: ['ar', 'ku', 'en'] },
  { login: 'mira', name: 'Mira', roles: ['editor'], languages: ['en', 'ar'] },
  {
    login: 'farida',
    name: 'Farida',
    roles: ['translator', 'editor'],
    languages: ['bn', 'ur', 'en'],
  },
  { login: 'rahul', name: 'Rahul', roles: ['translator'], languages: ['bn', 'ne', 'en'] },
  { login: 'pavel', name: 'Pavel', roles: ['dpo'], languages: ['en', 'uk', 'ru'] },
];

export type DemoPerson = { login: string; name: string; roles: string[] };

/** Who can be chosen, the desk first. */
export const demoPeople = (): DemoPerson[] => [
  ...PEOPLE.map(({ login, name, roles, lapsed = [] }) => ({
    login,
    name,
    roles: roles.filter((role) => !lapsed.includes(role)),
  })),
  ...ADMINISTRATORS.map((one) => ({ ...one, roles: ['administrator'] })),
];

const HOURS: Readonly<Record<string, number>> = {
  health_volunteer: 20,
  health_worker: 40,
  data_protection: 2,
};

const DAY = 86_400_000;

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
  for (const person of PEOPLE) await hire(firewall, worker, person, today);
  const texts = Object.entries(conduct).map(([lang, body]) => ({ lang, body }));
  const { version } = await publishConduct(firewall, worker, { texts });
  for (const { login, languages, unsigned } of PEOPLE)
    if (!unsigned) await sign(firewall, login, version, languages);
}

/** Signs as a person of the demonstration, in the first of her languages in which the code can be read. */
async function sign(
  firewall: Firewall,
  login: string,
  version: number,
  languages: readonly string[],
): Promise<void> {
  const facts = await loginFacts(firewall.database, login);
  if (!facts) return;
  const who = { account: facts.account_id, org: facts.org_id };
  const session = await startSession(firewall, who, 'password');
  const lang = languages.find((one) => one in conduct) ?? 'en';
  await signConduct(firewall, { actor: who.account, org: who.org, session }, { version, lang });
}

/** One person with her trainings, as administrators write them down. */
async function hire(
  firewall: Firewall,
  worker: Worker,
  { login, name, roles, languages, left = {}, interprets }: Person,
  today: number,
): Promise<void> {
  const account = randomUUID();
  const made = { account_id: account, login, display_name: name, languages: [...languages] };
  await addAccount(firewall, worker, made);
  const courses = new Set([DATA_PROTECTION, ...roles.flatMap((role) => courseOf(role) ?? [])]);
  for (const course of courses) {
    const health = course.startsWith('health_');
    await recordTraining(firewall, worker, account, {
      course,
      hours: HOURS[course] ?? 8,
      passed_on: dateOfInstant(today - 30 * DAY),
      valid_until: dateOfInstant(today + (left[course] ?? 335) * DAY),
      ...(health ? { subjects: [...HEALTH_SUBJECTS] } : {}),
    });
  }
  for (const role of roles) await grantRole(firewall, worker, account, { role });
  if (interprets)
    await nameInterpreter(firewall, worker, {
      account,
      qualification: interprets,
      settings: ['room', 'phone', 'video'],
    });
}

/** Lets somebody in as one of these people; undefined for anybody else. @returns the secret of the cookie */
export async function enterDemo(firewall: Firewall, login: string): Promise<string | undefined> {
  if (!demoPeople().some((one) => one.login === login)) return undefined;
  const facts = await loginFacts(firewall.database, login);
  if (!facts) return undefined;
  return startSession(firewall, { account: facts.account_id, org: facts.org_id }, 'password');
}
