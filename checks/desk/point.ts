/**
 * A point with its tablets, run with the real store, outbox and rules: only the disk is memory (and can be cut off), the line is ours,
 * and the server is the model that keeps the contract.
 */
import { saveWaiting } from '../../src/console/tablet/store/closed-desk.ts';
import { openDesk, type World } from '../../src/console/tablet/store/open-desk.ts';
import { DEVICE_LAYOUTS } from '../../src/console/tablet/store/device.ts';
import type { KeptDesk } from '../../src/console/tablet/store/kept-desk.ts';
import {
  Crash,
  type MemoryStorage,
  memoryStorage,
} from '../../src/console/tablet/store/memory-storage.ts';
import type { Layout } from '../../src/console/tablet/store/storage.ts';
import {
  cheapCiphers,
  cheapSeal,
  cheapStretch,
  type Line,
  modelServer,
  type ModelServer,
  modelWire,
} from '../../src/console/tablet/store/testing.ts';
import { WORKER_LAYOUTS } from '../../src/console/tablet/store/working-set.ts';
import type { Operation } from '../../src/desk/operation.ts';
import type { SealedItem } from '../../src/sync/wire.ts';
import { partsOf } from './acts.ts';
import { dropOutbox, forgetful, type Sabotage } from './sabotage.ts';
import { type Schedule, type Step, WEEK } from './schedule.ts';

export type Tablet = {
  storage: MemoryStorage;
  line: Line;
  world: Partial<World>;
  /** Ms that its clock is off. */
  skew: number;
  worker: string;
  desk: KeptDesk | undefined;
  layouts: { device: Layout[]; worker: Layout[] };
  isRevoked: boolean;
};

/** An act of which the screen was told that it is kept. */
export type Told = {
  operation: Operation;
  worker: string;
  /** The real time, ms since 1970. */
  at: number;
  /** Events of settings that its maker could see. */
  seen: ReadonlySet<string>;
  /** It was made in the place of a refused one, with that one's ticket. */
  isMending?: boolean;
  /** It was refused and mended, or a cut hit the mending: another act took its place. */
  isReplaced?: boolean;
};

export type Point = {
  server: ModelServer;
  tablets: Tablet[];
  told: Map<string, Told>;
  /** The real time, ms since 1970. */
  time: number;
  broken: string[];
  /** What a maker could see, by tablet and moment, of acts that were cut off and may have been kept all the same. */
  cutOff: Map<string, Told['seen']>;
  /** How often a tablet went dark in the middle of something. */
  cuts: number;
};

const BEGIN = Date.parse('2026-11-16T07:00:00Z');
/** Where nothing was typed. */
const EXPECTED =
  'locked no-contact wrong-way wait lease-ended revoked signed-out unknown-act too-late storage-full'.split(
    ' ',
  );

const workerName = (n: number): string => `worker-${n}`;
const badgeOf = (worker: string) => ({
  kind: 'badge' as const,
  badge: new Uint8Array(16).fill(worker.charCodeAt(worker.length - 1)),
  pin: '240612',
});

export async function runSchedule(
  { devices, workers, steps }: Schedule,
  sabotage?: Sabotage,
  real = false,
): Promise<Point> {
  const point = {} as Point;
  Object.assign(point, {
    time: BEGIN,
    tablets: [],
    told: new Map(),
    broken: [],
    cutOff: new Map(),
    cuts: 0,
    server: await modelServer({
      now: () => point.time,
      real,
      lastWriteWins: sabotage === 'last write wins',
    }),
  });
  const sent: { items: readonly SealedItem[]; account: string }[] = [];
  for (let n = 0; n < devices; n++)
    point.tablets.push(tabletOf(point, n % workers, sent, sabotage));
  if (real)
    for (const { world } of point.tablets) {
      delete world.ciphers;
      delete world.seal;
    }
  for (const tablet of point.tablets) await signIn(point, tablet, tablet.worker);
  for (const step of steps) {
    point.time += 1000;
    if (point.time > BEGIN + WEEK) break;
    await take(point, step, { workers, sent, sabotage });
  }
  return point;
}

function tabletOf(
  point: Point,
  worker: number,
  sent: { items: readonly SealedItem[]; account: string }[],
  sabotage: Sabotage | undefined,
): Tablet {
  const storage = memoryStorage();
  const line: Line & { isLate?: boolean } = { state: 'up', account: workerName(worker) };
  const wire = modelWire(point.server, line);
  const tablet: Tablet = {
    storage,
    line,
    skew: 0,
    worker: workerName(worker),
    desk: undefined,
    layouts: { device: [...DEVICE_LAYOUTS], worker: [...WORKER_LAYOUTS] },
    isRevoked: false,
    world: {},
  };
  tablet.world = {
    storage: sabotage === 'says done before it is written' ? forgetful(storage) : storage,
    now: () => point.time + tablet.skew,
    chance: () => 0.5,
    stretch: cheapStretch,
    ciphers: cheapCiphers,
    seal: cheapSeal,
    layouts: tablet.layouts,
    forgetApp: () => Promise.resolve(),
    wire: {
      ...wire,
      ops(items, contact) {
        // Kept on the way: it comes later, by a `repeat`, or never.
        sent.push({ items, account: line.account ?? '' });
        if (line.isLate) return Promise.resolve({ kind: 'offline' });
        if (sabotage === 'leaves without a receipt' && line.state !== 'up')
          return Promise.resolve({
            kind: 'ok',
            value: {
              server_time: point.time,
              verdicts: items.map(({ sealed }) => ({
                op_id: (
                  JSON.parse(atob(sealed.replaceAll('-', '+').replaceAll('_', '/'))) as Operation
                ).op_id,
                result: 'recorded',
              })),
            },
          });
        return wire.ops(items, contact);
      },
    },
  };
  return tablet;
}

/** Runs what a person or the world does; a cut or an expected refusal is part of life, anything else is a fault. */
async function alive<T>(
  point: Point,
  tablet: Tablet,
  act: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Crash) {
      point.cuts++;
      tablet.storage.cut = undefined;
      tablet.storage.restart();
      tablet.desk = undefined;
    } else if (!EXPECTED.includes((error as { code?: string }).code ?? ''))
      point.broken.push(`unexpected: ${String((error as Error).stack ?? error)}`);
    return undefined;
  }
}

async function signIn(point: Point, tablet: Tablet, worker: string): Promise<void> {
  tablet.desk?.lock();
  tablet.desk = undefined;
  tablet.worker = worker;
  tablet.line.account = worker;
  const desk = await alive(point, tablet, () =>
    openDesk({ way: badgeOf(worker), account: worker, world: tablet.world }),
  );
  if (!desk) return;
  tablet.desk = desk;
  // A tablet shows nobody's work but what the server gave out and her own.
  for (const { op_id, actor_id } of desk.events()) {
    const told = point.told.get(op_id);
    if (told && told.worker !== worker && actor_id !== told.worker)
      point.broken.push(`${worker} sees an act of ${told.worker} as ${actor_id}'s`);
    if (told && told.worker !== worker && !point.server.answered.has(op_id))
      point.broken.push(`${worker} sees what ${told.worker} has not sent`);
  }
}

type Around = {
  workers: number;
  sent: { items: readonly SealedItem[]; account: string }[];
  sabotage: Sabotage | undefined;
};

async function take(point: Point, step: Step, { workers, sent, sabotage }: Around): Promise<void> {
  const at = (n: number): Tablet => point.tablets[n % point.tablets.length] as Tablet;
  switch (step.do) {
    case 'wait':
      point.time += step.ms;
      return;
    case 'repeat': {
      const batch = sent[step.pick % Math.max(1, sent.length)];
      for (const item of batch?.items ?? []) await point.server.take(item, batch?.account ?? '');
      return;
    }
    case 'erase': {
      const subjects = [...point.told.values()].flatMap(({ operation }) =>
        (operation.people ?? []).map(({ subject }) => subject),
      );
      const subject = subjects[step.pick % Math.max(1, subjects.length)];
      if (subject) point.server.erase(subject);
      return;
    }
    case 'lapse':
      point.server.lapsed.add(workerName(step.worker % workers));
      return;
    default:
  }
  const tablet = at(step.device);
  const { desk } = tablet;
  switch (step.do) {
    case 'line':
      Object.assign(tablet.line, {
        state: step.state === 'late' ? 'down' : step.state,
        isLate: step.state === 'late',
      });
      return;
    case 'clock':
      tablet.skew += step.by;
      return;
    case 'crash': {
      let left = step.write;
      tablet.storage.cut = (when) => when === step.when && left-- <= 0;
      return;
    }
    case 'revoke': {
      if (point.tablets.filter(({ isRevoked }) => !isRevoked).length < 2 || !desk) return;
      tablet.isRevoked = true;
      point.server.revoked.add(desk.state().device_id);
      return;
    }
    case 'signIn':
      await signIn(point, tablet, workerName(step.worker % workers));
      return;
    case 'update':
      // The app comes back with its stores laid out anew.
      tablet.storage.restart();
      tablet.desk = undefined;
      for (const layouts of [tablet.layouts.device, tablet.layouts.worker])
        layouts.push({ shelves: layouts[0]?.shelves ?? [] });
      await signIn(point, tablet, tablet.worker);
      return;
    case 'lock':
      desk?.lock();
      tablet.desk = undefined;
      return;
    case 'signOut':
      if (sabotage === 'drop on sign-out' && desk) await dropOutbox(tablet.storage);
      await alive(point, tablet, async () => desk?.signOut());
      tablet.desk = undefined;
      return;
    case 'usb': {
      const to = at(step.to).desk;
      if (!desk || !to) return;
      const file = await desk.saveAsFile();
      await alive(point, at(step.to), () => to.importFile(file));
      return;
    }
    default:
  }
  if (!desk) return;
  switch (step.do) {
    case 'sync':
      await alive(point, tablet, () => desk.sync());
      return;
    case 'undo': {
      const own = [...point.told.keys()];
      const op_id = own[own.length - 1 - (step.pick % 3)];
      if (op_id && desk.operation(op_id)) await act(point, tablet, () => desk.undo(op_id));
      return;
    }
    case 'mend':
      await mend(point, tablet, step.how);
      return;
    case 'both':
      await Promise.all([
        alive(point, tablet, () => desk.sync()),
        act(point, tablet, () => desk.perform(partsOf(desk, 'visit', step.pick, 0))),
      ]);
      return;
    case 'act':
      await act(point, tablet, () => desk.perform(partsOf(desk, step.what, step.pick, step.tag)));
      return;
    default:
  }
}

async function act(
  point: Point,
  tablet: Tablet,
  make: () => Promise<Operation>,
): Promise<Operation | undefined> {
  const seen = new Set(tablet.desk?.events().map(({ event_id }) => event_id));
  const { worker } = tablet;
  const moment = `${tablet.desk?.state().device_id}|${point.time + tablet.skew}`;
  const operation = await alive(point, tablet, make);
  if (!operation) point.cutOff.set(moment, seen);
  if (operation) point.told.set(operation.op_id, { operation, worker, seen, at: point.time });
  return operation;
}

async function mend(
  point: Point,
  tablet: Tablet,
  how: 'fix' | 'sendAgain' | 'giveToManager',
): Promise<void> {
  const { desk } = tablet;
  const item = desk?.state().needsLook.find(({ actions }) => actions.includes(how));
  if (!desk || !item) return;
  if (how !== 'fix') {
    await alive(point, tablet, () => desk[how](item.op_id));
    return;
  }
  const before = desk.operation(item.op_id);
  if (!before) return;
  const events = before.events.map(({ kind, body, visit_id, subject }) => ({
    kind,
    body,
    ...(visit_id ? { visit_id } : {}),
    ...(subject ? { subject } : {}),
  }));
  const { point_id, purpose } = before;
  const mended = await act(point, tablet, () =>
    desk.fix(item.op_id, { point_id, purpose, events }),
  );
  const told = point.told.get(item.op_id);
  const isGone = mended !== undefined || tablet.desk === undefined;
  if (told && isGone) told.isReplaced = true;
  const anew = mended && point.told.get(mended.op_id);
  if (anew) anew.isMending = true;
}

/** The last contact: every line is up, every tablet is opened and brought in by whoever is there. */
export async function settlePoint(point: Point): Promise<Map<Tablet, KeptDesk>> {
  const open = new Map<Tablet, KeptDesk>();
  const files: Blob[] = [];
  for (const tablet of point.tablets) {
    tablet.storage.cut = undefined;
    tablet.storage.restart();
    Object.assign(tablet.line, { state: 'up', isLate: false });
    tablet.desk = undefined;
    if (tablet.isRevoked) {
      // Found again: wiped at its first contact, and its sealed acts are taken along by a file.
      await signIn(point, tablet, tablet.worker);
      files.push(await saveWaiting(tablet.world));
      continue;
    }
    // A cut in the middle of an unlocking counts as a wrong try: then one waits.
    for (let tries = 0; tries < 3 && !tablet.desk; tries++) {
      await signIn(point, tablet, tablet.worker);
      if (!tablet.desk) point.time += 20 * 60_000;
    }
    if (tablet.desk) open.set(tablet, tablet.desk);
    else point.broken.push('a tablet with a line cannot be opened');
  }
  const [first] = open.values();
  for (const file of files) await first?.importFile(file);
  for (let round = 0; round < 3; round++)
    for (const [tablet, desk] of open) {
      point.time += 400_000;
      await alive(point, tablet, () => desk.sync());
    }
  return open;
}
