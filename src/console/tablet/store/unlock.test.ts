import { beforeEach, expect, test } from 'vitest';
import type { EventParts, Parts } from './desk.ts';
import { memoryStorage } from './memory-storage.ts';
import { openDesk, type World } from './open-desk.ts';
import type { Storage } from './storage.ts';
import {
  cheapStretch,
  type Line,
  modelServer,
  type ModelServer,
  modelWire,
  POINT,
} from './testing.ts';
import type { Way } from './unlock.ts';

const AMAL = 'amal';
const BRUNO = 'bruno';
const badgeOf = (n: number, pin = '481516'): Way => ({
  kind: 'badge',
  badge: new Uint8Array(16).fill(n),
  pin,
});
const visit = (...more: EventParts[]): Parts => ({
  point_id: POINT,
  purpose: 'desk.visit',
  events: [{ kind: 'visit_opened', body: { channel: 'walk_in', heads: 1 } }, ...more],
});

let now: number;
let server: ModelServer;

type Tablet = { line: Line; world: Partial<World>; storage: Storage };
async function tablet(storage: Storage = memoryStorage()): Promise<Tablet> {
  const line: Line = { state: 'up', account: AMAL };
  const world: Partial<World> = {
    storage,
    now: () => now,
    chance: () => 0.5,
    stretch: cheapStretch,
    wire: modelWire(server, line),
    forgetApp: () => Promise.resolve(),
  };
  return await Promise.resolve({ line, world, storage });
}

beforeEach(async () => {
  now = Date.parse('2026-11-22T09:00:00Z');
  server = await modelServer({ now: () => now, real: true });
});

test('a wrong PIN is counted before it is tried, and waits longer each time', async () => {
  const { line, world } = await tablet();
  const desk = await openDesk({ way: badgeOf(1), alsoKeep: [], world });
  desk.lock();
  line.state = 'down';
  for (let n = 0; n < 2; n++)
    await expect(openDesk({ way: badgeOf(1, '000000'), world })).rejects.toMatchObject({
      code: 'wrong-way',
      wait: 0,
    });
  await expect(openDesk({ way: badgeOf(1, '000000'), world })).rejects.toMatchObject({
    code: 'wrong-way',
    wait: 5000,
  });
  await expect(openDesk({ way: badgeOf(1), world })).rejects.toMatchObject({ code: 'wait' });
  // A clock put back by days makes nobody wait for days, and spares nobody the wait.
  now -= 3 * 86_400_000;
  for (let n = 0; n < 2; n++)
    await expect(openDesk({ way: badgeOf(1), world })).rejects.toMatchObject({
      code: 'wait',
      wait: 5000,
    });
  now += 5000;
  await expect(openDesk({ way: badgeOf(1, '000000'), world })).rejects.toMatchObject({
    wait: 10_000,
  });
  now += 10_000;
  const open = await openDesk({ way: badgeOf(1), world });
  open.lock();
  await expect(openDesk({ way: badgeOf(1, '000000'), world })).rejects.toMatchObject({ wait: 0 });
  await expect(openDesk({ way: badgeOf(9), world })).rejects.toMatchObject({ code: 'no-contact' });
  await expect(openDesk({ way: badgeOf(1, '12345'), world })).rejects.toMatchObject({
    code: 'invalid',
  });
});

test('four words and a passkey open the same store as the badge; a part of the words does not', async () => {
  const { line, world } = await tablet();
  const words: Way = { kind: 'words', words: ['abandon', 'zoo', 'ability', 'able'] };
  const passkey: Way = { kind: 'passkey', secret: new Uint8Array(32).fill(7) };
  const desk = await openDesk({ way: badgeOf(1), alsoKeep: [words, passkey], world });
  line.state = 'down';
  await desk.perform(visit());
  desk.lock();
  for (const way of [words, passkey, { kind: 'words', words: ['ABAN', 'zoo', 'abil', 'able'] }])
    await openDesk({ way: way as Way, world }).then((one) => {
      expect(one.events()).toHaveLength(1);
      one.lock();
    });
  await expect(
    openDesk({ way: { kind: 'words', words: ['zoo', 'abandon', 'ability', 'able'] }, world }),
  ).rejects.toMatchObject({ code: 'wrong-way' });
  await expect(openDesk({ way: { kind: 'words', words: ['zoo'] }, world })).rejects.toMatchObject({
    code: 'invalid',
  });
});

test('without a way nothing outlives the page but what is sealed', async () => {
  const { line, world } = await tablet();
  const desk = await openDesk({ world });
  line.state = 'down';
  await desk.perform(visit());
  desk.lock();
  await expect(openDesk({ account: AMAL, world })).rejects.toMatchObject({ code: 'no-contact' });
  line.state = 'up';
  const again = await openDesk({ world });
  expect(again.state()).toMatchObject({ waiting: 1 });
  await again.sync();
  expect(server.events.size).toBe(1);
});

test('when the lease ends the readable store goes, and what is sealed is still sent', async () => {
  const { line, world, storage } = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world });
  line.state = 'down';
  await desk.perform(visit());
  now += 72 * 3_600_000;
  await expect(desk.perform(visit())).rejects.toMatchObject({ code: 'lease-ended' });
  await desk.sync();
  expect(desk.state().cover).toBe('locked');
  await expect(openDesk({ way: badgeOf(1), world })).rejects.toMatchObject({ code: 'no-contact' });
  // A clock put back does not bring it back: the database is gone.
  now -= 72 * 3_600_000;
  await expect(openDesk({ way: badgeOf(1), world })).rejects.toMatchObject({ code: 'no-contact' });
  expect(
    (storage as ReturnType<typeof memoryStorage>).dump().map(({ shelf }) => shelf),
  ).not.toContain('wraps');
  line.state = 'up';
  const again = await openDesk({ way: badgeOf(1), world });
  await again.sync();
  expect(server.events.size).toBe(1);
});

test('a revoked tablet is wiped before any screen; the sealed acts stay and go out by a file', async () => {
  const one = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world: one.world });
  one.line.state = 'down';
  await desk.perform(visit());
  const file = await desk.saveAsFile();
  const device = desk.state().device_id;
  server.revoked.add(device);
  let forgotten = 0;
  one.world.forgetApp = () => Promise.resolve(void forgotten++);
  desk.lock();
  one.line.state = 'up';
  await expect(openDesk({ way: badgeOf(1), world: one.world })).rejects.toMatchObject({
    code: 'revoked',
  });
  expect(forgotten).toBe(1);
  const left = (one.storage as ReturnType<typeof memoryStorage>).dump();
  expect(new Set(left.map(({ name }) => name))).toEqual(new Set(['wayhouse-device.1']));
  expect(left.filter(({ shelf }) => shelf === 'outbox')).toHaveLength(1);
  const two = await tablet();
  two.line.account = BRUNO;
  const other = await openDesk({ way: badgeOf(2), world: two.world });
  await other.importFile(file);
  await other.sync();
  expect([...server.answered.values()].map(({ verdict }) => verdict.result)).toEqual([
    'quarantined',
  ]);
});

test('a tablet that is open when it is revoked is wiped at the next answer', async () => {
  const { world } = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world });
  server.revoked.add(desk.state().device_id);
  await desk.perform(visit());
  await desk.sync();
  expect(desk.state().cover).toBe('wiped');
  expect(desk.events()).toEqual([]);
  await expect(desk.perform(visit())).rejects.toMatchObject({ code: 'locked' });
});

test('an order of another node, or for another tablet, empties nothing', async () => {
  const { world } = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world });
  const { device_id } = desk.state();
  await desk.perform(visit());
  const ours = server.order;
  const other = await modelServer({ now: () => now });
  server.revoked.add(device_id);
  for (const order of [
    other.order,
    () => ours('018f0000-0000-7000-8000-0000000000ff'),
    async () => ({ ...(await ours('018f0000-0000-7000-8000-0000000000ff')), device_id }),
    async () => ({ ...(await ours(device_id)), houses_sig: '!' }),
    async () => {
      const { houses: _, houses_sig: __, ...old } = await ours(device_id);
      return { ...old, sig: '!' };
    },
  ]) {
    server.order = order;
    await desk.sync();
    expect(desk.state()).toMatchObject({ cover: 'open', online: 'no', waiting: 1 });
  }
  // A house that answers in its place later teaches it no other key.
  server.order = ours;
  await desk.sync();
  expect(desk.state().cover).toBe('wiped');
});

test('the cover hides nothing from memory, opens by the PIN, and locks after five wrong ones', async () => {
  const { world } = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world });
  desk.cover();
  await expect(desk.perform(visit())).rejects.toMatchObject({ code: 'locked' });
  expect(await desk.uncover('000000')).toBe(false);
  expect(await desk.uncover('481516')).toBe(true);
  desk.cover();
  for (let n = 0; n < 5; n++) expect(await desk.uncover('000000')).toBe(false);
  expect(desk.state().cover).toBe('locked');
});
