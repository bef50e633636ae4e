/**
 * The tablet's log: a union of events by their numbers, in order, with their visits folded once and again only when they change
 * (design chapter 30, sections 2.1 and 5.4). Order of arrival never matters, and an erasure beats what arrives later. Pure.
 */
import type { DeskEvent } from '../desk/operation.ts';
import { inOrder, isAfterwards, type Visit, visitOf } from '../desk/visit.ts';

export type EventLog = {
  /** Adds events; one with a number that is known takes its place. @returns how many were not dropped */
  add(events: Iterable<DeskEvent>): number;
  /** Takes events away that turned out never to have been: a refused act that was made anew. */
  take(eventIds: Iterable<string>): void;
  /** Forgets a person: her events go, and those of visits that were hers alone; what comes later is dropped. @returns their numbers */
  erase(subject: string): string[];
  has(eventId: string): boolean;
  /** Whether it is held exactly so: a line that was deleted comes again, emptied. */
  hasAs(event: DeskEvent): boolean;
  isErased(subject: string): boolean;
  erased(): Iterable<string>;
  all(): readonly DeskEvent[];
  ofVisit(visitId: string): readonly DeskEvent[];
  visits(): ReadonlyMap<string, Visit>;
  /** The latest hybrid clock of all that was ever added, erased or not; empty before the first. */
  latestClock(): string;
  /**
   * Drops visits that are closed and lie before the moment, ms since 1970, with what comes of them later: a part of a visit that
   * ended long ago must not look like somebody who arrived. A visit with an event of which `isSure` says no stays. @returns how many events went
   */
  prune(before: number, isSure?: (eventId: string) => boolean): number;
  /** Visits that were dropped as old. */
  dropped(): readonly string[];
  /** Goes on without these visits, as told by an earlier log. */
  dropVisits(visitIds: Iterable<string>): void;
};

export function makeEventLog(): EventLog {
  const byId = new Map<string, DeskEvent>();
  const groups = new Map<string, DeskEvent[]>();
  /** Event to visit, as it was placed. */
  const homes = new Map<string, string>();
  /** Replacing events without a visit of their own, by the event that they wait for. */
  const orphans = new Map<string, DeskEvent[]>();
  const erased = new Set<string>();
  const erasedVisits = new Set<string>();
  const oldVisits = new Set<string>();
  const dirty = new Set<string>();
  const folded = new Map<string, Visit>();
  let latest = '';
  let sorted: readonly DeskEvent[] | undefined = [];
  let visits: ReadonlyMap<string, Visit> | undefined;

  const homeOf = (event: DeskEvent): string | undefined =>
    event.visit_id ??
    (event.supersedes ? (byId.get(event.supersedes)?.visit_id ?? undefined) : undefined);

  function changed(visit: string | undefined): void {
    if (visit) dirty.add(visit);
    visits = undefined;
  }

  function place(event: DeskEvent): void {
    byId.set(event.event_id, event);
    const home = homeOf(event);
    if (home) {
      homes.set(event.event_id, home);
      const group = groups.get(home);
      if (group) insert(group, event);
      else groups.set(home, [event]);
      changed(home);
    } else if (event.supersedes) {
      orphans.set(event.supersedes, [...(orphans.get(event.supersedes) ?? []), event]);
    }
    const waiting = orphans.get(event.event_id);
    if (waiting && event.visit_id) {
      orphans.delete(event.event_id);
      for (const orphan of waiting) place(orphan);
    }
  }

  function remove(eventId: string): void {
    if (!byId.delete(eventId)) return;
    const home = homes.get(eventId);
    homes.delete(eventId);
    const group = home ? groups.get(home) : undefined;
    if (home && group) {
      const rest = group.filter((one) => one.event_id !== eventId);
      if (rest.length) groups.set(home, rest);
      else groups.delete(home);
    }
    changed(home);
    sorted = undefined;
  }

  const dropped = (event: DeskEvent): boolean =>
    (event.subject !== null && erased.has(event.subject)) ||
    (event.visit_id !== null &&
      (erasedVisits.has(event.visit_id) || oldVisits.has(event.visit_id)));

  return {
    add(events) {
      const fresh: DeskEvent[] = [];
      for (const event of events) {
        if (event.hlc > latest) latest = event.hlc;
        if (dropped(event)) continue;
        const before = byId.get(event.event_id);
        if (before && same(before, event)) continue;
        if (before) remove(event.event_id);
        place(event);
        fresh.push(event);
      }
      if (fresh.length && sorted) sorted = fresh.length > 64 ? undefined : merged(sorted, fresh);
      return fresh.length;
    },
    take(eventIds) {
      for (const eventId of eventIds) remove(eventId);
    },
    erase(subject) {
      erased.add(subject);
      const gone: string[] = [];
      const go = (eventId: string): void => {
        gone.push(eventId);
        remove(eventId);
      };
      for (const [visit, group] of groups) {
        const subjects = new Set(group.flatMap((one) => (one.subject ? [one.subject] : [])));
        if (!subjects.has(subject)) continue;
        const hersAlone = subjects.size === 1;
        if (hersAlone) erasedVisits.add(visit);
        for (const { event_id, subject: whose } of group)
          if (hersAlone || whose === subject) go(event_id);
      }
      for (const { event_id, subject: whose } of byId.values()) if (whose === subject) go(event_id);
      return gone;
    },
    has: (eventId) => byId.has(eventId),
    hasAs(event) {
      const held = byId.get(event.event_id);
      return held !== undefined && same(held, event);
    },
    isErased: (subject) => erased.has(subject),
    erased: () => erased,
    all: () => (sorted ??= [...byId.values()].sort(inOrder)),
    ofVisit: (visitId) => groups.get(visitId) ?? [],
    visits() {
      if (visits) return visits;
      for (const visit of dirty) {
        const group = groups.get(visit);
        if (group) folded.set(visit, visitOf(visit, group));
        else folded.delete(visit);
      }
      dirty.clear();
      return (visits = new Map(folded));
    },
    latestClock: () => latest,
    prune(before, isSure = () => true) {
      let gone = 0;
      for (const [id, visit] of this.visits()) {
        const group = groups.get(id) ?? [];
        if (!visit.closed && !isAfterwards(visit)) continue;
        if (group.some(({ at, event_id }) => at >= before || !isSure(event_id))) continue;
        gone += group.length;
        oldVisits.add(id);
        for (const { event_id } of group) remove(event_id);
      }
      for (const event of byId.values())
        if (!homes.has(event.event_id) && event.at < before) {
          gone++;
          remove(event.event_id);
        }
      return gone;
    },
    dropped: () => [...oldVisits],
    dropVisits(visitIds) {
      for (const id of visitIds) oldVisits.add(id);
    },
  };
}

const same = (a: DeskEvent, b: DeskEvent): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

/** Puts one event where it belongs. */
function insert(group: DeskEvent[], event: DeskEvent): void {
  let at = group.length;
  while (at > 0 && inOrder(group[at - 1] as DeskEvent, event) > 0) at--;
  group.splice(at, 0, event);
}

/** A new array, so that a list that was given out does not change. */
function merged(sorted: readonly DeskEvent[], fresh: readonly DeskEvent[]): DeskEvent[] {
  const all = [...sorted];
  for (const event of fresh) insert(all, event);
  return all;
}
