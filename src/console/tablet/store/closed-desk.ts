/** The tablet while nobody's desk is open on it: sending, the order to forget, and its new beginning (design chapter 30, sections 5.3 and 5.6). */
import { v4 } from 'uuid';
import { newSessionKey } from '../../../sync/signature.ts';
import { isUnsent, openDevice } from './device.ts';
import { heed, isOfStopped } from './forgetting.ts';
import { houseWire, isOfHouse } from './house.ts';
import type { Contact } from './network.ts';
import { browserWorld, refuse, silent, takeDesk, type World } from './open-desk.ts';
import { makeOutbox, outboxFile } from './outbox.ts';
import { workerStores } from './worker-store.ts';

/** What waits on this tablet for its house while nobody's desk is open: how many and how old. */
export type Waiting = {
  count: number;
  /** Ms since 1970. */
  oldest_ms: number | null;
};

/** So often a tablet that has nothing to send asks whether it is still in use, ms. */
export const ASK_EVERY = 5 * 60_000;

/**
 * Looks after the sealed outbox without any worker's key: for the sign-in and lock screens. A tablet that was taken out of use hears
 * it here too, on a slow beat also when nothing waits, and forgets. @throws DeskError `revoked`, `open-elsewhere`
 */
export async function sendWaiting(given: Partial<World> = {}): Promise<Waiting> {
  const world = { ...browserWorld(), ...given };
  const { storage, now, chance, layouts } = world;
  const wire = houseWire(world.wire);
  const release = await takeDesk();
  try {
    const device = await openDevice(storage, layouts?.device);
    const unsent = () => device.items().filter(isUnsent);
    const outbox = makeOutbox(device, wire, { now, chance }, () => Promise.resolve());
    const contact = (): Contact => {
      const theirs = unsent().filter((item) => isOfHouse(wire.org(), item));
      return {
        ...silent(device, now()),
        waiting: theirs.length,
        oldest: theirs[0]?.made_at ?? null,
      };
    };
    const sent = await outbox.send(contact);
    const stores = workerStores(device, now, world.stretch, layouts?.worker);
    await refuse(sent, device, stores, world);
    const { nodeKey, askedAt } = device.facts();
    const isAnswered = sent.kind === 'ok' && sent.value !== undefined;
    const isDue = askedAt === undefined || Math.abs(now() - askedAt) >= ASK_EVERY;
    // Whoever has a sign-in was answered by its outbox; else the tablet's own secret tells whether it is still in use.
    if (nodeKey && (sent.kind === 'signed-out' || (!isAnswered && isDue))) {
      const deviceSecret = await device.digest('device secret');
      const { publicKey: sessionKey } = await newSessionKey();
      const { shared } = device.facts();
      const answer = await wire.start({ ...contact(), shared, deviceSecret, sessionKey });
      if (answer.kind !== 'offline') await device.write({ facts: { askedAt: now() } });
      await refuse(answer, device, stores, world);
      if (answer.kind === 'ok') await heed(answer.value, device, stores, world.forgetApp);
    }
    // Without a word of whose sign-in it is: of the house whose desk was open here last.
    const house = wire.org() ?? device.facts().house;
    const ours = unsent().filter((item) => isOfHouse(house, item));
    return { count: ours.length, oldest_ms: ours[0]?.made_at ?? null };
  } finally {
    release();
  }
}

/** Sealed acts as a file, without any worker's key, after the tablet was stopped: those of the house that stopped it. */
export async function saveWaiting(world: Partial<World> = {}): Promise<Blob> {
  const { storage, layouts } = { ...browserWorld(), ...world };
  const release = await takeDesk();
  try {
    const device = await openDevice(storage, layouts?.device);
    const items = device.items().filter((item) => isOfStopped(device, item));
    return new Blob([outboxFile(items)], { type: 'application/json' });
  } finally {
    release();
  }
}

/** What lies sealed on a tablet that was stopped, for the house that stopped it; asks nobody. @throws DeskError `open-elsewhere` */
export async function countWaiting(given: Partial<World> = {}): Promise<Waiting> {
  const { storage, layouts } = { ...browserWorld(), ...given };
  const release = await takeDesk();
  try {
    const device = await openDevice(storage, layouts?.device);
    const unsent = device.items().filter((item) => isUnsent(item) && isOfStopped(device, item));
    return { count: unsent.length, oldest_ms: unsent[0]?.made_at ?? null };
  } finally {
    release();
  }
}

/**
 * Makes this browser a tablet that the house has not seen, after the one that it was has been taken out of use: a new number and a new
 * secret. What was readable goes; what is sealed stays in nobody's hands, goes with the next sign-in, and waits at the house for a
 * decision, as everything that a lost tablet made. The node whose orders it obeys stays the same.
 * @throws DeskError `open-elsewhere`
 */
export async function startAnew(given: Partial<World> = {}): Promise<void> {
  const world = { ...browserWorld(), ...given };
  const { storage, now, layouts } = world;
  const release = await takeDesk();
  try {
    const device = await openDevice(storage, layouts?.device);
    await workerStores(device, now, world.stretch, layouts?.worker).removeAll();
    await device.write({
      facts: {
        device_id: v4(),
        secret: crypto.getRandomValues(new Uint8Array(32)),
        lastContact: null,
        ticket: null,
        askedAt: undefined,
        shared: undefined,
        ownedBy: undefined,
        stopped: undefined,
      },
      put: device.items().map((item) => ({ ...item, owner: '' })),
    });
  } finally {
    release();
  }
}
