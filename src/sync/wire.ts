/**
 * What tablet and server say to each other (design chapter 30, sections 5.3 and 8): four routes under `/api/desk`. Shapes only;
 * the same file on both sides.
 */
import type { DeskEvent, Operation, Verdict } from '../desk/operation.ts';

export const START = '/api/desk/start';
export const OPS = '/api/desk/ops';
export const CHANGES = '/api/desk/changes';
export const HELD = '/api/desk/held';

/** At most so many operations, and so many bytes of JSON, in one batch. */
export const BATCH_OPS = 200;
export const BATCH_BYTES = 1_048_576;

/** Request header: public half of the key with which this sign-in signs its operations, base64url. */
export const SESSION_KEY_HEADER = 'desk-session-key';
/** Request header: `<device_id>.<secret of the device, base64url>`; at the start it makes the device known. */
export const DEVICE_HEADER = 'desk-device';
/** Request header at the start: `shared` or `own`, as a person has said of this tablet; without it nothing is said, and what nobody said is shared. */
export const USE_HEADER = 'desk-use';
/** Request header: the device's own clock, ms since 1970. */
export const CLOCK_HEADER = 'desk-clock';
/** Request header of whatever a tablet asks: ms since a person last did something on it. What it asks by itself counts for no more. */
export const QUIET_HEADER = 'desk-quiet';
/** Request header of each contact: `waiting=<count>;oldest=<ms since 1970 or ->;seq=<highest device_seq>;point=<point_id>` (section 5.5). */
export const DEPTH_HEADER = 'desk-outbox';

export type DeskStart = {
  worker: { account: string; name: string; org: string; roles: string[] };
  device: { device_id: string | null };
  points: { point_id: string; name: string; spaces: string[]; agreement: unknown }[];
  intake_key: { key_no: number; recipient: string };
  /** Public half of the key with which the node signs its orders: raw P-256 point, base64url. A tablet keeps the first. */
  node_key: string;
  /** Ms since 1970. */
  server_time: number;
  /** Ms since 1970: until when this tablet may work without a contact. */
  lease_until: number;
  rules: Record<string, unknown> & {
    /** The device's place among those of its organisation, from 0: its own tickets follow from it (`tickets.ts`). */
    ticket_slot?: number;
    /** The point among whose tablets that place is. */
    ticket_point?: string;
    /** The leave of this tablet to take along who was here before, and until when, ms since 1970. */
    carrying?: { carrying_id: string; until: number };
  };
  permits: unknown;
  /** What files of protected paths are sealed to; a compartment that nobody holds is not there. */
  role_keys?: { compartment: string; generation: number; recipient: string }[];
  /** Other houses took this tablet out of use: it forgets what it keeps for them, and goes on for the one that is signed in. */
  wipe?: WipeOrder['wipe'];
};

/** An operation sealed to the intake key; the manager's own flag stands outside, since it is asked for later. */
export type SealedItem = {
  sealed: string;
  /** The worker asks that a manager decides, instead of a refusal. */
  for_manager?: true;
};
export type OpsBody = { ops: SealedItem[] };
export type OpsAnswer = { verdicts: Verdict[]; server_time: number };

/** What is inside the seal: the operation, and the signature of the sign-in that made it. */
export type SignedOperation = Operation & {
  /** `<public key>.<signature>`, both base64url: see `signature.ts`. */
  session_sig: string;
};

export type PersonLine = { subject: string; [more: string]: unknown };
export type ChangeLine =
  | { event: DeskEvent }
  | { person: PersonLine }
  | { erased: { subject: string } }
  /** `more`: the answer was cut at its longest, and the next question goes on. */
  | { cursor: string; server_time: number; more?: boolean };

/** Why a manager did not take what waited; `other`: the worker asks. */
export const NOT_TAKEN = [
  'recorded_already',
  'not_so',
  'wrong_person',
  'after_loss',
  'make_anew',
  'other',
] as const;
export type NotTaken = (typeof NOT_TAKEN)[number];
/** What a manager decided about work that waited. */
export type Decided = {
  op_id: string;
  decision: 'admitted' | 'dropped';
  why: NotTaken | null;
};

/** What comes with 410: the order to wipe, for one device, signed by the node (`wipe-order.ts`). */
export type WipeOrder = {
  wipe: {
    device_id: string;
    /** Ms since 1970. */
    at: number;
    /** ECDSA, P-256 with SHA-256, base64url; without the houses, for tablets of before, which forget all. */
    sig: string;
    /** Whose order it is, sorted: a tablet forgets what it keeps for these organisations. Without them: everything. */
    houses?: string[];
    /** Over the houses too. */
    houses_sig?: string;
  };
};

/** One line of the feed; undefined for what a newer server may add. @throws SyntaxError when it is no JSON */
export function readChange(line: string): ChangeLine | undefined {
  const value = JSON.parse(line) as Record<string, unknown> | null;
  if (typeof value !== 'object' || value === null) return undefined;
  if (isRecord(value['event']) && typeof value['event']['event_id'] === 'string')
    return value as ChangeLine;
  if (isRecord(value['person']) && typeof value['person']['subject'] === 'string')
    return value as ChangeLine;
  if (isRecord(value['erased']) && typeof value['erased']['subject'] === 'string')
    return value as ChangeLine;
  if (typeof value['cursor'] === 'string') return value as ChangeLine;
  return undefined;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
