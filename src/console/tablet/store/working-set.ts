/**
 * What the worker's store holds (section 5.1): events and people as they came from the server, in locked pages, and her own acts
 * until the server's copy of them has come. Readable only in memory.
 */
import type { DeskEvent, Operation } from '../../../desk/operation.ts';
import { type EventLog, makeEventLog } from '../../../sync/event-log.ts';
import type { TakenAlong } from '../../../people/name-along.ts';
import type { ChangeLine } from '../../../sync/wire.ts';
import { eventsOf } from './compose.ts';
import { DeskError, type DeskPerson, type OwnRecord } from './desk.ts';
import type { Ciphers } from './records.ts';
import type { Change, Layout, Store } from './storage.ts';

export const WORKER_LAYOUTS: readonly Layout[] = [
  { shelves: ['wraps', 'lease', 'desk', 'pages', 'acts'] },
];

/** One of the worker's own acts, readable. */
export type OwnAct = {
  op_id: string;
  /** Null once the person was erased: what is sealed is sent, and the server drops it. */
  operation: Operation | null;
  device_seq: number;
  /** Ms since 1970. */
  made_at: number;
  /** Ms that the server's clock was ahead when it was made. */
  offset: number;
  /** `dropped`: a manager did not take it; it is shown as that, and as nothing that happened. */
  status: 'waiting' | 'accepted' | 'quarantined' | 'needs_look' | 'dropped';
  problem?: string;
  detail?: string;
  /** The refused act that this one takes the place of. */
  replaces?: string;
};

type Page = { events: DeskEvent[]; people: DeskPerson[] };
const PAGE = 500;
/** More pages than this over what is needed: they are written anew. */
const LOOSE_PAGES = 40;
/** Visits that are remembered as old. */
const MOST_OLD = 10_000;
/** Who was here before, as this tablet took them along. */
const ALONG = 'along' satisfies OwnRecord;
/** Beside the cursors of points: the last one of all. */
const HEARD = 'heard';
export const KEPT_MS = 7 * 86_400_000;

const locked = (): Promise<never> =>
  Promise.reject(new DeskError('locked', 'The store is closed.'));
const CLOSED: Ciphers = { lock: locked, unlock: locked };

export type WorkingSet = {
  readonly log: EventLog;
  person(subject: string): DeskPerson | undefined;
  people(): Iterable<DeskPerson>;
  acts(): ReadonlyMap<string, OwnAct>;
  cursor(point: string): string | undefined;
  /** The cursor of the last answer of any point: erasures before it are known. */
  heard(): string | undefined;
  /** Keeps an own act, and shows it. */
  keepAct(act: OwnAct, without?: readonly string[]): Promise<void>;
  /** Changes the standing of own acts. */
  settle(changes: readonly (Pick<OwnAct, 'op_id'> & Partial<OwnAct>)[]): Promise<void>;
  dropActs(opIds: readonly string[]): Promise<void>;
  /** Joins lines of the feed. @returns whether anything changed */
  join(lines: readonly ChangeLine[]): Promise<boolean>;
  setCursor(point: string, cursor: string): Promise<void>;
  readRecord(key: string): Promise<unknown>;
  keepRecord(key: string, value: unknown): Promise<void>;
  /** Drops what is closed and older than a week. `now`: ms since 1970. */
  tidy(now: number): Promise<void>;
  /** Forgets everything readable and the key; the store is closed. */
  close(): void;
};

export async function openWorkingSet(
  store: Store,
  opened: Ciphers,
  actor: string,
): Promise<WorkingSet> {
  let log = makeEventLog();
  let ciphers = opened;
  const pulledPeople = new Map<string, DeskPerson>();
  const acts = new Map<string, OwnAct>();
  /** Events of the server's own copy. */
  const pulled = new Set<string>();
  const pages = new Set<string>();
  let lastPage = 0;
  let overlay: Map<string, DeskPerson> | undefined;

  const unlockAll = async <T>(shelf: string): Promise<[string, T][]> =>
    await Promise.all(
      (await store.all(shelf)).map(
        async ([key, record]) => [key, await ciphers.unlock(shelf, key, record)] as [string, T],
      ),
    );
  const record = async (key: string): Promise<unknown> => {
    const found = await store.read('desk', key);
    return found === undefined ? undefined : await ciphers.unlock('desk', key, found);
  };

  const cursors = ((await record('cursors')) ?? {}) as Record<string, string>;
  for (const subject of ((await record('erased')) ?? []) as string[]) log.erase(subject);
  log.dropVisits(((await record('old')) ?? []) as string[]);
  for (const [key, page] of await unlockAll<Page>('pages')) {
    pages.add(key);
    lastPage = Math.max(lastPage, Number(key));
    log.add(page.events);
    for (const { event_id } of page.events) pulled.add(event_id);
    for (const person of page.people)
      if (!log.isErased(person.subject)) pulledPeople.set(person.subject, person);
  }
  for (const [, act] of await unlockAll<OwnAct>('acts')) {
    acts.set(act.op_id, act);
    show(act);
  }

  function show(act: OwnAct): void {
    if (!act.operation || act.status === 'dropped') return;
    const own = eventsOf(act.operation, actor, act.offset);
    log.add(own.filter(({ event_id }) => !pulled.has(event_id)));
    overlay = undefined;
  }

  /** People as own acts say that are not yet among the pulled. */
  function overlaid(): Map<string, DeskPerson> {
    if (overlay) return overlay;
    overlay = new Map();
    for (const { operation, status } of acts.values()) {
      if (!operation || status === 'dropped') continue;
      for (const { subject, ...rest } of operation.people ?? [])
        overlay.set(subject, { ...(overlay.get(subject) ?? { subject }), ...rest });
      for (const { subject, text, birth_year } of operation.names ?? [])
        overlay.set(subject, {
          ...(overlay.get(subject) ?? { subject }),
          name: text,
          ...(birth_year ? { birth_year } : {}),
        });
    }
    for (const [subject, own] of overlay)
      overlay.set(subject, { ...pulledPeople.get(subject), ...own });
    return overlay;
  }

  const pageKey = (): string => String(++lastPage).padStart(9, '0');
  const lockedPages = async (events: DeskEvent[], people: DeskPerson[]): Promise<Change[]> => {
    const changes: Promise<Change>[] = [];
    for (let at = 0; at < Math.max(events.length, people.length); at += PAGE) {
      const key = pageKey();
      const page = { events: events.slice(at, at + PAGE), people: people.slice(at, at + PAGE) };
      changes.push(
        ciphers.lock('pages', key, page).then((value) => ({ shelf: 'pages', key, value })),
      );
    }
    return await Promise.all(changes);
  };
  /** All pages written anew from memory. */
  const anew = async (): Promise<Change[]> => {
    const gone = [...pages].map((key) => ({ shelf: 'pages', key, value: undefined }));
    const kept = log.all().filter(({ event_id }) => pulled.has(event_id));
    return [...gone, ...(await lockedPages(kept, [...pulledPeople.values()]))];
  };
  const lockedAct = async (act: OwnAct): Promise<Change> => ({
    shelf: 'acts',
    key: act.op_id,
    value: await ciphers.lock('acts', act.op_id, act),
  });
  const written = async (changes: Change[]): Promise<void> => {
    if (!changes.length) return;
    await store.write(changes);
    for (const { shelf, key, value } of changes)
      if (shelf === 'pages') {
        if (value === undefined) pages.delete(key);
        else pages.add(key);
      }
  };

  /** Own acts of which the server's copy is whole. */
  const arrived = (): string[] =>
    [...acts.values()]
      .filter(
        ({ operation, status }) =>
          (status === 'accepted' || status === 'quarantined') &&
          operation?.events.every(({ event_id }) => pulled.has(event_id)) === true,
      )
      .map(({ op_id }) => op_id);

  async function erase(subjects: readonly string[]): Promise<void> {
    const gone = new Set<string>();
    for (const subject of subjects) {
      for (const event_id of log.erase(subject)) gone.add(event_id);
      pulledPeople.delete(subject);
    }
    const changes: Change[] = [];
    for (const act of acts.values())
      if (act.operation && isAbout(act.operation, new Set(subjects), gone)) {
        const bare: OwnAct = { ...act, operation: null };
        acts.set(act.op_id, bare);
        log.take(act.operation.events.map(({ event_id }) => event_id));
        changes.push(await lockedAct(bare));
      }
    overlay = undefined;
    const erased = await ciphers.lock('desk', 'erased', [...log.erased()]);
    await written([
      ...changes,
      ...(await anew()),
      ...(await alongAs((along) => without(along, log.isErased))),
      { shelf: 'desk', key: 'erased', value: erased },
    ]);
  }

  /** What was taken along, changed, where that changes anything. */
  async function alongAs(change: (along: TakenAlong) => TakenAlong): Promise<Change[]> {
    const along = (await record(ALONG)) as TakenAlong | null | undefined;
    const next = along && change(along);
    if (!next || next === along) return [];
    return [{ shelf: 'desk', key: ALONG, value: await ciphers.lock('desk', ALONG, next) }];
  }

  const set: WorkingSet = {
    get log() {
      return log;
    },
    person: (subject) =>
      log.isErased(subject) ? undefined : (overlaid().get(subject) ?? pulledPeople.get(subject)),
    people: () => new Map([...pulledPeople, ...overlaid()]).values(),
    acts: () => acts,
    cursor: (point) => cursors[point],
    heard: () => cursors[HEARD] ?? Object.values(cursors)[0],
    async keepAct(act, replaced = []) {
      const rather = new Set(
        act.operation?.people?.filter(({ no_link }) => no_link).map(({ subject }) => subject),
      );
      await store.write([
        await lockedAct(act),
        ...replaced.map((key) => ({ shelf: 'acts', key, value: undefined })),
        ...(rather.size ? await alongAs((along) => unnamed(along, rather)) : []),
      ]);
      forget(replaced);
      acts.set(act.op_id, act);
      show(act);
    },
    async settle(changes) {
      const next = changes.flatMap(({ op_id, ...rest }) => {
        const act = acts.get(op_id);
        return act ? [{ ...act, ...rest }] : [];
      });
      if (!next.length) return;
      await store.write(await Promise.all(next.map(lockedAct)));
      for (const act of next) {
        acts.set(act.op_id, act);
        if (act.status === 'dropped') unshow(act);
      }
      const whole = arrived();
      if (whole.length) await set.dropActs(whole);
    },
    async dropActs(opIds) {
      await store.write(opIds.map((key) => ({ shelf: 'acts', key, value: undefined })));
      forget(opIds);
    },
    async join(lines) {
      const events = lines
        .flatMap((line) => ('event' in line ? [line.event] : []))
        .filter(
          (event) => !pulled.has(event.event_id) || (log.has(event.event_id) && !log.hasAs(event)),
        );
      const people = lines.flatMap((line) => ('person' in line ? [line.person] : []));
      const erased = lines.flatMap((line) =>
        'erased' in line && !log.isErased(line.erased.subject) ? [line.erased.subject] : [],
      );
      const freshPeople = people.filter(({ subject }) => !log.isErased(subject));
      const changes = await lockedPages(events, freshPeople);
      await written(changes);
      for (const { event_id } of events) pulled.add(event_id);
      const added = log.add(events);
      for (const person of freshPeople) pulledPeople.set(person.subject, person);
      overlay = undefined;
      if (erased.length) await erase(erased);
      const whole = arrived();
      if (whole.length) await set.dropActs(whole);
      const needed = Math.ceil(Math.max(pulled.size, pulledPeople.size) / PAGE);
      if (pages.size > needed + LOOSE_PAGES) await written(await anew());
      return added + freshPeople.length + erased.length + whole.length > 0;
    },
    async setCursor(point, cursor) {
      if (cursors[point] === cursor && cursors[HEARD] === cursor) return;
      cursors[point] = cursor;
      cursors[HEARD] = cursor;
      await set.keepRecord('cursors', cursors);
    },
    readRecord: record,
    async keepRecord(key, value) {
      // Who was erased while it was on its way is not kept.
      const kept = key === ALONG && value ? without(value as TakenAlong, log.isErased) : value;
      await store.write([{ shelf: 'desk', key, value: await ciphers.lock('desk', key, kept) }]);
    },
    async tidy(now) {
      // A visit that only this tablet calls ended, by an act that waits or is held, is not over.
      const gone = log.prune(now - KEPT_MS, (event_id) => pulled.has(event_id));
      for (const id of pulled) if (!log.has(id)) pulled.delete(id);
      const old = [...acts.values()].filter(
        ({ status, made_at }) =>
          (status === 'accepted' || status === 'quarantined') && made_at < now - KEPT_MS,
      );
      if (old.length) await set.dropActs(old.map(({ op_id }) => op_id));
      if (!gone) return;
      const value = await ciphers.lock('desk', 'old', log.dropped().slice(-MOST_OLD));
      await written([...(await anew()), { shelf: 'desk', key: 'old', value }]);
    },
    close() {
      log = makeEventLog();
      ciphers = CLOSED;
      for (const held of [pulledPeople, acts, pulled, pages]) held.clear();
      overlay = undefined;
      store.close();
    },
  };
  return set;

  /** Forgets acts; their events stay only as the server's copy. */
  function forget(opIds: readonly string[]): void {
    for (const op_id of opIds) {
      const act = acts.get(op_id);
      acts.delete(op_id);
      if (act) unshow(act);
    }
  }

  function unshow({ operation }: OwnAct): void {
    const own = operation?.events.map(({ event_id }) => event_id) ?? [];
    log.take(own.filter((id) => !pulled.has(id)));
    overlay = undefined;
  }
}

/** Whether an operation says anything of them: by a token, or by events that went with a visit of theirs. */
function isAbout(
  operation: Operation,
  subjects: ReadonlySet<string>,
  gone: ReadonlySet<string>,
): boolean {
  const named = [
    ...operation.events,
    ...(operation.people ?? []),
    ...(operation.names ?? []),
    ...(operation.contacts ?? []),
    ...(operation.handles ?? []),
  ];
  return (
    named.some(({ subject }) => subject !== undefined && subjects.has(subject)) ||
    operation.events.some(({ event_id }) => gone.has(event_id))
  );
}

/** Without these people, under whichever of their tokens. The same when there are none of them. */
function without(along: TakenAlong, isGone: (subject: string) => boolean): TakenAlong {
  const people = along.people.filter(
    ({ subject, token }) => !isGone(subject) && !(token && isGone(token)),
  );
  return people.length === along.people.length ? along : { ...along, people };
}

/** How the names of these sound goes: they would rather start new, and are known by their slips alone. */
const unnamed = (along: TakenAlong, rather: ReadonlySet<string>): TakenAlong => ({
  ...along,
  people: along.people.map((one) => {
    const { record: _, ...rest } = one;
    return rather.has(one.subject) || rather.has(one.token ?? '') ? rest : one;
  }),
});
