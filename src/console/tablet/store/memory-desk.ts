/** A desk that keeps everything in memory and sends to nobody: for tests of screens and first drafts of them. */
import type { DeskEvent, Operation } from '../../../desk/operation.ts';
import { TICKET_PICTURES } from '../../../desk/values.ts';
import { ordered, type Visit, visitsOf } from '../../../desk/visit.ts';
import { v4, v7 } from 'uuid';
import { compose, eventsOf, nextClock, undoing } from './compose.ts';
import {
  type Desk,
  DeskError,
  type DeskPerson,
  type DeskPoint,
  type DeskState,
  type DeskWorker,
  type Parts,
  type StuckItem,
} from './desk.ts';
import { makeIds } from './ids.ts';

export type MemoryDeskSetting = {
  worker?: Partial<DeskWorker>;
  points?: DeskPoint[];
  rules?: Record<string, unknown>;
  events?: readonly DeskEvent[];
  people?: readonly DeskPerson[];
  needsLook?: readonly StuckItem[];
  /** Ms since 1970. */
  now?: () => number;
  online?: DeskState['online'];
};

const POINT = '018f0000-0000-7000-8000-000000000001';

/** Public halves whose private halves nobody has: what is sealed in a practice stays closed. */
const UNHELD: DeskState['role_keys'] = [
  {
    compartment: 'child',
    generation: 1,
    recipient: 'age1qkvdzm7jj2mqk3pkvjlesllzepfn2ua34rn3023j7rexlvlu939s84yqzy',
  },
  {
    compartment: 'survivor',
    generation: 1,
    recipient: 'age1hryhqjfwk90av5y3pnw86c0hnc87kyvqqw027levnllj8aayz48qzempvu',
  },
];

/** A desk without a device and without a server. */
export function openMemoryDesk(setting: MemoryDeskSetting = {}): Desk {
  const now = setting.now ?? Date.now;
  const device_id = v4();
  const worker: DeskWorker = {
    account: v7(),
    name: 'Amal',
    org: v7(),
    roles: ['desk'],
    ...setting.worker,
  };
  const nextId = makeIds();
  const operations = new Map<string, Operation>();
  const people = new Map((setting.people ?? []).map((one) => [one.subject, one]));
  const own = new Map<string, unknown>();
  const listeners = new Set<() => void>();
  let clock = { ms: 0, count: 0, device: device_id.slice(0, 8) };
  let events = ordered(setting.events ?? []);
  let visits: ReadonlyMap<string, Visit> | undefined;
  let needsLook = [...(setting.needsLook ?? [])];
  let cover: DeskState['cover'] = 'open';
  let ticket = 0;
  let seq = 0;
  let state: DeskState | undefined;

  const changed = (): void => {
    state = undefined;
    visits = undefined;
    for (const listener of listeners) listener();
  };
  const perform = (parts: Parts): Promise<Operation> => {
    if (cover !== 'open') return Promise.reject(new DeskError('locked', 'The desk is not open.'));
    clock = nextClock(clock, now());
    const operation = compose(parts, {
      op_id: nextId(now()),
      device_id,
      device_seq: ++seq,
      clock,
      wall: now(),
      nextId: () => nextId(now()),
    });
    operations.set(operation.op_id, operation);
    events = ordered([...events, ...eventsOf(operation, worker.account)]);
    for (const person of operation.people ?? [])
      people.set(person.subject, { ...people.get(person.subject), ...person });
    for (const { subject, text, birth_year } of operation.names ?? [])
      people.set(subject, {
        ...people.get(subject),
        subject,
        name: text,
        ...(birth_year ? { birth_year } : {}),
      });
    changed();
    return Promise.resolve(operation);
  };
  const known = (op_id: string): Operation => {
    const found = operations.get(op_id);
    if (!found) throw new DeskError('unknown-act', 'This act was not made here.');
    return found;
  };
  const settled = (op_id: string): Promise<void> => {
    needsLook = needsLook.filter((item) => item.op_id !== op_id);
    changed();
    return Promise.resolve();
  };

  return {
    events: () => events,
    visits: () => (visits ??= visitsOf(events)),
    person: (subject) => people.get(subject),
    people: () => people.values(),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    perform,
    undo: async (op_id) => await perform(undoing(known(op_id), now())),
    state: () =>
      (state ??= {
        worker,
        device_id,
        points: setting.points ?? [
          { point_id: POINT, name: 'Harbour Hub', spaces: ['open'], agreement: null },
        ],
        shared: true,
        alone: true,
        pointChosen: true,
        rules: setting.rules ?? {},
        permits: {},
        role_keys: UNHELD,
        lease_until: now() + 72 * 3_600_000,
        online: setting.online ?? 'no',
        waiting: operations.size,
        oldest_ms: oldest(operations.values()),
        needsLook,
        lastContact: null,
        others: { count: 0, oldest_ms: null },
        storage: 'fine',
        cover,
        tooOld: false,
        signedOut: false,
        noRole: false,
      }),
    operation: (op_id) => operations.get(op_id),
    async fix(op_id, parts) {
      await settled(op_id);
      return await perform(parts);
    },
    sendAgain: settled,
    giveToManager: settled,
    dismiss: settled,
    saveAsFile: () => Promise.resolve(new Blob([JSON.stringify([...operations.keys()])])),
    importFile: () => Promise.resolve(0),
    sync: () => Promise.resolve(),
    choosePoint: () => Promise.resolve(),
    shareTablet: () => Promise.resolve(),
    cover() {
      if (cover === 'open') cover = 'covered';
      changed();
    },
    uncover() {
      if (cover === 'covered') cover = 'open';
      changed();
      return Promise.resolve(cover === 'open');
    },
    lock() {
      cover = 'locked';
      forget();
    },
    signOut() {
      cover = 'signed-out';
      forget();
      return Promise.resolve();
    },
    serverTime: () => Date.now(),
    readOwn: (key) => Promise.resolve(own.get(key)),
    keepOwn(key, value) {
      own.set(key, value);
      return Promise.resolve();
    },
    nextTicket() {
      const number = ticket++;
      return {
        picture: TICKET_PICTURES[Math.floor(number / 99) % TICKET_PICTURES.length] ?? 'tree',
        number: (number % 99) + 1,
      };
    },
  };

  function forget(): void {
    events = [];
    people.clear();
    changed();
  }
}

function oldest(operations: Iterable<Operation>): number | null {
  let first: number | null = null;
  for (const { made_at } of operations) {
    const at = Date.parse(made_at);
    if (first === null || at < first) first = at;
  }
  return first;
}
