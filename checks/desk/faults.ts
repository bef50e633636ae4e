/** What must hold after the last contact, whatever happened before (issue 4, show 3; design chapter 30, sections 5.4 to 5.8). */
import type { KeptDesk } from '../../src/console/tablet/store/kept-desk.ts';
import { tabletDay } from '../../src/console/tablet/store/tickets.ts';
import type { DeskEvent } from '../../src/desk/operation.ts';
import { inOrder, ordered, visitsOf } from '../../src/desk/visit.ts';
import { makeEventLog } from '../../src/sync/event-log.ts';
import { SETTING_KINDS, settle } from '../../src/sync/rules.ts';
import type { Point, Tablet, Told } from './point.ts';

const WEEK = 7 * 86_400_000;

export function faultsOf(point: Point, open: ReadonlyMap<Tablet, KeptDesk>): string[] {
  return [
    ...point.broken,
    ...lostOrDoubled(point, open),
    ...overwritten(point),
    ...stuck(open),
    ...[...open].flatMap(([tablet, desk]) => apart(point, tablet, desk)),
    ...leftOnRevoked(point),
    ...ticketsTwice(point),
  ];
}

/** Every act of which a screen was told stands on the server whole and once, or is held with its reason. */
function lostOrDoubled({ server, told }: Point, open: ReadonlyMap<Tablet, KeptDesk>): string[] {
  const faults = server.doubled.map((id) => `doubled: ${id}`);
  const held = new Set(
    [...open.values()].flatMap((desk) => [...desk.state().needsLook].map(({ op_id }) => op_id)),
  );
  const sealed = [...open.values()].reduce((sum, desk) => sum + desk.state().others.count, 0);
  for (const { operation, isReplaced } of told.values()) {
    const answer = server.answered.get(operation.op_id);
    if (answer?.verdict.problem === 'op-reused') faults.push(`op reused: ${operation.op_id}`);
    if (!answer) faults.push(`lost: ${operation.op_id}`);
    else if (answer.verdict.result === 'refused' && !isReplaced) {
      // Refused is held where it was made: by its maker in words, by others as a number.
      if (!held.has(operation.op_id) && !sealed)
        faults.push(`refused and gone: ${operation.op_id}`);
    } else if (answer.verdict.result === 'recorded')
      for (const event of operation.events)
        if (!server.events.has(event.event_id) && !wasErased(erasedAt(server, told), event))
          faults.push(`event lost: ${event.kind} ${event.event_id}`);
  }
  return faults;
}

type Erased = { subjects: ReadonlySet<string>; visits: ReadonlySet<string> };
const erasedOf = new WeakMap<object, Erased>();
function erasedAt(server: Point['server'], told: Point['told']): Erased {
  let found = erasedOf.get(server);
  if (!found) {
    const visits = new Set<string>();
    for (const { operation } of told.values())
      for (const { subject, visit_id } of operation.events)
        if (subject && visit_id && server.erased.has(subject)) visits.add(visit_id);
    found = { subjects: server.erased, visits };
    erasedOf.set(server, found);
  }
  return found;
}

const wasErased = (
  { subjects, visits }: Erased,
  { subject, visit_id }: { subject?: string | null; visit_id?: string | null },
): boolean => Boolean((subject && subjects.has(subject)) || (visit_id && visits.has(visit_id)));

/** A value that is not shown, and not beside, was replaced by somebody who had seen it. */
function overwritten({ server, told, cutOff }: Point): string[] {
  const faults: string[] = [];
  const visits = visitsOf(server.events.values());
  const groups = Map.groupBy(server.events.values(), ({ visit_id }) => visit_id);
  const makers = new Map<string, Told>();
  for (const one of told.values())
    for (const { event_id } of one.operation.events) makers.set(event_id, one);
  const erased = erasedAt(server, told);
  for (const one of told.values()) {
    if (server.answered.get(one.operation.op_id)?.verdict.result !== 'recorded') continue;
    for (const { kind, event_id, visit_id, body } of one.operation.events) {
      if (!visit_id || !SETTING_KINDS.includes(kind) || wasErased(erased, { visit_id })) continue;
      const group = groups.get(visit_id) ?? [];
      const settled = settle(group, kind);
      const visible = [settled?.shown, ...(settled?.beside ?? [])].map((event) =>
        JSON.stringify(event?.body),
      );
      if (visible.includes(JSON.stringify(body))) continue;
      const knew = group.some((later) => {
        const maker = makers.get(later.event_id);
        const seen = maker?.seen ?? cutOff.get(`${later.device_id}|${later.at}`);
        const isAbout =
          later.kind === kind || later.kind === 'voided' || later.kind === 'corrected';
        return (
          isAbout &&
          later.event_id !== event_id &&
          (seen?.has(event_id) ||
            (later.actor_id === one.worker && later.device_id === one.operation.device_id))
        );
      });
      if (!knew) faults.push(`silently overwritten: ${kind} ${event_id}`);
    }
  }
  for (const [visit_id, visit] of visits) {
    const settled = settle(groups.get(visit_id) ?? [], 'language_asked');
    if (!visit.in_other_hands && settled?.beside.length && !visit.languages?.also)
      faults.push(`a second language is not shown: ${visit_id}`);
  }
  return faults;
}

/** Nothing waits after the last contact but what has a reason and something to do. */
function stuck(open: ReadonlyMap<Tablet, KeptDesk>): string[] {
  const faults: string[] = [];
  for (const desk of open.values()) {
    const { waiting, needsLook, worker } = desk.state();
    const looked = needsLook.filter(({ state }) => state === 'needs_look').length;
    if (waiting > looked) faults.push(`${worker.account}: ${waiting} wait, ${looked} explained`);
    for (const { reason, state, actions } of needsLook)
      if (!reason || (state === 'needs_look' && !actions.length))
        faults.push(`unexplained: ${state} ${reason}`);
  }
  return faults;
}

/** What a tablet shows is what the server has, but for what is closed and old, and its own that is held. */
function apart({ server, time, told }: Point, tablet: Tablet, desk: KeptDesk): string[] {
  const faults: string[] = [];
  const shown = desk.events();
  const own = new Set(desk.state().needsLook.map(({ op_id }) => op_id));
  const ids = new Set(shown.map(({ event_id }) => event_id));
  for (const { event_id, op_id, subject } of shown) {
    if (!server.events.has(event_id) && !own.has(op_id))
      faults.push(`only on a tablet: ${event_id}`);
    if (subject && server.erased.has(subject)) faults.push(`erased and shown: ${event_id}`);
  }
  const log = makeEventLog();
  log.add(server.events.values());
  // A tablet's clock may be off, and with it what it counts as old.
  const week = time + Math.abs(tablet.skew) - WEEK + 3_600_000;
  log.prune(week);
  // What comes of an erased visit later is a nameless count on the server, and nothing on a tablet that knew whose it was.
  const erased = erasedAt(server, told);
  // A visit that ended more than a week ago is let go of, with what comes of it later.
  const ended = new Set(
    log
      .all()
      .flatMap(({ kind, at, visit_id }) =>
        kind === 'visit_closed' && at < week && visit_id ? [visit_id] : [],
      ),
  );
  for (const event of log.all())
    if (!ids.has(event.event_id) && !wasErased(erased, event) && !ended.has(event.visit_id ?? ''))
      faults.push(`missing on a tablet: ${event.kind} ${event.event_id}`);
  const sorted = ordered(shown);
  if (shown.some((event, at) => sorted[at] !== event && inOrder(event, sorted[at] as DeskEvent)))
    faults.push('out of order');
  const fresh = visitsOf(shown);
  for (const [id, visit] of desk.visits())
    if (JSON.stringify(visit) !== JSON.stringify(fresh.get(id))) faults.push(`read wrongly: ${id}`);
  return faults;
}

/** Of a revoked tablet nothing is left but what is sealed. */
function leftOnRevoked({ tablets }: Point): string[] {
  return tablets.flatMap(({ isRevoked, storage }) =>
    isRevoked &&
    storage.dump().some(({ shelf }) => ['pages', 'acts', 'desk', 'wraps'].includes(shelf))
      ? ['readable stores on a revoked tablet']
      : [],
  );
}

/** No ticket twice on one day, whatever the clocks of the tablets say; an act made anew keeps its own. */
function ticketsTwice({ told }: Point): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const { operation, at, isMending } of told.values()) {
    const [event] = operation.events;
    if (event?.kind !== 'visit_opened' || isMending) continue;
    const { ticket_picture, ticket_number } = event.body;
    const ticket = `${tabletDay(at)} ${String(ticket_picture)} ${String(ticket_number)}`;
    if (seen.has(ticket)) faults.push(`twice on a day: ${ticket}`);
    seen.add(ticket);
  }
  return faults;
}
