/** A browser in which people of two houses work: what one house's worker made goes to her house alone. */
import { beforeEach, expect, test } from 'vitest';
import type { Verdict } from '../../../desk/operation.ts';
import { sendWaiting, startAnew } from './closed-desk.ts';
import { openDevice } from './device.ts';
import { memoryStorage } from './memory-storage.ts';
import type { Contact, Wire } from './network.ts';
import { openDesk, type World } from './open-desk.ts';
import { cheapStretch, type Line, modelServer, modelWire } from './testing.ts';
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
beforeEach(async () => {
  now = Date.parse('2026-11-22T09:00:00Z');
  line = { state: 'up', account: AMAL };
  told = [];
  taken = new Map();
  refusals = 0;
  const storage = memoryStorage();
  const server = await modelServer({ now: () => now, real: true });
  const inner = modelWire(server, line);
  const wire: Wire = {
    ...inner,
    async start(contact) {
      const answer = await inner.start(contact);
      const org = HOUSES[line.account ?? ''];
      if (answer.kind === 'ok' && org) answer.value.worker.org = org;
      return answer;
    },
    async ops(items, contact: Contact) {
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
    forgetApp: () => Promise.resolve(),
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
  line.account = BRUNO;
  expect((await sendWaiting(world)).count).toBe(1);
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
  expect((await sendWaiting(world)).count).toBe(1);
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
  line.state = 'up';
  expect((await sendWaiting(world)).count).toBe(1);
  expect(told).toEqual([[BRUNO, 1]]);
  expect([refusals, [...taken.keys()]]).toEqual([0, [op_id]]);
});
