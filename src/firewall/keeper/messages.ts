/**
 * The keeper's messages: everything that may be asked of it, and its answers (design chapter 20, section 7).
 * In stage 1 they are calls within the program; in stage 2 the same shapes cross a socket.
 */
import type { ProblemCode } from '../../http/problem.ts';
import type { FieldPlace } from './envelope.ts';
import type { Form } from './forms.ts';
import type { TicketKind } from './ticket.ts';

/** What a caller asks a ticket for. UUIDs are lower case; `subject` may be ''. */
export type Act = {
  /** The login role whose connection will carry the ticket. */
  audience: string;
  kind: TicketKind;
  actor: string;
  org: string;
  points: readonly string[];
  purpose: string;
  route: string;
  subject: string;
  /** What `mayIssue` needs to know the caller: the session's secret, a person's token, a job's name. */
  session?: string;
};

/**
 * Whether a ticket may be issued: live session, role with permission for the purpose, training.
 * It answers with the points of the role grant, which then stand in the ticket instead of those asked for, and for a person with
 * names of keys that are hers beside her token: notes that were written before she had one.
 */
export type MayIssue = (
  act: Act,
) => Promise<
  | { may: true; points?: readonly string[]; keys?: readonly string[] }
  | { may: false; problem: ProblemCode; detail: string }
>;

/** Whether the holder of a ticket may have values of a store opened. */
export type MayOpen = (ticket: IssuedTicket, key: KeyName) => boolean;

export type IssuedTicket = Act & {
  nonce: string;
  expMs: number;
  /** Known here alone, never in the ticket itself: keys that a person's ticket opens beside those of her token. */
  keys?: readonly string[];
};

/** One key: of one subject (a person's token, or the id of a record without one) in one store. */
export type KeyName = {
  /** The compartment: `casework`, `ident`, `health` … */
  store: string;
  subject: string;
};

export type ToSeal = { key: KeyName; place: FieldPlace; plain: Buffer };
export type ToOpen = { key: KeyName; place: FieldPlace; sealed: Buffer };

/** `no-key`: shredded, or never made. `damaged`: moved, cut or changed. */
export type Opened = { state: 'open'; plain: Buffer } | { state: 'no-key' } | { state: 'damaged' };

/**
 * `newest`: sealed under the newest key already. `no-key`: there is nobody any more whose it could be. `damaged`: it does not open, so
 * it cannot be sealed anew.
 */
export type Resealed =
  | { state: 'sealed'; sealed: Buffer }
  | { state: 'newest' | 'no-key' | 'damaged' };

export const BLIND_FIELDS = ['name_year', 'phone', 'card'] as const;
/** What blind indexes exist of; never nationality, sex, language, place or need (section 8). */
export type BlindField = (typeof BLIND_FIELDS)[number];

export type Alarm =
  | { kind: 'many-opens'; actor: string; today: number; usual: number }
  | { kind: 'open-limit'; actor: string; limit: number }
  | { kind: 'unknown-nonce' }
  /** `mayIssue` said no. Who it was is told of staff alone, never of a person with a slip; no purpose, which a request may name. */
  | {
      kind: 'refused';
      act: Act['kind'];
      account?: string;
      store: string;
      route: string;
      code: string;
    };

export type Keeper = {
  /**
   * A signed ticket of 30 s for one act.
   * @throws the problem that `mayIssue` gave, `too_many` above the rate of the actor, `bad_input`.
   */
  issue(act: Act): Promise<{ ticket: string; nonce: string; expMs: number }>;

  /**
   * Makes the key of a subject in a store, or finds it. `org` is the ticket's organisation, or `forOrg`
   * for what is sealed for a receiver (a packet): sealing gives nothing away, opening stays at home.
   */
  newKey(ask: { nonce: string; key: KeyName; forOrg?: string }): Promise<{ version: number }>;

  /**
   * Seals values, in order. With `make`, a key that does not exist is made in the same message and is on the disk
   * before the answer. @throws `not_found` when a key does not exist, or was shredded meanwhile.
   */
  seal(ask: {
    nonce: string;
    items: readonly ToSeal[];
    forOrg?: string;
    make?: boolean;
  }): Promise<Buffer[]>;

  /**
   * Opens at most 50 values, in order. The ticket must have been issued here, in the last 30 s, for `purpose`;
   * it stands in the ledger, durably, before the first plain value leaves.
   * @throws `not_allowed` without such a ticket, `too_many` above the hourly limit of the actor, `bad_input`.
   */
  open(ask: { nonce: string; purpose: string; items: readonly ToOpen[] }): Promise<Opened[]>;

  /**
   * Seals values anew under the newest keys of their subjects, in order; no plain value leaves. For the job `job:reseal` alone.
   * @throws `not_allowed` for any other ticket, `bad_input` for more than 500.
   */
  reseal(ask: { nonce: string; items: readonly ToOpen[] }): Promise<Resealed[]>;

  /** The form in which new keys seal: that of the current epoch. */
  form(): Promise<Form>;

  /**
   * The bucket of a value under the organisation's index key, as wide as 8–16 people are expected in it when
   * the organisation knows `people`. `look_up` is counted against the limit of 20 an hour.
   */
  blind(ask: {
    nonce: string;
    field: BlindField;
    /** Normalised by the caller: the same person must give the same text. */
    value: string;
    people: number;
    use: 'write' | 'look_up';
  }): Promise<{ bucket: number }>;

  /**
   * Destroys all keys of a subject, in every store and epoch, and remembers the subject's HMAC for 60 days.
   * Told twice, it does nothing the second time. @returns how many keys there were.
   */
  shred(ask: { nonce: string; subject: string }): Promise<{ keys: number }>;

  /** Ed25519 signature (64 bytes) with the key of the log. */
  sign(message: Buffer): Promise<Buffer>;
  /** The public half, 32 bytes. */
  signingKey(): Promise<Buffer>;

  /** When recovery of the keys was last rehearsed, ms since 1970; undefined: never. */
  rehearsedAt(): Promise<number | undefined>;

  /** Nonces issued at least `olderThanMs` ago and not settled, with what they were issued for: for the sequencer. */
  unsettled(olderThanMs: number, most?: number): Promise<IssuedTicket[]>;
  /** The sequencer has seen these nonces (base64url) in the log. */
  settle(nonces: readonly string[]): Promise<void>;

  /** Which of these subjects were erased in the last 60 days: for a restore. */
  erased(subjects: readonly string[]): Promise<string[]>;

  /** Writes what waits, wipes every key in memory, and closes the keeper's pool. */
  close(): Promise<void>;
};
