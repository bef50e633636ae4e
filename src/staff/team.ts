/** The team: who may work in what today and until when, what people say of themselves, the code of conduct (VOL-01, VOL-04). */
import { dateOfInstant } from '../languages/days.ts';
import { type Static, Type } from 'typebox';
import { actAs, asWorker, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { type Present, type ServiceState, servicesAt } from './presence.ts';
import { type Conduct, type Grant, roleState, type Trained } from './role-state.ts';
import { ownAct } from './sessions.ts';

type Person = Trained & {
  account: string;
  name: string;
  languages: string[];
  gender: string | null;
  grants: Grant[];
  /** Ms since 1970; null when she is not here. */
  here_since_ms: number | null;
  interpreter: { qualification: 'qualified' | 'lay'; settings: string[] } | null;
};
/** What `fw.team_facts` says. */
export type TeamFacts = {
  conduct: Conduct;
  people: Person[];
  gone: { account: string; came_ms: number; left_ms: number }[];
};
export type TeamRole = {
  role: string;
  locked: boolean;
  /** Ms since 1970, the end of the last day; null when it has no end, or is locked. */
  until: number | null;
  /** `course:…`, `hours:…`, `subject:…`, `module:…`, `conduct:…`. */
  missing: string[];
};
export type Colleague = {
  account: string;
  name: string;
  languages: string[];
  here: boolean;
  roles: TeamRole[];
};
export type Team = { team: Colleague[]; services: ServiceState[] };

const endOf = (day: string): number => Date.parse(`${day}T23:59:59.999Z`);

export async function readFacts(tx: InContext, point: string | null): Promise<TeamFacts> {
  const [row] = await tx.query<{ facts: TeamFacts }>('select fw.team_facts($1) as facts', [point]);
  if (!row) throw new Problem('internal');
  return row.facts;
}

/** Roles that are open to her on a day. Pure. */
export const activeRoles = (
  person: Trained & { grants: readonly Grant[] },
  conduct: Conduct,
  day: string,
): string[] =>
  person.grants
    .filter((grant) => roleState(person, grant, conduct, day).state === 'active')
    .map(({ role }) => role);

/** Badges and services from the facts, at a moment (ms since 1970). Pure. */
export function teamAt({ conduct, people, gone }: TeamFacts, at: number): Team {
  const day = dateOfInstant(at);
  const team = people.map((person): Colleague => {
    const { account, name, languages, here_since_ms } = person;
    const roles = person.grants.map((grant): TeamRole => {
      const found = roleState(person, grant, conduct, day);
      const { role } = grant;
      if (found.state === 'locked')
        return { role, locked: true, until: null, missing: found.missing };
      const until = found.until === null ? null : endOf(found.until);
      return { role, locked: false, until, missing: [] };
    });
    return { account, name, languages, here: here_since_ms !== null, roles };
  });
  const rolesOf = (account: string): string[] =>
    team
      .find((one) => one.account === account)
      ?.roles.flatMap(({ role, locked }) => (locked ? [] : [role])) ?? [];
  const presences: Present[] = [
    ...people.flatMap(({ account, here_since_ms }) =>
      here_since_ms === null
        ? []
        : [{ account, roles: rolesOf(account), came: here_since_ms, left: null }],
    ),
    ...gone.map(({ account, came_ms, left_ms }) => ({
      account,
      roles: rolesOf(account),
      came: came_ms,
      left: left_ms,
    })),
  ];
  return { team, services: servicesAt(presences, at) };
}

/** The team of a point, for the screen that opens it (design chapter 30, section 3.1). */
export function readDeskTeam(
  firewall: Firewall,
  worker: Worker,
  point: string,
  now: number,
): Promise<Team> {
  const act = {
    ...asWorker(worker),
    role: 'app_desk',
    purpose: 'desk.visit',
    route: 'GET /api/desk/team',
  } as const;
  return actAs(firewall, act, async (tx) => teamAt(await readFacts(tx, point), now));
}

const managing = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_staff', purpose: 'staff.manage', route }) as const;

export type Mirror = {
  team: number;
  /** Visits of 90 days; null when they are fewer than five. */
  languages: { tag: string; team: number; visits: number | null }[];
  /** Communities that at least three people named: who they are is told to nobody. */
  communities: { community: string; n: number }[];
};

/**
 * Everybody of the organisation with her badges, how far the team speaks what visitors speak, and who signed the code in force
 * (accounts).
 */
export function readTeam(
  firewall: Firewall,
  worker: Worker,
  now: number,
): Promise<{ team: Colleague[]; mirror: Mirror; conduct: Conduct; signed: string[] }> {
  return actAs(firewall, managing(worker, 'GET /api/staff/team'), async (tx) => {
    const facts = await readFacts(tx, null);
    const [row] = await tx.query<{ mirror: Mirror }>('select fw.team_mirror() as mirror');
    if (!row) throw new Problem('internal');
    const { conduct, people } = facts;
    const signed = people.flatMap((one) =>
      conduct && one.signed.includes(conduct.version) ? [one.account] : [],
    );
    return { team: teamAt(facts, now).team, mirror: row.mirror, conduct, signed };
  });
}

export const DeclarationInput = Type.Object(
  {
    gender: Type.Union([Type.Enum(['woman', 'man', 'other']), Type.Null()]),
    community: Type.Union([Type.String({ minLength: 2, maxLength: 60 }), Type.Null()]),
  },
  { additionalProperties: false },
);
export type DeclarationInput = Static<typeof DeclarationInput>;

/** What one says of oneself, or takes back: both null. */
export async function declareOneself(
  firewall: Firewall,
  worker: Worker,
  { gender, community }: DeclarationInput,
): Promise<void> {
  await actAs(firewall, ownAct(worker, 'POST /api/staff/team/declaration'), (tx) =>
    tx.query('select fw.declare_oneself($1, $2)', [gender, community]),
  );
}
export async function readDeclaration(
  firewall: Firewall,
  worker: Worker,
): Promise<DeclarationInput> {
  const rows = await actAs(firewall, ownAct(worker, 'GET /api/staff/team/declaration'), (tx) =>
    tx.query<DeclarationInput>('select gender, community from fw.own_declaration()'),
  );
  return rows[0] ?? { gender: null, community: null };
}

export const InterpreterInput = Type.Object(
  {
    account: Type.String({ format: 'uuid' }),
    qualification: Type.Enum(['qualified', 'lay']),
    settings: Type.Array(Type.Enum(['room', 'phone', 'video']), { minItems: 1, uniqueItems: true }),
  },
  { additionalProperties: false },
);
export type InterpreterInput = Static<typeof InterpreterInput>;

/** Names somebody as interpreter, or changes how; somebody else than herself says so. */
export async function nameInterpreter(
  firewall: Firewall,
  worker: Worker,
  { account, qualification, settings }: InterpreterInput,
): Promise<void> {
  if (account === worker.actor) throw new Problem('second_person_needed');
  await actAs(firewall, managing(worker, 'POST /api/staff/team/interpreters'), async (tx) => {
    await tx.execute('delete from staff.interpreter where account_id = $1', [account]);
    await tx.execute(
      'insert into staff.interpreter (account_id, org_id, qualification, settings, added_by) values ($1, fw.home_org(), $2, $3, $4)',
      [account, qualification, settings, worker.actor],
    );
    await tx.query('select fw.note($1, $2)', ['interpreter.named', { account }]);
  });
}
