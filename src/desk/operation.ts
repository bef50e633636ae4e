/**
 * The one shape in which work reaches the server, online and offline alike (design chapter 30, sections 2.1, 5.3, 8):
 * an operation is one act of one worker at one point, made on a device, applied wholly or not at all.
 * The schema is the same on the device and on the server, so that nothing is accepted here and refused there.
 * Organisation and worker are not in it: they come from the session.
 */
import { type Static, Type } from 'typebox';
import { EVENT_BODIES, type EventKind } from './kinds.ts';
import { AGE_BANDS, HANDLE_KINDS, PATHWAYS, SEXES } from './values.ts';

const uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});
const moment = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z$',
});
const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Enum([...values] as T[number][]);
const exact = { additionalProperties: false } as const;

/** Most letters of a name, a note; names count graphemes where the device can. */
export const LONGEST_NAME = 120;
export const LONGEST_NOTE = 500;

export const EventInput = Type.Object(
  {
    event_id: uuid,
    kind: oneOf(Object.keys(EVENT_BODIES) as EventKind[]),
    v: Type.Literal(1),
    visit_id: Type.Optional(uuid),
    subject: Type.Optional(uuid),
    /** By the clock of the device. */
    at: moment,
    supersedes: Type.Optional(uuid),
    /** Checked against the schema of its kind. */
    body: Type.Record(Type.String(), Type.Unknown()),
    /** Free text, sealed by the server before it is stored. */
    note: Type.Optional(Type.String({ minLength: 1, maxLength: LONGEST_NOTE })),
  },
  exact,
);

export const PersonInput = Type.Object(
  {
    subject: uuid,
    age_band: Type.Optional(oneOf(AGE_BANDS)),
    sex: Type.Optional(oneOf(SEXES)),
    no_link: Type.Optional(Type.Boolean()),
  },
  exact,
);

export const HandleInput = Type.Object(
  {
    handle_id: uuid,
    subject: uuid,
    kind: oneOf(HANDLE_KINDS),
    /** The code itself, base64url of 16 random bytes, or ten signs and a check sign to be spoken; only digests are stored. */
    code: Type.String({ pattern: '^[A-Za-z0-9_-]{11,22}$' }),
  },
  exact,
);

export const NameInput = Type.Object(
  {
    name_id: uuid,
    subject: uuid,
    text: Type.String({ minLength: 1, maxLength: 4 * LONGEST_NAME }),
    lang: Type.Optional(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' })),
    /** Given only if she wishes; kept sealed, for telling two people of one name apart. */
    birth_year: Type.Optional(Type.Integer({ minimum: 1900, maximum: 2100 })),
    /** What became of "Have we met?" when the name was offered; left out where nobody asked. None of it is stored as such. */
    met: Type.Optional(
      Type.Object(
        {
          /** The whole circle of the point was asked: the server need not ask again. */
          asked: Type.Boolean(),
          /** Who she says she is: proposed, and confirmed by a second worker. */
          same: Type.Optional(uuid),
          /** Who was shown to her and is somebody else. */
          not_me: Type.Optional(Type.Array(uuid, { maxItems: 5 })),
        },
        exact,
      ),
    ),
  },
  exact,
);

export const ContactInput = Type.Object(
  {
    contact_id: uuid,
    subject: uuid,
    channel: oneOf(['sms', 'call', 'messenger', 'email', 'post', 'through'] as const),
    address: Type.String({ minLength: 3, maxLength: 200 }),
    safe_hours: Type.Optional(Type.String({ maxLength: 60 })),
    may_say: oneOf(['neutral', 'full'] as const),
  },
  exact,
);

/** What only a compartment can read: sealed on the device to the key of its role. */
export const SealedFileInput = Type.Object(
  {
    file_id: uuid,
    compartment: oneOf(PATHWAYS),
    subject: Type.Optional(uuid),
    visit_id: Type.Optional(uuid),
    generation: Type.Integer({ minimum: 1 }),
    sealed: Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: 90_000 }),
  },
  exact,
);

export const OPERATION_PURPOSES = [
  'desk.visit',
  'desk.screen',
  'shelter.stay',
  'aid.hand_out',
] as const;

export const Operation = Type.Object(
  {
    op_id: uuid,
    v: Type.Literal(1),
    device_id: uuid,
    device_seq: Type.Integer({ minimum: 1 }),
    /** Hybrid logical clock: see `clock.ts`. */
    hlc: Type.String({ pattern: '^[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{8}$' }),
    made_at: moment,
    point_id: uuid,
    purpose: oneOf(OPERATION_PURPOSES),
    people: Type.Optional(Type.Array(PersonInput, { maxItems: 20 })),
    handles: Type.Optional(Type.Array(HandleInput, { maxItems: 20 })),
    names: Type.Optional(Type.Array(NameInput, { maxItems: 20 })),
    contacts: Type.Optional(Type.Array(ContactInput, { maxItems: 20 })),
    files: Type.Optional(Type.Array(SealedFileInput, { maxItems: 5 })),
    /** Visits that a compartment takes over; each needs a `pathway_opened` event. */
    pathways: Type.Optional(
      Type.Array(Type.Object({ visit_id: uuid, compartment: oneOf(PATHWAYS) }, exact), {
        maxItems: 5,
      }),
    ),
    events: Type.Array(EventInput, { minItems: 1, maxItems: 100 }),
  },
  exact,
);

export type EventInput = Static<typeof EventInput>;
export type Operation = Static<typeof Operation>;

/**
 * What the server says of an operation. `recorded`: a fact, stored. `granted`: a claim that succeeded.
 * `refused`: nothing of it is stored, and never will be. `quarantined`: kept for a manager to decide.
 */
export type Verdict = {
  op_id: string;
  result: 'recorded' | 'granted' | 'refused' | 'quarantined';
  /** A problem code of `http/problem-codes.ts`, when it was not taken. */
  problem?: string;
  /** Which field and what was expected, for whoever mends it. */
  detail?: string;
};

/** An event as it is stored and given out: what an operation said, and what the server adds. */
export type DeskEvent = {
  event_id: string;
  op_id: string;
  kind: EventKind;
  v: number;
  point_id: string;
  visit_id: string | null;
  subject: string | null;
  actor_id: string;
  device_id: string | null;
  hlc: string;
  /** Ms since 1970, by the clock of the device with its measured error taken off. */
  at: number;
  supersedes: string | null;
  body: Record<string, unknown>;
  /** A sealed note exists; it is opened one by one. */
  has_note: boolean;
};
