/**
 * Kinds of events and what each may hold (design chapter 30, section 2.1). Bodies are coded facts only, with no free text;
 * every key is an approved field of `fw.field`. A *fact* is never refused for the state of the world;
 * a *claim* asks for something scarce or guarded, and the server grants or refuses it.
 */
import { type Static, type TObject, Type } from 'typebox';
import {
  ASKED_HOW,
  CHANNELS,
  CORRECTION_REASONS,
  FIRST_TIME,
  HANDLE_KINDS,
  LEFT_REASONS,
  LEVELS,
  MODES,
  MOVE_REASONS,
  NEED_HOW,
  OUTCOMES,
  REFUSALS,
  SAME_SEX,
  SPACES,
  TICKET_PICTURES,
} from './values.ts';

const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Enum([...values] as T[number][]);
const some = <const T extends readonly string[]>(values: T, most = 20) =>
  Type.Array(oneOf(values), { maxItems: most, uniqueItems: true });
const code = Type.String({ pattern: '^[a-z][a-z0-9_]{1,40}([.:][a-z0-9_]{1,40})?$' });
const tag = Type.String({ pattern: '^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*|not_answered)$' });
const id = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});
const moment = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,3})?)?Z$',
});
const maybe = Type.Optional;
const body = <T extends Record<string, Parameters<typeof Type.Object>[0][string]>>(fields: T) =>
  Type.Object(fields, { additionalProperties: false });

export const EVENT_BODIES = {
  // The point's day (PT-01, VOL-04, VUL-05)
  point_opened: body({
    agreement_seen: Type.Boolean(),
    spaces: some(SPACES),
    services: Type.Array(code, { maxItems: 60 }),
    present: Type.Array(id, { maxItems: 60 }),
  }),
  point_closed: body({ counted_by: maybe(id), present: maybe(Type.Array(id, { maxItems: 60 })) }),

  // The visit (PT-03, PT-04)
  visit_opened: body({
    channel: oneOf(CHANNELS),
    heads: Type.Integer({ minimum: 1, maximum: 200 }),
    first_time: maybe(oneOf(FIRST_TIME)),
    ticket_picture: maybe(oneOf(TICKET_PICTURES)),
    ticket_number: maybe(Type.Integer({ minimum: 1, maximum: 9999 })),
  }),
  visit_joined: body({}),
  visit_closed: body({
    outcome: oneOf(['done', 'next_step', 'left'] as const),
    left_without: maybe(oneOf(LEFT_REASONS)),
  }),
  language_asked: body({
    tags: Type.Array(tag, { minItems: 1, maxItems: 10 }),
    modes: some(MODES),
    asked_how: oneOf(ASKED_HOW),
  }),
  preference_set: body({
    same_sex: maybe(oneOf(SAME_SEX)),
    alone: maybe(Type.Boolean()),
    veto_interpreter: maybe(Type.Boolean()),
  }),

  // Screening and needs (VUL-01)
  screening_done: body({
    answers: Type.Array(code, { maxItems: 40 }),
    skipped: Type.Array(code, { maxItems: 20 }),
    rules_version: Type.Integer({ minimum: 1 }),
    level: oneOf(LEVELS),
    because: Type.Array(code, { maxItems: 20 }),
  }),
  need_seen: body({ code, how: oneOf(NEED_HOW), declined: maybe(Type.Boolean()) }),
  need_met: body({ code, outcome: oneOf(['received', 'unknown', 'refused'] as const) }),

  // The queue (VUL-02)
  queue_joined: body({ level: oneOf(LEVELS), due_at: moment }),
  queue_moved: body({ level: oneOf(LEVELS), due_at: moment, reason: oneOf(MOVE_REASONS) }),
  called: body({ place_kind: maybe(oneOf(SPACES)) }),
  paused: body({}),
  space_given: body({ place_kind: oneOf(SPACES), override_until: maybe(moment) }),

  // Help (STA-02)
  service_given: body({
    service_code: code,
    topic: maybe(code),
    item_code: maybe(code),
    quantity: maybe(Type.Integer({ minimum: 1, maximum: 10_000 })),
    topic_minutes: maybe(Type.Integer({ minimum: 1, maximum: 1440 })),
  }),
  refusal_given: body({
    service_code: maybe(code),
    reason: oneOf(Object.keys(REFUSALS) as (keyof typeof REFUSALS)[]),
    barrier: maybe(Type.String({ pattern: '^B\\d\\d$' })),
    alternative: maybe(code),
  }),
  note_written: body({}),
  follow_up_set: body({ due_at: moment, reason: maybe(code) }),
  follow_up_done: body({ outcome: oneOf(OUTCOMES) }),

  // Being understood (LANG-03, FIRE-06)
  communication: body({
    shared_language: Type.Boolean(),
    tags: Type.Array(tag, { maxItems: 3 }),
    interpreter_ref: maybe(id),
    notice_id: maybe(id),
  }),
  interpreter_asked: body({
    interpreter_ref: id,
    tags: Type.Array(tag, { minItems: 1, maxItems: 3 }),
    setting: oneOf(['room', 'phone', 'video'] as const),
    same_sex: maybe(oneOf(SAME_SEX)),
    slot_at: maybe(moment),
    sensitive: maybe(Type.Boolean()),
  }),
  interpreter_answered: body({
    interpreter_ref: id,
    booking: oneOf(['offered', 'accepted', 'joined', 'ended', 'unavailable', 'cancelled'] as const),
    topic_minutes: maybe(Type.Integer({ minimum: 1, maximum: 1440 })),
  }),
  gap_met: body({ gap: oneOf(['language', 'same_sex', 'interpreter', 'space'] as const) }),

  // The person (sections 1.1 to 1.4); what she is called and where she is reached are not here
  person_named: body({}),
  contact_set: body({}),
  handle_issued: body({ handle_kind: oneOf(HANDLE_KINDS) }),

  // Protected paths (VUL-03, VUL-04): which one it is stands nowhere but in its compartment
  pathway_opened: body({ level: oneOf(LEVELS) }),

  // Referrals are claims of their own room; the timeline knows their steps
  referral_made: body({
    referral_id: id,
    service_code: maybe(code),
    to_org: maybe(id),
    level: oneOf(LEVELS),
  }),
  referral_step: body({
    referral_id: id,
    outcome: maybe(oneOf(OUTCOMES)),
    reason: maybe(code),
    referral_state: code,
  }),

  // Corrections (FIRE-09): the event named by `supersedes` stays, struck through
  corrected: body({ why: oneOf(CORRECTION_REASONS) }),
  voided: body({ why: oneOf(CORRECTION_REASONS) }),
} as const satisfies Record<string, TObject>;

export type EventKind = keyof typeof EVENT_BODIES;
export type EventBody<K extends EventKind> = Static<(typeof EVENT_BODIES)[K]>;

/** Kinds that make no sense without the event which they replace. */
export const REPLACING: readonly EventKind[] = ['corrected', 'voided'];
