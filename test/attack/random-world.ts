/** Random worlds: organisations, people, consents, agreements, erasures, rows, and who acts in them. */
import type {
  Agreement,
  Context,
  GuardedRow,
  Organisation,
  World,
} from '../../src/firewall/context/model.ts';
import type { Chance } from './chance.ts';

/** A guarded row with the id under which SQL knows it. */
export type StoredRow = GuardedRow & { id: string };
export type Stored = World & { rows: StoredRow[]; subjects: string[]; points: string[] };

/** An act: a context, how its ticket was spoilt (if it was), and a write to try. */
export type Act = { context: Context; spoilt: 'mac' | 'key' | 'audience' | null };

const HOUR = 3_600_000;
const CATEGORIES = ['need', 'contact', 'age'];
const CROSSING = ['referral.send', 'followup.outcome', 'desk.visit'];
export const PURPOSES = [
  'desk.visit',
  'desk.screen',
  'referral.send',
  'referral.receive',
  'followup.outcome',
  'legal.advice',
  'legal.claim',
  'health.care',
  'own.access',
  'job.retention',
  'tally',
];
export const FILES: Readonly<Record<string, readonly string[]>> = {
  health: ['health.care'],
  survivor: ['survivor.support'],
  legal: ['legal.advice', 'legal.claim'],
  child: ['child.protect'],
  kin: ['kin.trace'],
  detention: ['detention.visit'],
};
const STATES: Agreement['state'][] = ['draft', 'assessed', 'signed', 'suspended', 'ended'];
/** Tables of the home shape that any purpose may stand in, with whether they have a service point. */
const HOME = {
  'casework.handle': false,
  'casework.event': true,
  'ident.name': false,
  'ident.contact': false,
  'ident.blind': false,
};

export function randomWorld(chance: Chance, now: number, uses: World['uses']): Stored {
  const organisations: Organisation[] = Array.from({ length: 3 + chance.below(2) }, () => ({
    id: chance.uuid(),
    cutAt: chance.is(0.85) ? null : now + (chance.is(0.6) ? -HOUR : HOUR),
  }));
  const org = (): string => chance.one(organisations).id;
  const two = (): [string, string] => {
    const [a, b] = chance.some(organisations.slice(), 2);
    const first = a ?? organisations[0]!;
    return [first.id, (b ?? organisations.find(({ id }) => id !== first.id)!).id];
  };
  const subjects = Array.from({ length: 4 }, () => chance.uuid());
  const points = Array.from({ length: 3 }, () => chance.uuid());
  const grants = Array.from({ length: 4 + chance.below(3) }, () => {
    const [from, to] = two();
    return {
      id: chance.uuid(),
      subject: chance.one(subjects),
      from,
      to,
      purpose: chance.one(CROSSING),
      categories: chance.some(CATEGORIES),
      notAfter: now + (chance.is(0.85) ? HOUR : -HOUR),
      withdrawnAt: chance.is(0.15) ? now - HOUR : null,
    };
  });
  const agreements = Array.from({ length: 5 }, (): Agreement => {
    const like = chance.is(0.8) ? chance.one(grants) : undefined;
    const parties: [string, string] = like ? [like.from, like.to] : two();
    return {
      id: chance.uuid(),
      parties: chance.is(0.5) ? parties : [parties[1], parties[0]],
      purposes: like && chance.is(0.9) ? [like.purpose] : chance.some(CROSSING),
      categories: chance.is(0.8) ? CATEGORIES : chance.some(CATEGORIES),
      startsAt: now + (chance.is(0.9) ? -2 * HOUR : HOUR),
      endsAt: now + (chance.is(0.9) ? 2 * HOUR : -HOUR),
      state: chance.is(0.8) ? 'live' : chance.one(STATES),
    };
  }).map((one) => (one.startsAt < one.endsAt ? one : { ...one, startsAt: one.endsAt - HOUR }));
  const erasing = organisations.flatMap(({ id }) =>
    subjects.filter(() => chance.is(0.12)).map((subject) => ({ org: id, subject })),
  );
  const person = (): string | null => (chance.is(0.15) ? null : chance.one(subjects));
  const rows: StoredRow[] = subjects.map((subject) => ({
    shape: 'home',
    table: 'casework.person',
    id: subject,
    org: org(),
    purpose: chance.one(PURPOSES),
    subject,
  }));
  for (const [table, hasPoint] of Object.entries(HOME))
    for (let i = 0; i < 2 + chance.below(2); i++)
      rows.push({
        shape: 'home',
        table,
        id: chance.uuid(),
        org: org(),
        purpose: chance.one(PURPOSES),
        subject: table === 'casework.event' ? person() : chance.one(subjects),
        ...(hasPoint ? { point: chance.one(points) } : {}),
      });
  // A file of one organisation, one of another, and one of somebody who is on her way out where there is one: few rows, and
  // each that a spoilt policy would show.
  const [homeOrg, farOrg] = two();
  const going = erasing.find((gone) => gone.org === homeOrg);
  for (const [room, purposes] of Object.entries(FILES))
    for (const file of [
      { org: homeOrg, subject: person() },
      { org: farOrg, subject: person() },
      ...(going ? [going] : [{ org: org(), subject: null }]),
    ])
      rows.push({
        shape: 'home',
        table: `${room}.file`,
        id: chance.uuid(),
        purpose: chance.one(purposes),
        ...file,
      });
  for (let i = 0; i < 9; i++) {
    const grant = chance.one(grants);
    const [from, to] = chance.is(0.85) ? [grant.from, grant.to] : two();
    const matching = agreements.filter(
      ({ parties }) => parties.includes(from) && parties.includes(to),
    );
    const id = chance.uuid();
    rows.push({
      shape: 'crossing',
      table: 'referrals.packet',
      id,
      from,
      to,
      grant: grant.id,
      agreement: (matching.length > 0 && chance.is(0.85)
        ? chance.one(matching)
        : chance.one(agreements)
      ).id,
      purpose: chance.is(0.85) ? grant.purpose : chance.one(CROSSING),
      categories: chance.is(0.8) ? chance.some(grant.categories) : chance.some(CATEGORIES),
    });
    if (chance.is(0.6))
      rows.push({
        shape: 'home',
        table: 'referrals.packet_origin',
        id,
        org: from,
        purpose: chance.one(PURPOSES),
        subject: grant.subject,
      });
  }
  for (const grant of grants) {
    rows.push({
      shape: 'home',
      table: 'consent.record',
      id: grant.id,
      org: grant.from,
      purpose: grant.purpose,
      subject: grant.subject,
    });
    if (grant.withdrawnAt !== null)
      rows.push({
        shape: 'notice',
        table: 'consent.withdrawal_notice',
        id: grant.id,
        to: grant.to,
      });
  }
  for (const { id, parties } of agreements)
    rows.push({ shape: 'agreement', table: 'consent.agreement', id, parties });
  for (const gone of erasing)
    rows.push({ shape: 'erasing', table: 'consent.erasing', id: chance.uuid(), ...gone });
  return { now, organisations, grants, agreements, erasing, uses, rows, subjects, points };
}

const ROOMS = ['app_health', 'app_survivor', 'app_legal', 'app_child', 'app_kin', 'app_detention'];

export function randomAct(chance: Chance, world: Stored): Act {
  const audience = chance.one([
    'app_desk',
    'app_desk',
    'app_desk',
    'app_ident',
    'app_consent',
    'app_consent',
    chance.one(ROOMS),
    chance.one(ROOMS),
  ]);
  const kind = chance.one(['staff', 'staff', 'staff', 'person', 'glass', 'job'] as const);
  const room = FILES[audience.slice(4)];
  const own = kind === 'person' || kind === 'glass';
  // Whoever comes with her own slip comes to where she has a file, as often as not.
  const files = world.rows.filter(({ table }) => table === `${audience.slice(4)}.file`);
  const file = room && chance.is(0.6) ? chance.one(files) : undefined;
  // A third of the desk's acts send or receive: what crosses is rarer than what stays at home.
  const grant = audience === 'app_desk' && chance.is(0.35) ? chance.one(world.grants) : undefined;
  const sends = chance.is(0.4);
  return {
    spoilt: chance.is(0.04) ? chance.one(['mac', 'key', 'audience'] as const) : null,
    context: {
      audience,
      kind,
      org: grant
        ? sends
          ? grant.from
          : grant.to
        : file?.shape === 'home' && chance.is(0.8)
          ? file.org
          : chance.is(0.98)
            ? chance.one(world.organisations).id
            : chance.uuid(),
      points: chance.is(0.6) ? [] : chance.some(world.points, 2),
      purpose: chance.is(0.02)
        ? 'no.such'
        : grant
          ? sends
            ? grant.purpose
            : 'referral.receive'
          : room && chance.is(0.7)
            ? chance.one(own && chance.is(0.5) ? ['own.access'] : room)
            : chance.one(
                audience === 'app_consent'
                  ? // Who is being erased is for these two alone: each comes often enough to be compared.
                    kind === 'job' && chance.is(0.5)
                    ? ['job.retention']
                    : kind === 'person' && chance.is(0.5)
                      ? ['own.access']
                      : [...PURPOSES, ...CROSSING, 'agreement.manage']
                  : [...PURPOSES, 'referral.receive', 'referral.send', 'desk.visit'],
              ),
      subject:
        file?.shape === 'home' && file.subject !== null && (own || chance.is(0.2))
          ? file.subject
          : own || chance.is(0.4)
            ? chance.one(world.subjects)
            : null,
      expires: chance.is(0.95) ? world.now + 25_000 : world.now + (chance.is(0.5) ? -HOUR : HOUR),
    },
  };
}
