/**
 * Weeks of referrals between many organisations against the real database (REF-03; design chapter 30, section 10): half of the
 * recipients without accounts, a quarter that never answer, people who take it back. Time passes by moving everything that is
 * stored back, so that the program and its clock are the ones that serve. For tests and for `checks/desk/referrals.ts`.
 */
import { randomUUID } from 'node:crypto';
import { addAgreement, addOrganisation, asOwner, insert } from '../firewall/context/testing.ts';
import { asHolder, withdrawConsent } from '../firewall/index.ts';
import { LEVELS } from '../desk/values.ts';
import { referralRound } from './clock.ts';
import { consentToReferral } from './consent.ts';
import { makeReferral } from './draft.ts';
import { CATEGORIES, type PacketInput } from './packet.ts';
import { act, type Manner, open, pick, type Provider, type Tracked } from './provider-testing.ts';
import { sendReferral } from './send.ts';
import { FINAL_STATES, isFinal, type State } from './states.ts';
import { clinic, CLINIC_CODE, POINT, testHouse, type TestHouse } from './testing.ts';

export type SimulationSize = {
  referrals: number;
  organisations: number;
  days: number;
  seed: number;
  /** Hours between two looks in the first six days; two by default. */
  step_h?: number;
};

export type Findings = {
  referrals: number;
  organisations: number;
  /** How they stand at the end, by state. */
  states: Record<string, number>;
  /** Past twice their answer time, neither final nor with a manager. */
  late: number;
  unowned: number;
  /** At the end neither final nor escalated. */
  hanging: number;
  withdrawals: number;
  /** From a withdrawal to the refusal of the next read, ms: half of them, 99 of 100, the longest. */
  withdrawal_ms: { p50: number; p99: number; longest: number };
  readable_after_withdrawal: number;
  packets_read: number;
  /** Fields in packets that their consent or profile did not name. */
  stray_fields: number;
  steps: number;
  rounds: number;
  /** Where the time went, s: sending, moving time, what providers and people do, the clock's round, looking at all. */
  spent_s: Record<'send' | 'time' | 'answer' | 'clock' | 'look', number>;
  wall_s: number;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export async function simulate(
  size: SimulationSize,
  say: (line: string) => void = () => {},
): Promise<Findings> {
  const started = performance.now();
  const random = seeded(size.seed);
  const house = await testHouse();
  try {
    const providers = await makeProviders(house, size.organisations, random);
    const found: Findings = {
      referrals: size.referrals,
      organisations: size.organisations,
      states: {},
      late: 0,
      unowned: 0,
      hanging: 0,
      withdrawals: 0,
      withdrawal_ms: { p50: 0, p99: 0, longest: 0 },
      readable_after_withdrawal: 0,
      packets_read: 0,
      stray_fields: 0,
      steps: 0,
      rounds: 0,
      spent_s: { send: 0, time: 0, answer: 0, clock: 0, look: 0 },
      wall_s: 0,
    };
    const tracked: Tracked[] = [];
    const timed = async <T>(
      what: keyof Findings['spent_s'],
      work: () => Promise<T>,
    ): Promise<T> => {
      const from = performance.now();
      try {
        return await work();
      } finally {
        found.spent_s[what] += (performance.now() - from) / 1000;
      }
    };
    for (let i = 0; i < size.referrals; i += 8) {
      const batch = Array.from({ length: Math.min(8, size.referrals - i) }, () =>
        makeOne(house, pick(providers, random), random),
      );
      tracked.push(...(await timed('send', () => Promise.all(batch))));
      if (i % 1000 === 0) say(`${String(i)} sent, ${seconds(started)} s`);
    }
    const withdrawals: number[] = [];
    let now = 0;
    for (const pause of pauses(size.days, (size.step_h ?? 2) * HOUR)) {
      await timed('time', () => house.pass(pause));
      now += pause;
      await timed('answer', async () => {
        await inTurns(
          tracked.filter((one) => one.acts_at !== null && one.acts_at <= now),
          (one) => act(house, one, now, random, found),
        );
        await inTurns(
          tracked.filter((one) => one.back_at !== null && one.back_at <= now),
          (one) => takeBack(house, one, found, withdrawals),
        );
      });
      const [began] = await house.owner<{ at: string }>('select clock_timestamp()::text as at');
      await timed('clock', () => referralRound(house.door));
      found.rounds += 1;
      await timed('look', () => lookAtAll(house, found, began?.at ?? ''));
      if (found.rounds % 40 === 0)
        say(`day ${(now / DAY).toFixed(1)}, ${String(found.steps)} steps, ${seconds(started)} s`);
    }
    const rows = await house.owner<{ state: State; escalated: boolean }>(
      'select state, escalated from referrals.referral',
    );
    for (const { state, escalated } of rows) {
      found.states[state] = (found.states[state] ?? 0) + 1;
      if (!isFinal(state) && !escalated) found.hanging += 1;
    }
    withdrawals.sort((a, b) => a - b);
    const part = (share: number): number =>
      withdrawals[Math.min(withdrawals.length - 1, Math.floor(withdrawals.length * share))] ?? 0;
    found.withdrawal_ms = { p50: part(0.5), p99: part(0.99), longest: part(1) };
    for (const [what, spent] of Object.entries(found.spent_s))
      found.spent_s[what as 'send'] = Math.round(spent);
    found.wall_s = Number(seconds(started));
    return found;
  } finally {
    await house.close();
  }
}

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(0);

/** Short while answers are due within minutes, then longer. */
function pauses(days: number, step: number): number[] {
  const list: number[] = [];
  let at = 0;
  while (at < days * DAY) {
    const pause = at < HOUR ? step / 60 : at < 6 * DAY ? step : 6 * step;
    list.push(pause);
    at += pause;
  }
  return list;
}

async function makeProviders(
  house: TestHouse,
  many: number,
  random: () => number,
): Promise<Provider[]> {
  const providers: Provider[] = [];
  for (let i = 0; i < many; i++) {
    const org = await addOrganisation(house.kept.main, {
      name: `Provider ${String(i)}`,
      kind: 'health',
    });
    const agreement = await addAgreement(house.kept.main, [house.sender.org, org], {
      categories: CATEGORIES,
    });
    const byLink = i % 2 === 1;
    const network = await house.network({
      to: org,
      route: byLink ? 'link' : 'account',
      agreement,
      code: CLINIC_CODE,
    });
    // A quarter never answer, of either kind; of the rest every third is slow.
    const manner: Manner =
      i % 4 < 2 && Math.floor(i / 4) % 2 === 0 ? 'never' : random() < 0.33 ? 'slow' : 'prompt';
    providers.push({ org, worker: house.worker(org), network, byLink, manner });
  }
  house.listings.set(CLINIC_CODE, clinic());
  return providers;
}

async function makeOne(
  house: TestHouse,
  provider: Provider,
  random: () => number,
): Promise<Tracked> {
  const { parts, sender } = house;
  const [id, subject, grant, packetId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await insert(house.kept.main, 'casework.person', {
    org_id: sender.org,
    purpose_id: 'desk.visit',
    subject,
  });
  const packet = somePacket(random);
  const made = await makeReferral(parts, sender, {
    referral_id: id,
    network_id: provider.network,
    subject,
    point_id: POINT,
    level: packet.level,
    packet,
  });
  await consentToReferral(parts, sender, id, {
    grant_id: grant,
    notice_version: 1,
    notice_lang: 'ar',
    explained: 'played',
    communication: { shared_language: true },
    given: 'mark',
  });
  const sent = await sendReferral(parts, sender, id, {
    packet_id: packetId,
    changes: 1,
    wishes: { needs: ['health.doctor'] },
  });
  // Every fifth who comes by a link keeps no cookie, and types the code each time.
  const link = sent.link && {
    locator: sent.link.link.split('/r/')[1] ?? '',
    code: sent.link.code,
    keeps: random() < 0.8,
  };
  const wait = { now: 4 * MINUTE, soon: 6 * HOUR, today: 10 * HOUR, any_time: 30 * HOUR }[
    packet.level
  ];
  const factor = provider.manner === 'slow' ? 1 + 3 * random() : random();
  return {
    id,
    subject,
    grant,
    packet: packetId,
    provider,
    fields: made.fields,
    ...(link ? { link } : {}),
    acts_at: provider.manner === 'never' ? null : wait * factor,
    back_at: random() < 0.06 ? random() * 4 * DAY : null,
    stage: 'new',
  };
}

function somePacket(random: () => number): PacketInput {
  const whole: PacketInput = {
    needs: ['health.doctor'],
    level: pick(LEVELS, random),
    languages: ['ar'],
    modes: ['hears'],
    same_sex: 'woman',
    adaptations: ['step_free'],
    age_band: '18-59',
    good_times: ['evening'],
    sentence: 'Needs the results read aloud.',
  };
  const kept = Object.entries(whole).filter(
    ([name]) => name === 'needs' || name === 'level' || random() < 0.6,
  );
  return Object.fromEntries(kept) as PacketInput;
}

/** She takes it back; how long until the recipient's next read is refused. */
async function takeBack(
  house: TestHouse,
  one: Tracked,
  found: Findings,
  times: number[],
): Promise<void> {
  one.back_at = null;
  const holder = { subject: one.subject, org: house.sender.org, session: 'x' };
  const [before] = await house.owner<{ state: State }>(
    'select state from referrals.referral where referral_id = $1',
    [one.id],
  );
  if (!before || isFinal(before.state)) return;
  found.withdrawals += 1;
  const at = performance.now();
  await withdrawConsent(
    house.door,
    { ...asHolder(holder), purpose: 'own.access' },
    one.grant,
    'token',
  );
  const readable = await open(house, one).then(
    () => true,
    () => false,
  );
  times.push(Math.round(performance.now() - at));
  if (readable) found.readable_after_withdrawal += 1;
}

/** After each round: nothing without an owner, nothing without a manager that was past twice its time when the round began. */
async function lookAtAll({ kept }: TestHouse, found: Findings, began: string): Promise<void> {
  const [row] = await asOwner(kept.main, (tx) =>
    tx.query<{ unowned: number; late: number }>(
      `select count(*) filter (where owner_id is null or next_due_at is null)::int as unowned,
         count(*) filter (where state in ('sent', 'opened', 'overdue') and not escalated and escalate_at < $2::timestamptz)::int as late
       from referrals.referral where state <> all ($1)`,
      [[...FINAL_STATES], began],
    ),
  );
  found.unowned += row?.unowned ?? 0;
  found.late += row?.late ?? 0;
}

/** Four at a time, as a small server would. */
async function inTurns<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let one = list[next++]; one !== undefined; one = list[next++]) await work(one);
    }),
  );
}

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
