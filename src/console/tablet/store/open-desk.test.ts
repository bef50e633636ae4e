import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { browserStorage } from './database.ts';
import type { EventParts, Parts } from './desk.ts';
import { newSubject } from './ids.ts';
import { memoryStorage } from './memory-storage.ts';
import { sendWaiting } from './closed-desk.ts';
import { openDesk, type World } from './open-desk.ts';
import type { Storage } from './storage.ts';
import {
  cheapStretch,
  type Line,
  modelServer,
  type ModelServer,
  modelWire,
  POINT,
  REFUSED_NOTE,
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
  globalThis.indexedDB = new IDBFactory();
  now = Date.parse('2026-11-22T09:00:00Z');
  server = await modelServer({ now: () => now, real: true });
});

for (const [where, storage] of [
  ['in memory', memoryStorage],
  ['in IndexedDB', browserStorage],
] as const)
  describe(where, () => {
    test('an act made offline is shown, outlives a restart, and arrives once', async () => {
      const { line, world } = await tablet(storage());
      const desk = await openDesk({ way: badgeOf(1), world });
      line.state = 'down';
      const subject = newSubject();
      const operation = await desk.perform({
        ...visit({ kind: 'need_seen', subject, body: { code: 'food.meal', how: 'said' } }),
        people: [{ subject, age_band: '18-59' }],
        names: [{ subject, text: 'Selam' }],
      });
      expect(desk.events()).toHaveLength(2);
      expect(desk.person(subject)).toMatchObject({ name: 'Selam', age_band: '18-59' });
      await desk.sync();
      expect(desk.state()).toMatchObject({ online: 'no', waiting: 1, oldest_ms: now });
      desk.lock();
      expect(desk.events()).toEqual([]);
      expect(desk.person(subject)).toBeUndefined();

      now += 60_000;
      const again = await openDesk({ way: badgeOf(1), world });
      expect(again.events()).toHaveLength(2);
      expect(again.person(subject)?.name).toBe('Selam');
      expect(again.operation(operation.op_id)).toEqual(operation);
      line.state = 'half';
      await again.sync();
      expect(again.state()).toMatchObject({ waiting: 1 });
      line.state = 'up';
      await again.sync();
      await again.sync();
      expect(again.state()).toMatchObject({ online: 'yes', waiting: 0, needsLook: [] });
      expect(server.events.size).toBe(2);
      expect(server.doubled).toEqual([]);
      expect(again.events()).toEqual([...server.events.values()]);
      expect(again.person(subject)?.name).toBe('Selam');
      again.lock();
    });

    test("a colleague sees only how many wait, carries them, and they are the maker's", async () => {
      const { line, world } = await tablet(storage());
      const amal = await openDesk({ way: badgeOf(1), world });
      line.state = 'down';
      const made = now;
      await amal.perform(visit());
      await amal.perform(visit());
      await amal.signOut();
      expect(amal.state().cover).toBe('signed-out');
      now += 3 * 3_600_000;

      line.account = BRUNO;
      line.state = 'up';
      const bruno = await openDesk({ way: badgeOf(2), world });
      expect(bruno.state()).toMatchObject({
        waiting: 0,
        others: { count: 2, oldest_ms: made },
        needsLook: [],
      });
      expect(bruno.events()).toEqual([]);
      await bruno.sync();
      expect(bruno.state().others.count).toBe(0);
      expect([...server.events.values()].map(({ actor_id }) => actor_id)).toEqual([AMAL, AMAL]);
      bruno.lock();
    });

    test('what waits is sent from the sign-in screen, with nobody’s desk open', async () => {
      const { line, world } = await tablet(storage());
      const amal = await openDesk({ way: badgeOf(1), world });
      line.state = 'down';
      await amal.perform(visit());
      await amal.signOut();
      expect(await sendWaiting(world)).toEqual({ count: 1, oldest_ms: now });
      line.state = 'up';
      expect(await sendWaiting(world)).toEqual({ count: 0, oldest_ms: null });
      expect(server.events.size).toBe(1);
    });
  });

test('a refused act is explained and mended; its neighbours went on', async () => {
  const { world } = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world });
  const bad = await desk.perform(visit({ kind: 'note_written', body: {}, note: REFUSED_NOTE }));
  await desk.perform(visit());
  await desk.sync();
  const [item] = desk.state().needsLook;
  expect(item).toMatchObject({
    op_id: bad.op_id,
    state: 'needs_look',
    reason: 'forbidden-attribute',
    detail: 'events.0.note: nothing of papers',
    kinds: ['visit_opened', 'note_written'],
    actions: ['fix', 'sendAgain', 'giveToManager', 'saveAsFile'],
  });
  expect(desk.state().waiting).toBe(1);
  expect(server.events.size).toBe(1);
  now += 3_600_000;
  const mended = await desk.fix(bad.op_id, visit());
  // It happened when it happened.
  expect(mended.events[0]?.at).toBe(bad.events[0]?.at);
  expect(mended.made_at).not.toBe(bad.made_at);
  expect(mended.events[0]?.visit_id).toBe(bad.events[0]?.visit_id);
  expect(desk.events()).toHaveLength(2);
  await desk.sync();
  expect(desk.state()).toMatchObject({ waiting: 0, needsLook: [] });
  expect(server.events.size).toBe(2);
});

test('a refused act can be given to the manager, who then has it', async () => {
  const { world } = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world });
  const bad = await desk.perform(visit({ kind: 'note_written', body: {}, note: REFUSED_NOTE }));
  await desk.sync();
  await desk.sendAgain(bad.op_id);
  expect(desk.state().needsLook).toHaveLength(1);
  await desk.giveToManager(bad.op_id);
  expect(server.forManager.has(bad.op_id)).toBe(true);
  expect(desk.state()).toMatchObject({
    waiting: 0,
    needsLook: [{ state: 'quarantined', reason: 'with-manager', actions: [] }],
  });
});

test('what a manager did not take is told with the reason, is no event any more, and leaves when it was read', async () => {
  const { world } = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world });
  server.lapsed.add(AMAL);
  const [one, two, three] = [
    await desk.perform(visit()),
    await desk.perform(visit()),
    await desk.perform(visit()),
  ];
  await desk.sync();
  server.lapsed.delete(AMAL);
  expect(desk.events()).toHaveLength(3);
  await expect(desk.dismiss(one.op_id)).rejects.toMatchObject({ code: 'unknown-act' });
  server.decided.set(one.op_id, { op_id: one.op_id, decision: 'dropped', why: 'wrong_person' });
  server.decided.set(two.op_id, { op_id: two.op_id, decision: 'dropped', why: 'make_anew' });
  await desk.sync();
  expect(desk.state()).toMatchObject({
    waiting: 0,
    needsLook: [
      {
        op_id: one.op_id,
        state: 'dropped',
        reason: 'wrong_person',
        kinds: ['visit_opened'],
        actions: ['dismiss'],
      },
      { op_id: two.op_id, state: 'dropped', reason: 'make_anew', actions: ['fix', 'dismiss'] },
      { op_id: three.op_id, state: 'quarantined' },
    ],
  });
  expect(desk.events().map(({ op_id }) => op_id)).toEqual([three.op_id]);
  desk.lock();
  const again = await openDesk({ way: badgeOf(1), world });
  expect(again.events().map(({ op_id }) => op_id)).toEqual([three.op_id]);
  await again.dismiss(one.op_id);
  await again.fix(two.op_id, visit());
  await again.sync();
  expect(again.state().needsLook.map(({ op_id }) => op_id)).toEqual([three.op_id]);
  expect(again.events()).toHaveLength(2);
});

test('a colleague who was signed in when the manager decided hides it from nobody', async () => {
  const { world, line } = await tablet();
  const amal = await openDesk({ way: badgeOf(1), world });
  server.lapsed.add(AMAL);
  const held = await amal.perform(visit());
  await amal.sync();
  server.lapsed.delete(AMAL);
  amal.lock();
  line.account = BRUNO;
  const bruno = await openDesk({ way: badgeOf(2), world });
  server.decided.set(held.op_id, { op_id: held.op_id, decision: 'dropped', why: null });
  await bruno.sync();
  expect(bruno.state()).toMatchObject({ needsLook: [], others: { count: 0 } });
  bruno.lock();
  line.account = AMAL;
  const back = await openDesk({ way: badgeOf(1), world });
  expect(back.state().needsLook).toMatchObject([{ state: 'dropped', reason: 'other' }]);
  expect(back.events()).toEqual([]);
});

test('sealed acts go by a file to another tablet, which sends them and cannot read them', async () => {
  const first = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world: first.world });
  first.line.state = 'down';
  await desk.perform({ ...visit(), names: [{ subject: newSubject(), text: 'Selam' }] });
  const file = await desk.saveAsFile();
  expect(await file.text()).not.toContain('Selam');

  const second = await tablet();
  second.line.account = BRUNO;
  const other = await openDesk({ way: badgeOf(2), world: second.world });
  expect(await other.importFile(file)).toBe(1);
  expect(await other.importFile(file)).toBe(0);
  await other.sync();
  expect([...server.events.values()].map(({ actor_id }) => actor_id)).toEqual([AMAL]);
  first.line.state = 'up';
  await desk.sync();
  expect(server.doubled).toEqual([]);
  expect(desk.state().waiting).toBe(0);
  await expect(other.importFile(new Blob(['{}']))).rejects.toMatchObject({ code: 'invalid' });
});

test('a full device refuses new registrations, keeps what waits, and goes on when there is space', async () => {
  const storage = memoryStorage();
  const { line, world } = await tablet(storage);
  const desk = await openDesk({ way: badgeOf(1), world });
  line.state = 'down';
  const first = await desk.perform(visit());
  storage.full = true;
  await expect(desk.perform(visit())).rejects.toMatchObject({ code: 'storage-full' });
  expect(desk.state()).toMatchObject({ storage: 'full', waiting: 1 });
  expect(desk.events()).toHaveLength(1);
  storage.full = false;
  await desk.sync();
  expect(desk.state().storage).toBe('fine');
  await desk.undo(first.op_id);
  line.state = 'up';
  await desk.sync();
  expect(server.events.size).toBe(2);
});

test('a device without space sends what waits, says that it is full until it keeps something again, and nothing comes twice', async () => {
  const storage = memoryStorage();
  // Browsers tell every page of much space, whatever there is.
  storage.space = () => Promise.resolve({ used: 1, quota: 100 });
  const { line, world } = await tablet(storage);
  const desk = await openDesk({ way: badgeOf(1), world });
  line.state = 'down';
  await desk.perform(visit());
  await desk.sync();
  storage.full = true;
  await expect(desk.perform(visit())).rejects.toMatchObject({ code: 'storage-full' });
  await desk.sync();
  expect(desk.state()).toMatchObject({ storage: 'full', online: 'no' });
  line.state = 'up';
  await desk.sync();
  expect(desk.state().storage).toBe('full');
  expect(server.events.size).toBe(1);
  storage.full = false;
  await desk.sync();
  expect(desk.state()).toMatchObject({ storage: 'fine', waiting: 0 });
  expect([server.events.size, server.doubled]).toEqual([1, []]);
  await desk.perform(visit());
  await desk.sync();
  expect(server.events.size).toBe(2);
});

test('what is made while a round is under way has a round of its own', async () => {
  const { world } = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world });
  const first = desk.sync();
  const made = desk.perform(visit());
  const second = desk.sync();
  await Promise.all([first, made, second]);
  expect(desk.state().waiting).toBe(0);
  expect(server.events.size).toBe(1);
});

test('at four fifths of its space a device warns, and still takes everything', async () => {
  const storage = memoryStorage();
  storage.space = () => Promise.resolve({ used: 80, quota: 100 });
  const { world } = await tablet(storage);
  const desk = await openDesk({ way: badgeOf(1), world });
  expect(desk.state().storage).toBe('tight');
  await desk.perform(visit());
  storage.space = () => Promise.resolve({ used: 79, quota: 100 });
  await desk.sync();
  expect(desk.state().storage).toBe('fine');
});

test('what a manager admits comes back, and is no longer shown as held', async () => {
  server.lapsed.add(AMAL);
  const { world } = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world });
  const held = await desk.perform(visit());
  await desk.sync();
  expect(desk.state().needsLook).toMatchObject([{ op_id: held.op_id, state: 'quarantined' }]);
  expect(desk.events()).toHaveLength(1);
  const [event] = desk.events();
  if (event) {
    server.events.set(event.event_id, event);
    server.feed.push({ event });
  }
  await desk.sync();
  expect(desk.state().needsLook).toEqual([]);
  expect(desk.events()).toHaveLength(1);
  desk.lock();
  const again = await openDesk({ way: badgeOf(1), world });
  expect(again.state().needsLook).toEqual([]);
  expect(again.events()).toHaveLength(1);
});

test('an erased person goes from the tablet and does not come back, even from its own acts', async () => {
  const { line, world } = await tablet();
  const desk = await openDesk({ way: badgeOf(1), world });
  const subject = newSubject();
  const opened = await desk.perform({
    ...visit({ kind: 'handle_issued', subject, body: { handle_kind: 'slip' } }),
    people: [{ subject }],
    names: [{ subject, text: 'Selam' }],
  });
  const visit_id = opened.events[0]?.visit_id as string;
  await desk.sync();
  line.state = 'down';
  await desk.perform({
    point_id: POINT,
    purpose: 'desk.visit',
    events: [{ kind: 'called', visit_id, body: {} }],
  });
  server.erase(subject);
  line.state = 'up';
  await desk.sync();
  expect(desk.events()).toEqual([]);
  expect(desk.person(subject)).toBeUndefined();
  desk.lock();
  const again = await openDesk({ way: badgeOf(1), world });
  expect(again.events().filter((event) => event.subject === subject)).toEqual([]);
  expect(again.person(subject)).toBeUndefined();
});

test('tickets are this device’s own, and its colleagues go on counting', async () => {
  const { line, world } = await tablet();
  const amal = await openDesk({ way: badgeOf(1), world });
  const seen = new Set<string>();
  const give = async (desk: typeof amal): Promise<void> => {
    const { picture, number } = desk.nextTicket();
    await desk.perform({
      point_id: POINT,
      purpose: 'desk.visit',
      events: [
        {
          kind: 'visit_opened',
          body: { channel: 'walk_in', heads: 1, ticket_picture: picture, ticket_number: number },
        },
      ],
    });
    expect(seen.has(`${picture} ${number}`)).toBe(false);
    seen.add(`${picture} ${number}`);
  };
  for (let n = 0; n < 3; n++) await give(amal);
  await amal.signOut();
  line.account = BRUNO;
  const bruno = await openDesk({ way: badgeOf(2), world });
  await give(bruno);
  expect([...seen]).toEqual(['tree 1', 'tree 2', 'tree 3', 'tree 4']);
});
