/**
 * A day at the hub (issue 4, show 8): people come to six workers in three languages, the line goes twice, a tablet is closed in the
 * middle, a shift changes. The plan of the day is counted by plain sums while it is made; the server's day and each tablet's own
 * must come out the same.
 *   node checks/desk/hub-day.ts [people] [seed]
 */
import { countsOf, type Counts } from '../../src/desk/counts.ts';
import type { KeptDesk } from '../../src/console/tablet/store/kept-desk.ts';
import { openDesk } from '../../src/console/tablet/store/open-desk.ts';
import { startTestCluster } from '../../src/database/testing.ts';
import { type Random, seeded } from '../../bench/hours/random.ts';
import { staffDoorOf } from '../../src/staff/testing.ts';
import { readDays } from '../../src/sync/index.ts';
import { deskHouse, type DeskHouse, POINT } from '../../src/sync/testing.ts';
import { badge, type LinedTablet, linedTablet } from './tablet-line.ts';

const STAFF = 6;
const TONGUES = ['ti', 'ar', 'fr'] as const;
const ITEMS = ['meal', 'blanket', 'hygiene_kit'] as const;
/** The whole of it happens within one civil day of the place. */
const dayOf = (): string => '2026-11-22';

/** Plain figures, to be compared as they are. */
export type Told = {
  items: Record<string, number>;
  visits: number;
  people: { from: number; to: number };
};
export type HubDay = {
  planned: Told;
  server: Told | undefined;
  tablets: Told[];
  /** Acts made with the line cut, and what the tablets could not explain at the end. */
  offline: number;
  unexplained: number;
};

const told = ({ items, visits, people }: Counts): Told => ({
  items: Object.fromEntries([...items].sort()),
  visits,
  people:
    people.basis === 'TOKEN'
      ? { from: people.people, to: people.people }
      : { from: people.from, to: people.to },
});

type Station = LinedTablet & { desk: KeptDesk; n: number };
type Known = { subject: string };

/** What one person's coming adds to the plan, and what is done at the desk. */
async function comes(
  { desk }: Station,
  random: Random,
  plan: Told & { known: Known[] },
): Promise<number> {
  const act = async (
    events: Parameters<KeptDesk['perform']>[0]['events'],
    more: Partial<Parameters<KeptDesk['perform']>[0]> = {},
  ) => desk.perform({ point_id: POINT, purpose: 'desk.screen', events, ...more });
  // One in six was here this morning and shows her slip: another visit of the same day, and no further person.
  const again =
    plan.known.length > 0 && random.chance(1 / 6) ? random.pick(plan.known as [Known]) : undefined;
  const token = again?.subject ?? (random.chance(0.6) ? crypto.randomUUID() : undefined);
  const heads = again || random.chance(0.7) ? 1 : random.whole(2, 5);
  const { picture, number } = desk.nextTicket();
  const body = { channel: 'walk_in', heads, ticket_picture: picture, ticket_number: number };
  const opened = await act(
    [{ kind: 'visit_opened', body, ...(token ? { subject: token } : {}) }],
    token && !again ? { people: [{ subject: token }] } : {},
  );
  const visit_id = opened.events[0]?.visit_id ?? '';
  const hers = { visit_id, ...(token ? { subject: token } : {}) };
  let acts = 1;
  // One in twelve leaves before anything happened: opened and closed, and counted nowhere.
  if (!again && random.chance(1 / 12)) {
    await act([
      { ...hers, kind: 'visit_closed', body: { outcome: 'left', left_without: 'too_long' } },
    ]);
    return acts + 1;
  }
  await act([
    {
      ...hers,
      kind: 'language_asked',
      body: { tags: [random.pick(TONGUES)], modes: ['hears'], asked_how: 'picture' },
    },
    { ...hers, kind: 'need_seen', body: { code: 'food.meal', how: 'said' } },
    { ...hers, kind: 'queue_joined', body: { level: 'today', due_at: new Date().toISOString() } },
  ]);
  acts++;
  if (!again) {
    plan.visits++;
    if (token) {
      plan.people.from++;
      plan.known.push({ subject: token });
    }
    plan.people.to += heads;
  }
  for (let n = random.whole(1, 3); n > 0; n--) {
    const [item_code, quantity] = [random.pick(ITEMS), random.whole(1, 4)];
    const service = { service_code: 'food.meal', item_code, quantity };
    const given = await act([{ ...hers, kind: 'service_given', body: service }]);
    acts++;
    // One in ten was a slip of the hand and is taken back.
    if (random.chance(0.1)) {
      await act([
        {
          ...hers,
          kind: 'voided',
          body: { why: 'undone' },
          supersedes: given.events[0]?.event_id ?? '',
        },
      ]);
      acts++;
    } else plan.items[item_code] = (plan.items[item_code] ?? 0) + quantity;
  }
  await act([{ ...hers, kind: 'visit_closed', body: { outcome: 'done' } }]);
  return acts + 1;
}

/** @param people how many come @param seed of the plan of the day */
export async function hubDay(house: DeskHouse, people: number, seed: number): Promise<HubDay> {
  const random = seeded(seed);
  const plan = {
    items: {} as Record<string, number>,
    visits: 0,
    people: { from: 0, to: 0 },
    known: [] as Known[],
  };
  const stations: Station[] = [];
  for (let n = 1; n <= STAFF; n++) {
    const tablet = linedTablet(house, await house.worker('desk'));
    stations.push({ ...tablet, n, desk: await openDesk({ way: badge(n), world: tablet.world }) });
  }
  const relief = await house.worker('desk');
  // Outages by the number of the person: nothing goes through from a quarter on, and around the half answers are lost on their way back.
  const lineAt = (at: number): 'up' | 'down' | 'half' => {
    const part = at / people;
    if (part >= 0.25 && part < 0.45) return 'down';
    return part >= 0.55 && part < 0.65 ? 'half' : 'up';
  };
  let offline = 0;
  for (let at = 0; at < people; at++) {
    const station = random.pick(stations as [Station]);
    const state = lineAt(at);
    for (const { line } of stations) line.state = state;
    const acts = await comes(station, random, plan);
    if (state === 'down') offline += acts;
    // A tablet is closed in the middle of the first outage, and opened again by its badge.
    if (at === Math.floor(people * 0.35)) {
      station.desk.lock();
      station.desk = await openDesk({ way: badge(station.n), world: station.world });
    }
    // In the second, a worker goes home with acts that nobody has answered; who takes over carries them.
    if (at === Math.floor(people * 0.6)) {
      await station.desk.signOut();
      station.line.worker = relief;
      for (const { line } of stations) line.state = 'up';
      station.n = STAFF + 1;
      station.desk = await openDesk({ way: badge(station.n), world: station.world });
    }
    if (at % 8 === 0) await station.desk.sync();
  }
  for (const { line } of stations) line.state = 'up';
  // Once to bring everything in, once to hear of what the others brought in meanwhile.
  for (let round = 0; round < 2; round++) for (const { desk } of stations) await desk.sync();

  const manager = await house.worker('point_manager');
  const [day] = await readDays(staffDoorOf(house.house), manager, {
    point: POINT,
    from: Date.now() - 86_400_000,
    dayOf,
  });
  const { known: _, ...planned } = plan;
  return {
    planned: { ...planned, items: Object.fromEntries(Object.entries(planned.items).sort()) },
    server: day && told(day.counts),
    tablets: stations.map(({ desk }) => told(countsOf(desk.visits().values(), { dayOf }))),
    offline,
    unexplained: stations.reduce((sum, { desk }) => {
      const { waiting, needsLook, others } = desk.state();
      return sum + waiting + needsLook.length + others.count;
    }, 0),
  };
}

if (import.meta.main) {
  const [people = 400, seed = 1] = process.argv.slice(2).map(Number);
  const cluster = await startTestCluster();
  const house = await deskHouse();
  const from = performance.now();
  const day = await hubDay(house, people, seed);
  console.log(
    `${people} people, seed ${seed}, ${((performance.now() - from) / 1000).toFixed(0)} s`,
  );
  console.log(JSON.stringify(day, undefined, 1));
  await house.close();
  await cluster.stop();
  const same = [day.server, ...day.tablets].every(
    (one) => JSON.stringify(one) === JSON.stringify(day.planned),
  );
  process.exitCode = same && day.unexplained === 0 ? 0 : 1;
}
