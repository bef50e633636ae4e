/** From what a screen says to an operation, and from an operation to the events that it will be (sections 2.1, 5.3). */
import { clockText, tick, type Clock } from '../../../desk/clock.ts';
import type { DeskEvent, Operation } from '../../../desk/operation.ts';
import { DeskError, type Parts } from './desk.ts';
import { newCode } from './ids.ts';

export type Stamps = {
  op_id: string;
  device_id: string;
  device_seq: number;
  clock: Clock;
  /** Ms since 1970, by this device. */
  wall: number;
  nextId: () => string;
  /** Of an act that is made anew: the visit that it opened the first time, and when it happened (ISO 8601). */
  visit?: string;
  at?: string;
};

/** Fills in ids, moments and clock. Pure but for the codes of handles. */
export function compose(parts: Parts, stamps: Stamps): Operation {
  const { nextId, wall } = stamps;
  const made = new Date(wall).toISOString();
  const at = stamps.at ?? made;
  const opening = parts.events.find(({ kind }) => kind === 'visit_opened');
  const visit = opening ? (opening.visit_id ?? stamps.visit ?? nextId()) : undefined;
  return {
    op_id: stamps.op_id,
    v: 1,
    device_id: stamps.device_id,
    device_seq: stamps.device_seq,
    hlc: clockText(stamps.clock),
    made_at: made,
    point_id: parts.point_id,
    purpose: parts.purpose,
    ...(parts.people?.length ? { people: [...parts.people] } : {}),
    ...(parts.handles?.length
      ? { handles: parts.handles.map((one) => ({ handle_id: nextId(), code: newCode(), ...one })) }
      : {}),
    ...(parts.names?.length
      ? { names: parts.names.map((one) => ({ name_id: nextId(), ...one })) }
      : {}),
    ...(parts.contacts?.length
      ? { contacts: parts.contacts.map((one) => ({ contact_id: nextId(), ...one })) }
      : {}),
    ...(parts.files?.length
      ? { files: parts.files.map((one) => ({ file_id: nextId(), ...one })) }
      : {}),
    ...(parts.pathways?.length ? { pathways: [...parts.pathways] } : {}),
    events: parts.events.map(({ kind, body, visit_id, subject, note, supersedes }) => {
      const home = visit_id ?? (kind.startsWith('point_') ? undefined : visit);
      return {
        event_id: nextId(),
        kind,
        v: 1 as const,
        ...(home ? { visit_id: home } : {}),
        ...(subject ? { subject } : {}),
        at,
        ...(supersedes ? { supersedes } : {}),
        body,
        ...(note ? { note } : {}),
      };
    }),
  };
}

/** What an act said, whole, so that it can be made once more: who is taken over by a protected path with it. Pure. */
export function partsOf(operation: Operation): Parts {
  const { point_id, purpose, people, handles, names, contacts, files, pathways } = operation;
  return {
    point_id,
    purpose,
    events: operation.events.map(({ kind, body, visit_id, subject, note, supersedes }) => ({
      kind,
      body,
      ...(visit_id ? { visit_id } : {}),
      ...(subject ? { subject } : {}),
      ...(note ? { note } : {}),
      ...(supersedes ? { supersedes } : {}),
    })),
    ...(people ? { people } : {}),
    ...(handles ? { handles } : {}),
    ...(names ? { names } : {}),
    ...(contacts ? { contacts } : {}),
    ...(files ? { files } : {}),
    ...(pathways ? { pathways } : {}),
  };
}

/** The events as they are shown until the server's own come: `offset` in ms is the measured error of the device's clock. */
export function eventsOf(operation: Operation, actor: string, offset = 0): DeskEvent[] {
  return operation.events.map((event) => ({
    event_id: event.event_id,
    op_id: operation.op_id,
    kind: event.kind,
    v: event.v,
    point_id: operation.point_id,
    visit_id: event.visit_id ?? null,
    subject: event.subject ?? null,
    actor_id: actor,
    device_id: operation.device_id,
    hlc: operation.hlc,
    at: Date.parse(event.at) + offset,
    supersedes: event.supersedes ?? null,
    body: event.body,
    has_note: event.note !== undefined,
  }));
}

/** How long an act can be undone, ms. */
export const UNDO_WITHIN = 10_000;

/** What undoes an act: each of its events is voided, none is removed. @throws DeskError `too-late` */
export function undoing(operation: Operation, wall: number): Parts {
  if (wall - Date.parse(operation.made_at) > UNDO_WITHIN)
    throw new DeskError('too-late', 'An act can be undone for ten seconds.');
  return {
    point_id: operation.point_id,
    purpose: operation.purpose,
    events: operation.events.map(({ event_id, visit_id, subject }) => ({
      kind: 'voided' as const,
      body: { why: 'undone' },
      supersedes: event_id,
      ...(visit_id ? { visit_id } : {}),
      ...(subject ? { subject } : {}),
    })),
  };
}

export const nextClock = (last: Clock, wall: number): Clock => tick(last, wall);
