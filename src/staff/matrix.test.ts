/** Roles × stores × purposes × training, points and organisation, made from the table and asked of the real rule and database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs, asWorker, type Act } from '../firewall/index.ts';
import { addAccount, grantRole, recordTraining } from './accounts.ts';
import { DATA_PROTECTION, FORM_MODULES } from './curricula.ts';
import { invite } from './invitations.ts';
import { mayIssueBy, type SessionFacts, type SessionSource } from './may-issue.ts';
import {
  courseOf,
  FRESH_PROOF,
  PURPOSE_STORES,
  ROLES,
  type Purpose,
  type StaffRole,
} from './roles.ts';
import { settle, testHouse, type TestHouse } from './testing.ts';

const STAFF = Object.keys(ROLES) as StaffRole[];
const PURPOSES = Object.keys(PURPOSE_STORES) as Purpose[];
const STORES = [
  ...new Set([...Object.values(PURPOSE_STORES).flat(), 'app_public', 'app_editor', 'app_seq']),
];
const NOW = 1_800_000_000_000;
const HOME = randomUUID();
const OTHER = randomUUID();
const ACTOR = randomUUID();
const POINT = randomUUID();

const factsOf = (roles: SessionFacts['roles'], proofAge: number): SessionFacts => ({
  session: randomUUID(),
  account: ACTOR,
  org: HOME,
  name: 'Lena',
  login: 'lena',
  how: 'passkey',
  device: null,
  proof_ms: NOW - proofAge,
  ends_ms: NOW + 3_600_000,
  idle_s: 900,
  roles,
});
const sourceOf = (facts: SessionFacts | null): SessionSource => ({
  session: async () => facts,
  person: async () => null,
  spoken: async () => null,
  breakglass: async () => false,
});
const askOf = (purpose: string, audience: string, change: Partial<Act> = {}): Act => ({
  audience,
  kind: 'staff',
  actor: ACTOR,
  org: HOME,
  points: [],
  purpose,
  route: '/test',
  subject: '',
  session: 'x',
  ...change,
});

describe('who may what', () => {
  it('allows what the table says and nothing else, for every role, purpose, store, training, point and organisation', async () => {
    let asked = 0;
    let allowed = 0;
    for (const role of STAFF)
      for (const trained of [true, false])
        for (const points of [null, [POINT]])
          for (const fresh of [true, false])
            for (const org of [HOME, OTHER]) {
              // The database leaves a role without its training out of the session's facts.
              const held =
                trained || !courseOf(role)
                  ? [{ role, points, course: courseOf(role) ?? null }]
                  : [];
              const facts = factsOf(held, fresh ? 0 : 6 * 60_000);
              const may = mayIssueBy(sourceOf(facts), () => NOW);
              for (const purpose of PURPOSES)
                for (const store of STORES) {
                  const verdict = await may(askOf(purpose, store, { org }));
                  // Written anew here, from the words of the design and not from the rule's code.
                  const inTable =
                    held.length === 1 &&
                    ROLES[role].purposes.some((one) => one === purpose) &&
                    PURPOSE_STORES[purpose].some((one) => one === store);
                  const own = purpose === 'staff.sign_in' && store === 'app_staff';
                  const proved = fresh || !FRESH_PROOF.includes(purpose);
                  const expected = org === HOME && (own || (inTable && proved));
                  asked += 1;
                  if (verdict.may) allowed += 1;
                  if (verdict.may !== expected)
                    expect({ role, trained, points, fresh, org, purpose, store, verdict }).toBe(
                      expected,
                    );
                  if (verdict.may && !own) expect(verdict.points).toEqual(points ?? []);
                }
            }
    expect(asked).toBeGreaterThan(100_000);
    expect(allowed).toBeGreaterThan(500);
  });

  it('lets no administrator near a person, and no editor near anything guarded', () => {
    const personal = new Set([
      'app_desk',
      'app_ident',
      'app_health',
      'app_legal',
      'app_child',
      'app_survivor',
      'app_kin',
      'app_detention',
    ]);
    const stores = (role: StaffRole): string[] =>
      ROLES[role].purposes.flatMap((purpose) => [...PURPOSE_STORES[purpose]]);
    for (const role of [
      'administrator',
      'liaison',
      'dpo',
      'auditor',
      'editor',
      'translator',
      'complaints',
    ] as const)
      expect(stores(role).filter((store) => personal.has(store))).toEqual([]);
  });

  it('asks nothing of a session that is over, of somebody else, or of a job that does not exist', async () => {
    const none = mayIssueBy(sourceOf(null), () => NOW);
    const all = mayIssueBy(
      sourceOf(factsOf([{ role: 'desk', points: null, course: null }], 0)),
      () => NOW,
    );
    expect(await none(askOf('desk.visit', 'app_desk'))).toMatchObject({ may: false });
    expect(await all(askOf('desk.visit', 'app_desk', { actor: OTHER }))).toMatchObject({
      may: false,
    });
    expect(await all(askOf('desk.visit', 'app_desk', { kind: 'job' }))).toMatchObject({
      may: false,
    });
    expect(await all(askOf('desk.visit', 'app_desk', { kind: 'person' }))).toMatchObject({
      may: false,
    });
    expect(await all(askOf('desk.visit', 'app_desk'))).toMatchObject({ may: true });
  });
});

describe('a sample against the real database', () => {
  let house: TestHouse;
  let amira: Awaited<ReturnType<typeof settle>>;
  beforeAll(async () => {
    house = await testHouse();
    amira = await settle(house, house.administrators[0] as never);
  });
  afterAll(() => house.close());

  it.each(['desk', 'clinician', 'shelter', 'dpo', 'interpreter', 'adviser'] as const)(
    '%s: what the table says, trained and untrained',
    async (role) => {
      const account = randomUUID();
      const input = { account_id: account, login: `one-${role}`, display_name: role };
      await addAccount(house.door, amira, input);
      const worker = await settle(house, {
        account,
        token: (await invite(house.door, amira, account, 'new')).token,
      });
      await grantRole(house.door, amira, account, { role });
      const compare = async (open: boolean): Promise<void> => {
        house.forget();
        for (const purpose of [
          'desk.visit',
          'health.care',
          'shelter.stay',
          'request.authority',
          'legal.advice',
          'staff.manage',
        ] as const)
          for (const store of [
            'app_desk',
            'app_health',
            'app_legal',
            'app_register',
            'app_staff',
          ] as const) {
            const act = { ...asWorker(worker), role: store, purpose, route: '/test' };
            const may = await actAs(house.door, act, (tx) => tx.query('select 1')).then(
              () => true,
              () => false,
            );
            const listed =
              ROLES[role].purposes.some((one) => one === purpose) &&
              PURPOSE_STORES[purpose].some((one) => one === store);
            expect({ role, purpose, store, may }).toEqual({
              role,
              purpose,
              store,
              may: open && listed,
            });
          }
      };
      const course = courseOf(role);
      await compare(course === undefined);
      if (!course) return;
      await recordTraining(house.door, amira, account, {
        course,
        hours: 4,
        passed_on: '2026-01-10',
        valid_until: '2099-01-10',
      });
      // Who registers people needs the module on data protection too.
      const registers = ROLES[role].purposes.some((one) => FORM_MODULES[one] !== undefined);
      await compare(!registers);
      await recordTraining(house.door, amira, account, {
        course: DATA_PROTECTION,
        hours: 2,
        passed_on: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
        valid_until: '2099-01-10',
      });
      await compare(true);
    },
  );
});
