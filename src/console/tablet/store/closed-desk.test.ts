/** A tablet while nobody's desk is open on it: that it was lost reaches it, and how it comes back. */
import { beforeEach, expect, test } from 'vitest';
import { ASK_EVERY, countWaiting, sendWaiting, startAnew } from './closed-desk.ts';
import { openDesk, type World } from './open-desk.ts';
import { modelServer, type ModelServer, modelWire } from './testing.ts';
import { AMAL, badgeOf, tabletOf, type TestTablet, visit } from './tablet-testing.ts';

let now: number;
let server: ModelServer;
beforeEach(async () => {
  now = Date.parse('2026-11-22T09:00:00Z');
  server = await modelServer({ now: () => now, real: true });
});

const tablet = (): TestTablet => tabletOf(server);

test('a tablet that is taken out of use while nobody’s desk is open forgets what is kept for workers, and keeps what is sealed', async () => {
  const { line, world } = tablet();
  const amal = await openDesk({ way: badgeOf(1), world });
  const { device_id } = amal.state();
  line.state = 'down';
  await amal.perform(visit());
  amal.lock();
  server.revoked.add(device_id);
  line.state = 'up';
  // The sign-in has ended with the tablet, or has not yet.
  for (const account of [undefined, AMAL]) {
    line.account = account;
    await expect(sendWaiting(world)).rejects.toMatchObject({ code: 'revoked' });
  }
  line.state = 'down';
  await expect(openDesk({ way: badgeOf(1), world })).rejects.toMatchObject({ code: 'no-contact' });
  expect((await sendWaiting(world)).count).toBe(1);
});

test('a locked tablet with nothing to send hears that it was taken out of use, whoever is signed in', async () => {
  for (const account of [undefined, AMAL]) {
    const { line, world } = tablet();
    const amal = await openDesk({ way: badgeOf(1), world });
    const { device_id } = amal.state();
    amal.lock();
    line.account = account;
    // In use: nothing happens to it.
    expect(await sendWaiting(world)).toEqual({ count: 0, oldest_ms: null });
    server.revoked.add(device_id);
    now += ASK_EVERY;
    await expect(sendWaiting(world)).rejects.toMatchObject({ code: 'revoked' });
    line.state = 'down';
    await expect(openDesk({ way: badgeOf(1), world })).rejects.toMatchObject({
      code: 'no-contact',
    });
  }
});

test('it asks on a slow beat, again when nobody answered, and not before somebody has opened a desk on it', async () => {
  const { line, world } = tablet();
  let asked = 0;
  const wire = modelWire(server, line);
  const counting: Partial<World> = {
    ...world,
    wire: { ...wire, start: (contact) => (asked++, wire.start(contact)) },
  };
  await sendWaiting(counting);
  expect(asked).toBe(0);
  const amal = await openDesk({ way: badgeOf(1), world });
  amal.lock();
  line.state = 'down';
  for (let at = 0; at < 3; at++) await sendWaiting(counting);
  expect(asked).toBe(3);
  line.state = 'up';
  for (let at = 0; at < 20; at++) {
    await sendWaiting(counting);
    now += 30_000;
  }
  expect(asked).toBe(3 + 2);
  // A clock that was put back does not keep it from asking.
  now -= 86_400_000;
  await sendWaiting(counting);
  expect(asked).toBe(6);
});

test('set up anew it is another tablet, and what lay sealed on it reaches the house and waits for a decision', async () => {
  const { line, world } = tablet();
  const amal = await openDesk({ way: badgeOf(1), world });
  const { device_id } = amal.state();
  line.state = 'down';
  const made = await amal.perform(visit());
  amal.lock();
  server.revoked.add(device_id);
  line.state = 'up';
  await expect(openDesk({ way: badgeOf(1), world })).rejects.toMatchObject({ code: 'revoked' });
  await expect(openDesk({ way: badgeOf(1), world })).rejects.toMatchObject({ code: 'revoked' });
  expect(await countWaiting(world)).toEqual({ count: 1, oldest_ms: now });
  await startAnew(world);
  expect(await countWaiting(world)).toEqual({ count: 1, oldest_ms: now });
  const again = await openDesk({ way: badgeOf(1), world });
  expect(again.state().device_id).not.toBe(device_id);
  await again.sync();
  expect(again.state()).toMatchObject({ waiting: 0, others: { count: 0 } });
  expect(server.answered.get(made.op_id)?.verdict.result).toBe('quarantined');
  expect(again.state().needsLook).toMatchObject([{ op_id: made.op_id, state: 'quarantined' }]);
  // Its own work goes as any other tablet's.
  const fresh = await again.perform(visit());
  await again.sync();
  expect(server.answered.get(fresh.op_id)?.verdict.result).toBe('recorded');
});

test('taken back into use it opens as on the first day, with what lay sealed on it', async () => {
  const { line, world } = tablet();
  const amal = await openDesk({ way: badgeOf(1), world });
  const { device_id } = amal.state();
  line.state = 'down';
  await amal.perform(visit());
  amal.lock();
  line.state = 'up';
  server.revoked.add(device_id);
  await expect(openDesk({ way: badgeOf(1), world })).rejects.toMatchObject({ code: 'revoked' });
  server.revoked.delete(device_id);
  const again = await openDesk({ way: badgeOf(2), world });
  expect(again.state()).toMatchObject({ device_id });
  await again.sync();
  expect(server.events.size).toBe(1);
});
