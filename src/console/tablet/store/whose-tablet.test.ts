/** Whose tablet it is, as whoever uses it first has said, and who opens a desk on it. */
import { beforeEach, expect, test } from 'vitest';
import { memoryStorage } from './memory-storage.ts';
import { sendWaiting, startAnew } from './closed-desk.ts';
import type { Parts } from './desk.ts';
import { isUnused, openDevice } from './device.ts';
import { openDesk } from './open-desk.ts';
import { modelServer, type ModelServer, modelWire, POINT, REFUSED_NOTE } from './testing.ts';
import { AMAL, badgeOf, BRUNO, tabletOf, type TestTablet } from './tablet-testing.ts';

/** The house refuses it: its maker has to look at it. */
const refused = (): Parts => ({
  point_id: POINT,
  purpose: 'desk.visit',
  events: [
    { kind: 'visit_opened', body: { channel: 'walk_in', heads: 1 } },
    { kind: 'note_written', body: {}, note: REFUSED_NOTE },
  ],
});
let now: number;
let server: ModelServer;
beforeEach(async () => {
  now = Date.parse('2026-11-22T09:00:00Z');
  server = await modelServer({ now: () => now, real: true });
});

const tablet = (): TestTablet => tabletOf(server);

/** What the house was told at each start. */
function told({ line, world }: ReturnType<typeof tablet>): (boolean | undefined)[] {
  const said: (boolean | undefined)[] = [];
  const wire = modelWire(server, line);
  world.wire = { ...wire, start: (contact) => (said.push(contact.shared), wire.start(contact)) };
  return said;
}

test('her own tablet opens for her alone, also for nobody else with a sign-in of her own, until she shares it', async () => {
  const one = tablet();
  const said = told(one);
  const { line, world } = one;
  expect(await isUnused(world.storage ?? memoryStorage())).toBe(true);
  const amal = await openDesk({ way: badgeOf(1), shared: false, world });
  expect(amal.state()).toMatchObject({ shared: false, alone: true });
  expect(await isUnused(world.storage ?? memoryStorage())).toBe(false);
  amal.lock();
  line.account = BRUNO;
  await expect(openDesk({ way: badgeOf(2), shared: true, world })).rejects.toMatchObject({
    code: 'others-tablet',
  });
  // What waits sealed is sent by whoever is signed in all the same.
  expect(await sendWaiting(world)).toEqual({ count: 0, oldest_ms: null });
  line.account = AMAL;
  const again = await openDesk({ way: badgeOf(1), world });
  await again.shareTablet(true);
  expect(again.state().shared).toBe(true);
  expect(said.at(-1)).toBe(true);
  expect(said.slice(0, -1)).toEqual(said.slice(0, -1).map(() => false));
  again.lock();
  line.account = BRUNO;
  const bruno = await openDesk({ way: badgeOf(2), world });
  expect(bruno.state()).toMatchObject({ shared: true, alone: false });
});

test('what nobody said is shared; one that others use too becomes nobody’s own', async () => {
  const one = tablet();
  const { line, world } = one;
  const amal = await openDesk({ way: badgeOf(1), world });
  expect(amal.state().shared).toBe(true);
  amal.lock();
  line.account = BRUNO;
  // It was said once: whoever comes later does not say it anew by opening.
  const bruno = await openDesk({ way: badgeOf(2), shared: false, world });
  expect(bruno.state().shared).toBe(true);
  await expect(bruno.shareTablet(false)).rejects.toMatchObject({ code: 'others-tablet' });
  expect(bruno.state().shared).toBe(true);
  bruno.lock();
  line.account = AMAL;
  const again = await openDesk({ way: badgeOf(1), world });
  expect(again.state().shared).toBe(true);
});

test('set up anew it is asked of anew', async () => {
  const { world } = tablet();
  const amal = await openDesk({ way: badgeOf(1), shared: false, world });
  amal.lock();
  server.revoked.add(amal.state().device_id);
  await expect(openDesk({ way: badgeOf(1), world })).rejects.toMatchObject({ code: 'revoked' });
  await startAnew(world);
  expect(await isUnused(world.storage ?? memoryStorage())).toBe(true);
});

test('nobody’s own becomes a tablet on which a colleague’s work is stuck, also when her store has gone', async () => {
  const { line, world } = tablet();
  const storage = world.storage ?? memoryStorage();
  const amal = await openDesk({ way: badgeOf(1), world });
  const { op_id } = await amal.perform(refused());
  await amal.sync();
  expect(amal.state()).toMatchObject({ alone: true, needsLook: [{ op_id }] });
  await amal.signOut();
  line.account = BRUNO;
  const bruno = await openDesk({ way: badgeOf(2), world });
  expect(bruno.state()).toMatchObject({ alone: false, others: { count: 1 } });
  await expect(bruno.shareTablet(false)).rejects.toMatchObject({ code: 'others-tablet' });
  expect(bruno.state().shared).toBe(true);
  await bruno.signOut();
  // A tablet of which nobody has ever said it: it is not the first use, and the answer of whoever comes changes nothing.
  const device = await openDevice(storage);
  await device.write({ facts: { shared: undefined } });
  expect(device.facts().workers).toEqual([]);
  expect(await isUnused(storage)).toBe(false);
  const said = await openDesk({ way: badgeOf(2), shared: false, world });
  expect(said.state().shared).toBe(true);
  await said.signOut();
  // She comes back to it, and it goes.
  line.account = AMAL;
  const again = await openDesk({ way: badgeOf(1), world });
  expect(again.state().needsLook).toMatchObject([{ op_id }]);
  await again.giveToManager(op_id);
  expect(server.forManager.has(op_id)).toBe(true);
});

test('what lies in nobody’s hands keeps nobody from making a tablet her own', async () => {
  const { line, world } = tablet();
  const storage = world.storage ?? memoryStorage();
  const amal = await openDesk({ way: badgeOf(1), world });
  await amal.perform(refused());
  await amal.sync();
  await amal.signOut();
  await startAnew(world);
  expect(await isUnused(storage)).toBe(true);
  line.account = BRUNO;
  const bruno = await openDesk({ way: badgeOf(2), shared: false, world });
  expect(bruno.state()).toMatchObject({ shared: false, alone: true, needsLook: [{}] });
});
