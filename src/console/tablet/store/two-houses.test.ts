/** A browser in which people of two houses work: what one house's worker made goes to her house alone. */
import { beforeEach, expect, test } from 'vitest';
import type { Verdict } from '../../../desk/operation.ts';
import { ASK_EVERY, countWaiting, saveWaiting, sendWaiting, startAnew } from './closed-desk.ts';
import { openDevice } from './device.ts';
import { memoryStorage } from './memory-storage.ts';
import type { DeskStart } from '../../../sync/wire.ts';
import type { Answer, Contact, Wire } from './network.ts';
import { openDesk, type World } from './open-desk.ts';
import {
  cheapStretch,
  type Line,
  modelServer,
  type ModelServer,
  modelWire,
  POINT,
} from './testing.ts';
import { AMAL, badgeOf, BRUNO, visit } from './tablet-testing.ts';

/** Of two houses at one node, as `takeOne` of the server tells them apart. */
const HOUSES: Readonly<Record<string, string>> = {
  [AMAL]: '018f0000-0000-7000-8000-0000000000aa',
  [BRUNO]: '018f0000-0000-7000-8000-0000000000bb',
};

let now: number;
let line: Line;
let world: Partial<World>;
/** What each house was told at each sending: how many wait. */
let told: [house: string | undefined, waiting: number][];
/** Under whose sign-in each operation was taken. */
let taken: Map<string, string>;
let refusals: number;
let server: ModelServer;
/** Whose tablet was called lost: by these accounts' houses. */
let lost: Set<string>;
let forgotApp: number;
const down: Wire = {
  start: () => Promise.resolve({ kind: 'offline' }),
  ops: () => Promise.resolve({ kind: 'offline' }),
  decided: () => Promise.resolve({ kind: 'offline' }),
  changes: () => Promise.resolve({ kind: 'offline' }),
};

/** As `start` of the server, to whoever is signed in: the other houses that lost the tablet which shows its own secret. */
async function beside({ device_id, deviceSecret }: Contact): Promise<Pick<DeskStart, 'wipe'>> {
  const whose = deviceSecret ? [...lost].filter((one) => one !== line.account) : [];
  const houses = whose.map((one) => HOUSES[one] ?? '');
  return houses.length ? { wipe: await server.order(device_id, houses) } : {};
}

/** As `start` and `orWipe` of the server: of the house of the sign-in, or, to the tablet's own secret, of each that lost it. */
async function orderTo({ device_id, deviceSecret }: Contact): Promise<Answer<never> | undefined> {
  if (line.state !== 'up') return undefined;
  const { account } = line;
  const whose = account ? [account].filter((one) => lost.has(one)) : deviceSecret ? [...lost] : [];
  if (!whose.length) return undefined;
  const houses = whose.map((one) => HOUSES[one] ?? '');
  return { kind: 'revoked', order: await server.order(device_id, houses) };
}
beforeEach(async () => {
  now = Date.parse('2026-11-22T09:00:00Z');
  line = { state: 'up', account: AMAL };
  told = [];
  taken = new Map();
  refusals = 0;
  forgotApp = 0;
  const storage = memoryStorage();
  server = await modelServer({ now: () => now, real: true });
  lost = new Set();
  const inner = modelWire(server, line);
  const wire: Wire = {
    ...inner,
    async start(contact) {
      const order = await orderTo(contact);
      if (order) return order;
      const answer = await inner.start(contact);
      const org = HOUSES[line.account ?? ''];
      if (answer.kind === 'ok' && org) {
        answer.value.worker.org = org;
        Object.assign(answer.value, await beside(contact));
      }
      return answer;
    },
    async ops(items, contact: Contact) {
      const order = await orderTo(contact);
      if (order) return order;
      if (line.state !== 'up' || !line.account) return await inner.ops(items, contact);
      const account = line.account;
      told.push([account, contact.waiting]);
      const all = (await openDevice(storage)).items();
      const verdicts: Verdict[] = [];
      for (const item of items) {
        const found = all.find(
          ({ sealed }) => Buffer.from(sealed).toString('base64url') === item.sealed,
        );
        const op_id = found?.op_id ?? '';
        if (madeBy.get(op_id) === account) {
          taken.set(op_id, account);
          verdicts.push(await server.take(item, account));
        } else {
          refusals++;
          verdicts.push({ op_id, result: 'refused', problem: 'not_allowed' });
        }
      }
      return { kind: 'ok', value: { verdicts, server_time: now } };
    },
  };
  world = {
    storage,
    now: () => now,
    chance: () => 0.5,
    stretch: cheapStretch,
    wire,
    forgetApp: () => Promise.resolve(void forgotApp++),
  };
});
const madeBy = new Map<string, string>();

/** Amal makes one act without a line, and locks. */
async function offline(): Promise<string> {
  const amal = await openDesk({ way: badgeOf(1), world });
  line.state = 'down';
  const { op_id } = await amal.perform(visit());
  madeBy.set(op_id, AMAL);
  await amal.sync();
  amal.lock();
  line.state = 'up';
  return op_id;
}

test('the other house’s sign-in neither sends nor counts it, open or closed; her own does', async () => {
  const op_id = await offline();
  expect((await sendWaiting({ ...world, wire: down })).count).toBe(1);
  line.account = BRUNO;
  expect((await sendWaiting(world)).count).toBe(0);
  const bruno = await openDesk({ way: badgeOf(2), world });
  await bruno.sync();
  const own = await bruno.perform(visit());
  madeBy.set(own.op_id, BRUNO);
  await bruno.sync();
  expect(bruno.state()).toMatchObject({ waiting: 0, others: { count: 0 }, needsLook: [] });
  expect(told).toEqual([[BRUNO, 1]]);
  bruno.lock();
  line.account = AMAL;
  expect((await sendWaiting(world)).count).toBe(0);
  expect(told.at(-1)).toEqual([AMAL, 1]);
  expect([refusals, [...taken]]).toEqual([
    0,
    [
      [own.op_id, BRUNO],
      [op_id, AMAL],
    ],
  ]);
});

test('her desk, opened without a line in a browser where the other house is signed in, keeps it until she is', async () => {
  const op_id = await offline();
  line.state = 'down';
  const amal = await openDesk({ way: badgeOf(1), world });
  line.state = 'up';
  line.account = BRUNO;
  await amal.sync();
  expect(amal.state()).toMatchObject({ waiting: 1, needsLook: [], signedOut: true });
  line.account = AMAL;
  await amal.sync();
  await amal.sync();
  expect(amal.state()).toMatchObject({ waiting: 0, needsLook: [] });
  expect([refusals, taken.get(op_id)]).toEqual([0, AMAL]);
});

test('a sign-in that changed in another window while her desk is open turns nothing into a refusal', async () => {
  const amal = await openDesk({ way: badgeOf(1), world });
  await amal.sync();
  line.account = BRUNO;
  const { op_id } = await amal.perform(visit());
  madeBy.set(op_id, AMAL);
  await amal.sync();
  expect(refusals).toBe(1);
  expect(amal.state()).toMatchObject({ waiting: 1, needsLook: [] });
  await amal.sync();
  expect(refusals).toBe(1);
  line.account = AMAL;
  now += 600_000;
  await amal.sync();
  await amal.sync();
  expect(taken.get(op_id)).toBe(AMAL);
});

test('also a tablet that was set up anew knows whose it is', async () => {
  const op_id = await offline();
  await startAnew(world);
  line.account = BRUNO;
  expect((await sendWaiting(world)).count).toBe(0);
  line.account = AMAL;
  expect((await sendWaiting(world)).count).toBe(0);
  expect([refusals, taken.get(op_id)]).toEqual([0, AMAL]);
});

test('a closed tablet with work of both tells each house of its own', async () => {
  await offline();
  line.account = BRUNO;
  const bruno = await openDesk({ way: badgeOf(2), world });
  line.state = 'down';
  const { op_id } = await bruno.perform(visit());
  madeBy.set(op_id, BRUNO);
  bruno.lock();
  // Nobody says whose sign-in it is: counted is what waits for the house whose desk was open last.
  expect((await sendWaiting(world)).count).toBe(1);
  line.state = 'up';
  expect((await sendWaiting(world)).count).toBe(0);
  expect(told).toEqual([[BRUNO, 1]]);
  expect([refusals, [...taken.keys()]]).toEqual([0, [op_id]]);
});

/** Both have worked here; one act of each waits, and nobody is signed in. */
async function bothWorked(): Promise<{ amal: string; bruno: string }> {
  const bruno = await openDesk({ way: badgeOf(2), world: await signedIn(BRUNO) });
  line.state = 'down';
  const his = await bruno.perform(visit());
  madeBy.set(his.op_id, BRUNO);
  bruno.lock();
  const amal = await openDesk({ way: badgeOf(1), world: await signedIn(AMAL) });
  line.state = 'down';
  const hers = await amal.perform(visit());
  madeBy.set(hers.op_id, AMAL);
  amal.lock();
  line.state = 'up';
  line.account = undefined;
  return { amal: hers.op_id, bruno: his.op_id };
}
const signedIn = (account: string): Promise<Partial<World>> => {
  line.state = 'up';
  line.account = account;
  return Promise.resolve(world);
};
const opens = async (badge: number): Promise<string> => {
  try {
    const desk = await openDesk({ way: badgeOf(badge), world });
    desk.lock();
    return desk.state().worker.account;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('an order to forget of one house empties what is kept for that one, and leaves the other’s whole, however often it comes', async () => {
  const made = await bothWorked();
  lost.add(AMAL);
  for (let at = 0; at < 3; at++) {
    // The house that goes on is the one whose work is counted.
    expect((await sendWaiting(world)).count).toBe(1);
    now += ASK_EVERY;
    expect(await opens(1)).toBe('revoked');
    expect(await opens(2)).toBe(BRUNO);
  }
  expect(forgotApp).toBe(0);
  // What the stopped tablet says of itself is about her work alone.
  expect((await countWaiting(world)).count).toBe(1);
  const file = JSON.parse(await (await saveWaiting(world)).text()) as { items: unknown[] };
  expect(file.items).toMatchObject([{ op_id: made.amal }]);
  line.state = 'down';
  expect(await opens(1)).toBe('no-contact');
  expect(await opens(2)).toBe(BRUNO);
  line.state = 'up';
  line.account = AMAL;
  expect(await opens(1)).toBe('revoked');
  line.account = BRUNO;
  const bruno = await openDesk({ way: badgeOf(2), world });
  await bruno.sync();
  expect(taken.get(made.bruno)).toBe(BRUNO);
  expect(bruno.state()).toMatchObject({ waiting: 0, signedOut: false });
  await bruno.signOut();
  // His store has gone by itself; it is his house's tablet all the same.
  line.account = undefined;
  now += ASK_EVERY;
  expect((await sendWaiting(world)).count).toBe(0);
  // Taken back into use, it opens for hers as on the first day, with what lay sealed on it.
  lost.clear();
  line.account = AMAL;
  const amal = await openDesk({ way: badgeOf(1), world });
  await amal.sync();
  expect(taken.get(made.amal)).toBe(AMAL);
});

test('an open desk obeys the order of its own house, and goes on at the order of the other', async () => {
  await bothWorked();
  lost.add(AMAL);
  const bruno = await openDesk({ way: badgeOf(2), world });
  await bruno.sync();
  expect(bruno.state()).toMatchObject({ cover: 'open', signedOut: true, waiting: 1 });
  expect(await opensWithout(1)).toBe('no-contact');
  lost.add(BRUNO);
  await bruno.sync();
  expect(bruno.state().cover).toBe('wiped');
  expect(await opensWithout(2)).toBe('no-contact');
  expect(forgotApp).toBe(1);
  // Both were lost: so it stands on the lock screen, and nothing that is sealed has gone.
  now += ASK_EVERY;
  await expect(sendWaiting(world)).rejects.toMatchObject({ code: 'revoked' });
  expect((await countWaiting(world)).count).toBe(2);
});
const opensWithout = async (badge: number): Promise<string> => {
  line.state = 'down';
  const code = await opens(badge);
  line.state = 'up';
  return code;
};

test('an order of an older server, which says no house, empties all; one whose houses were changed on the way, nothing', async () => {
  await bothWorked();
  const device = await openDevice(world.storage ?? memoryStorage());
  const order = await server.order(device.facts().device_id, [HOUSES[AMAL] ?? '']);
  const brought = (wipe: typeof order): Wire => ({
    ...down,
    start: () => Promise.resolve({ kind: 'revoked', order: wipe }),
    ops: () => Promise.resolve({ kind: 'revoked', order: wipe }),
  });
  const other = { ...order, houses: Object.values(HOUSES) };
  await sendWaiting({ ...world, wire: brought(other) });
  expect(await opensWithout(1)).toBe(AMAL);
  expect(await opensWithout(2)).toBe(BRUNO);
  const { houses: _, houses_sig: __, ...old } = order;
  await expect(sendWaiting({ ...world, wire: brought(old) })).rejects.toMatchObject({
    code: 'revoked',
  });
  expect([await opensWithout(1), await opensWithout(2)]).toEqual(['no-contact', 'no-contact']);
});

/** Who has a store here, and what lies sealed. */
async function kept(): Promise<{ amal: string; bruno: string; sealed: string[] }> {
  const items = (await openDevice(world.storage ?? memoryStorage())).items();
  const sealed = items.map(({ op_id }) => op_id);
  return { amal: await opensWithout(1), bruno: await opensWithout(2), sealed };
}
const HALF_AN_HOUR = 30 * 60_000;

test('an order of one house comes while the other opens its desk here: hers is forgotten, his goes on with all that he made', async () => {
  const made = await bothWorked();
  lost.add(AMAL);
  const bruno = await openDesk({ way: badgeOf(2), world: await signedIn(BRUNO) });
  expect(bruno.visits().size).toBe(1);
  await bruno.sync();
  expect(bruno.state()).toMatchObject({ cover: 'open', signedOut: false, waiting: 0 });
  expect([...taken.keys()]).toEqual([made.bruno]);
  bruno.lock();
  expect(await kept()).toEqual({ amal: 'no-contact', bruno: BRUNO, sealed: [made.amal] });
  expect(forgotApp).toBe(0);
  // What she made goes with her house’s next sign-in, wherever it comes from.
  const file = JSON.parse(await (await saveWaiting(world)).text()) as { items: unknown[] };
  expect(file.items).toMatchObject([{ op_id: made.amal }]);
});

test('an open desk of the other house takes the order along at its next start, and nothing of its own ends', async () => {
  await bothWorked();
  const bruno = await openDesk({ way: badgeOf(2), world: await signedIn(BRUNO) });
  await bruno.sync();
  lost.add(AMAL);
  now += HALF_AN_HOUR;
  await bruno.sync();
  const { op_id } = await bruno.perform(visit());
  madeBy.set(op_id, BRUNO);
  await bruno.sync();
  expect(bruno.state()).toMatchObject({ cover: 'open', signedOut: false, waiting: 0 });
  expect(taken.get(op_id)).toBe(BRUNO);
  bruno.lock();
  expect(await kept()).toMatchObject({ amal: 'no-contact', bruno: BRUNO });
});

test('a locked tablet takes it along too, by the sign-in of the other house', async () => {
  await bothWorked();
  lost.add(AMAL);
  await signedIn(BRUNO);
  await sendWaiting(world);
  now += ASK_EVERY;
  expect(await sendWaiting(world)).toMatchObject({ count: 0 });
  expect(await kept()).toMatchObject({ amal: 'no-contact', bruno: BRUNO });
  expect(forgotApp).toBe(0);
});

test('somebody of the other house who works here first finds the app whole and a desk of her own', async () => {
  await offline();
  lost.add(AMAL);
  const bruno = await openDesk({ way: badgeOf(2), world: await signedIn(BRUNO) });
  expect(bruno.state()).toMatchObject({ cover: 'open', signedOut: false });
  bruno.lock();
  expect(await kept()).toMatchObject({ amal: 'no-contact', bruno: BRUNO });
  expect(forgotApp).toBe(0);
});

test('her own desk that is open is closed by it, when another house’s worker has come in from this browser', async () => {
  await bothWorked();
  const amal = await openDesk({ way: badgeOf(1), world: await signedIn(AMAL) });
  await amal.sync();
  lost.add(AMAL);
  line.account = BRUNO;
  now += HALF_AN_HOUR;
  await amal.sync();
  expect(amal.state().cover).toBe('wiped');
  expect(await kept()).toMatchObject({ amal: 'no-contact', bruno: BRUNO });
  expect(forgotApp).toBe(0);
});

test('an order that comes along and is not the node’s, or of other houses than were signed, changes nothing', async () => {
  await bothWorked();
  const { device_id } = (await openDevice(world.storage ?? memoryStorage())).facts();
  const order = await server.order(device_id, [HOUSES[BRUNO] ?? '']);
  const inner = world.wire as Wire;
  for (const wipe of [
    { ...order, houses: [HOUSES[AMAL] ?? ''] },
    { ...order, device_id: POINT },
    // Of the very house that is signed in it comes as a refusal, never along with a yes.
    order,
  ]) {
    await signedIn(BRUNO);
    const start: Wire['start'] = async (contact) => {
      const answer = await inner.start(contact);
      return answer.kind === 'ok' ? { ...answer, value: { ...answer.value, wipe } } : answer;
    };
    const bruno = await openDesk({
      way: badgeOf(2),
      world: { ...world, wire: { ...inner, start } },
    });
    now += HALF_AN_HOUR;
    await bruno.sync();
    expect(bruno.state().cover).toBe('open');
    bruno.lock();
    expect(await kept()).toMatchObject({ amal: AMAL, bruno: BRUNO });
  }
});
