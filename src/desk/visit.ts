/**
 * A visit as it stands, read from its events (design chapter 30, sections 2.1 and 5.4). Pure, and the same on the tablet
 * and on the server. The order in which events arrive never matters: they are a set, put in order by their clocks.
 */
import type { EventBody, EventKind } from './kinds.ts';
import type { DeskEvent } from './operation.ts';
import { NOT_ANSWERED } from './values.ts';

/** One line of a visit, with what became of it. */
export type Line = {
  event: DeskEvent;
  /** Struck through: voided, or replaced by a later event. */
  struck: boolean;
};

/** A value that is set by events, the latest of which counts. */
export type Latest<T> = {
  value: T;
  event_id: string;
  at: number;
  actor_id: string;
  device_id: string | null;
  /** Set by two devices that did not know of each other: both are shown, and somebody asks again. */
  also?: { value: T; event_id: string };
};

export type Queued = {
  level: EventBody<'queue_joined'>['level'];
  /** Ms since 1970: by when she was promised to be seen. */
  due_at: number;
  joined_at: number;
  /** Changes of the order by hand, each with its reason (VUL-02). */
  moves: { at: number; actor_id: string; reason: EventBody<'queue_moved'>['reason'] }[];
};

export type Need = {
  code: string;
  how: EventBody<'need_seen'>['how'];
  declined: boolean;
  at: number;
  event_id: string;
  met: EventBody<'need_met'>['outcome'] | null;
};

export type Visit = {
  visit_id: string;
  point_id: string;
  /** The token she is known by here, when there is one. */
  subject: string | null;
  /** Ms since 1970; of the first event when the opening has not arrived. */
  opened_at: number;
  /** The opening has not been received: other events of the visit came first. */
  start_missing: boolean;
  channel: EventBody<'visit_opened'>['channel'] | null;
  heads: number;
  first_time: EventBody<'visit_opened'>['first_time'] | null;
  ticket: { picture: string; number: number } | null;
  languages: Latest<EventBody<'language_asked'>> | null;
  wishes: Latest<EventBody<'preference_set'>> | null;
  screening: Latest<EventBody<'screening_done'>> | null;
  needs: Need[];
  queue: Queued | null;
  called: { at: number; actor_id: string } | null;
  space: Latest<EventBody<'space_given'>> | null;
  /** Kinds of codes the person holds since this visit. */
  handles: string[];
  /** Taken over by a compartment: nothing more is shown of it. */
  in_other_hands: boolean;
  state: 'arrived' | 'waiting' | 'called' | 'closed';
  closed: { at: number; outcome: EventBody<'visit_closed'>['outcome'] } | null;
  lines: Line[];
};

/** Before and after, by the clock and then by the number: the same everywhere. */
export const inOrder = (a: DeskEvent, b: DeskEvent): number =>
  a.hlc < b.hlc ? -1 : a.hlc > b.hlc ? 1 : a.event_id < b.event_id ? -1 : 1;

const bodyOf = <K extends EventKind>(event: DeskEvent, _kind: K): EventBody<K> =>
  event.body as EventBody<K>;

/** Every event once, in order. Two with one number are one. */
export function ordered(events: Iterable<DeskEvent>): DeskEvent[] {
  const once = new Map<string, DeskEvent>();
  for (const event of events) once.set(event.event_id, event);
  return [...once.values()].sort(inOrder);
}

/**
 * Numbers of the events that a later one takes the place of, or takes away. One that was itself voided takes nothing away:
 * undoing a change brings back what it changed.
 */
export function struckBy(events: Iterable<DeskEvent>): Set<string> {
  const all = [...events];
  const voids = all.filter(({ kind }) => kind === 'voided').sort(inOrder);
  const voided = new Set<string>();
  for (const { event_id, supersedes } of voids.reverse())
    if (supersedes && !voided.has(event_id)) voided.add(supersedes);
  const struck = new Set<string>();
  for (const { event_id, supersedes } of all)
    if (supersedes && !voided.has(event_id)) struck.add(supersedes);
  return struck;
}

/** Events of one kind without those that were undone, such as the openings of the point. */
export function notUndone(events: readonly DeskEvent[], kind: EventKind): DeskEvent[] {
  const struck = struckBy(events);
  return events.filter((event) => event.kind === kind && !struck.has(event.event_id));
}

/** The visits in a set of events, by number. Events without a visit are left out. */
export function visitsOf(events: Iterable<DeskEvent>): Map<string, Visit> {
  const groups = new Map<string, DeskEvent[]>();
  const all = ordered(events);
  // A correction may come without the visit of what it corrects.
  const home = new Map(all.map((event) => [event.event_id, event.visit_id]));
  for (const event of all) {
    const visit = event.visit_id ?? (event.supersedes ? home.get(event.supersedes) : null);
    if (!visit) continue;
    const group = groups.get(visit);
    if (group) group.push(event);
    else groups.set(visit, [event]);
  }
  return new Map([...groups].map(([visit, group]) => [visit, visitOf(visit, group)]));
}

/** One visit from its events, which must be in order and each there once: see `ordered`. */
export function visitOf(visitId: string, events: readonly DeskEvent[]): Visit {
  const struck = struckBy(events);
  const live = events.filter(
    ({ event_id, kind }) => !struck.has(event_id) && kind !== 'corrected' && kind !== 'voided',
  );
  const first = events[0];
  if (!first) throw new RangeError('A visit has at least one event.');
  const visit: Visit = {
    visit_id: visitId,
    point_id: first.point_id,
    subject: null,
    opened_at: first.at,
    start_missing: true,
    channel: null,
    heads: 1,
    first_time: null,
    ticket: null,
    languages: null,
    wishes: null,
    screening: null,
    needs: [],
    queue: null,
    called: null,
    space: null,
    handles: [],
    in_other_hands: false,
    state: 'arrived',
    closed: null,
    lines: events.map((event) => ({ event, struck: struck.has(event.event_id) })),
  };
  for (const event of live) apply(visit, event);
  visit.state = stateOf(visit);
  return visit.in_other_hands ? hidden(visit) : visit;
}

/** What the desk may still show of a visit that a compartment took over: that somebody came, and "in other hands". */
function hidden(visit: Visit): Visit {
  const shown = visit.lines.filter(({ event: { kind } }) =>
    ['visit_opened', 'pathway_opened'].includes(kind),
  );
  const nothing = { languages: null, wishes: null, screening: null, needs: [], queue: null };
  const none = { called: null, space: null, handles: [], closed: null, subject: null };
  return { ...visit, ...nothing, ...none, state: 'closed', lines: shown };
}

/** What comes of a visit days after it, from a clock, a recipient or a call: nobody is here for it. */
const AFTERWARDS: readonly EventKind[] = [
  'referral_step',
  'follow_up_done',
  'need_met',
  'corrected',
  'voided',
];

/** Only what came of it later is known here: its opening lies before what this tablet, or this question, looks back on. */
export const isAfterwards = ({ start_missing, lines }: Pick<Visit, 'start_missing' | 'lines'>) =>
  start_missing && lines.every(({ event, struck }) => struck || AFTERWARDS.includes(event.kind));

function stateOf(visit: Visit): Visit['state'] {
  const { closed, called, queue } = visit;
  if (closed || isAfterwards(visit)) return 'closed';
  if (called) return 'called';
  return queue ? 'waiting' : 'arrived';
}

/**
 * A change names the one that its maker knew, which is struck by it. Two that stand were made without knowing of each other
 * (section 5.4), unless one worker made both on one tablet.
 */
function latest<T>(before: Latest<T> | null, event: DeskEvent, value: T): Latest<T> {
  const { event_id, at, actor_id, device_id } = event;
  const mine = { value, event_id, at, actor_id, device_id };
  const isNews = (other: { value: T } | undefined): boolean =>
    other !== undefined && JSON.stringify(other.value) !== JSON.stringify(value);
  const byOther = before?.actor_id !== actor_id || before.device_id !== device_id;
  if (before && byOther && isNews(before))
    return { ...mine, also: { value: before.value, event_id: before.event_id } };
  return before?.also && isNews(before.also) ? { ...mine, also: before.also } : mine;
}

function apply(visit: Visit, event: DeskEvent): void {
  if (event.subject) visit.subject = event.subject;
  switch (event.kind) {
    case 'visit_opened': {
      const body = bodyOf(event, 'visit_opened');
      visit.start_missing = false;
      visit.opened_at = event.at;
      visit.channel = body.channel;
      visit.heads = body.heads;
      visit.first_time = body.first_time ?? null;
      if (body.ticket_picture && body.ticket_number)
        visit.ticket = { picture: body.ticket_picture, number: body.ticket_number };
      break;
    }
    case 'language_asked':
      visit.languages = latest(visit.languages, event, bodyOf(event, 'language_asked'));
      break;
    case 'preference_set':
      visit.wishes = latest(visit.wishes, event, bodyOf(event, 'preference_set'));
      break;
    case 'screening_done':
      visit.screening = latest(visit.screening, event, bodyOf(event, 'screening_done'));
      break;
    case 'need_seen': {
      const { code, how, declined = false } = bodyOf(event, 'need_seen');
      const before = visit.needs.find((need) => need.code === code);
      if (before) Object.assign(before, { how, declined });
      else {
        const { at, event_id } = event;
        visit.needs.push({ code, how, declined, at, event_id, met: null });
      }
      break;
    }
    case 'need_met': {
      const { code, outcome } = bodyOf(event, 'need_met');
      const need = visit.needs.find((one) => one.code === code);
      if (need) need.met = outcome;
      break;
    }
    case 'queue_joined':
    case 'queue_moved':
      queue(visit, event);
      break;
    case 'called':
      visit.called = { at: event.at, actor_id: event.actor_id };
      break;
    case 'paused':
      visit.called = null;
      break;
    case 'space_given':
      visit.space = latest(visit.space, event, bodyOf(event, 'space_given'));
      break;
    case 'handle_issued':
      visit.handles.push(bodyOf(event, 'handle_issued').handle_kind);
      break;
    case 'pathway_opened':
      visit.in_other_hands = true;
      break;
    case 'visit_closed':
      visit.closed = { at: event.at, outcome: bodyOf(event, 'visit_closed').outcome };
      break;
    default:
  }
}

function queue(visit: Visit, event: DeskEvent): void {
  const { level, due_at, reason } = event.body as EventBody<'queue_joined'> &
    Partial<EventBody<'queue_moved'>>;
  const before = visit.queue ?? { joined_at: event.at, moves: [] };
  const moves = reason
    ? [...before.moves, { at: event.at, actor_id: event.actor_id, reason }]
    : before.moves;
  visit.queue = { joined_at: before.joined_at, level, due_at: Date.parse(due_at), moves };
}

/** The tag of the language to speak first; null while nobody has asked, or she did not say. */
export function spokenTag({ languages }: Visit): string | null {
  const tag = languages?.value.tags[0];
  return tag && tag !== NOT_ANSWERED ? tag : null;
}
