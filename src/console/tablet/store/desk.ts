/**
 * What screens of the tablet see of the store (design chapter 30, section 5): events to show, one way to act, and the state
 * of sending. Nothing here knows how it is kept; `openDesk` keeps it sealed on the device, `openMemoryDesk` in memory.
 */
import type { EventKind } from '../../../desk/kinds.ts';
import type { DeskEvent, Operation } from '../../../desk/operation.ts';
import type { Visit } from '../../../desk/visit.ts';

export type DeskWorker = { account: string; name: string; org: string; roles: string[] };
export type DeskPoint = {
  point_id: string;
  name: string;
  spaces: string[];
  /** As the server gives it; null while none is in force. */
  agreement: unknown;
};

/** What files of a protected path are sealed to. */
export type RoleKey = {
  compartment: 'child' | 'survivor';
  generation: number;
  /** Public half, age X25519. */
  recipient: string;
};

/** What this tablet holds of a person: the working set, never compartments. */
export type DeskPerson = {
  subject: string;
  age_band?: string;
  sex?: string;
  name?: string;
  languages?: string[];
  birth_year?: number;
  [more: string]: unknown;
};

export type EventParts = {
  kind: EventKind;
  body: Record<string, unknown>;
  /** Left out beside a `visit_opened` of the same act: its visit. */
  visit_id?: string;
  subject?: string;
  note?: string;
  supersedes?: string;
};

type Given<T> = NonNullable<T>;
type Items<K extends 'people' | 'handles' | 'names' | 'contacts' | 'files' | 'pathways'> = Given<
  Operation[K]
>[number];
type Without<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/** One act of the worker. Ids, codes, moments and clocks that are left out are stamped by the store. */
export type Parts = {
  point_id: string;
  purpose: Operation['purpose'];
  events: readonly EventParts[];
  people?: readonly Items<'people'>[];
  /** `code` left out: a new one of 128 random bits; it is in the operation that comes back. */
  handles?: readonly Without<Items<'handles'>, 'handle_id' | 'code'>[];
  names?: readonly Without<Items<'names'>, 'name_id'>[];
  contacts?: readonly Without<Items<'contacts'>, 'contact_id'>[];
  files?: readonly Without<Items<'files'>, 'file_id'>[];
  pathways?: readonly Items<'pathways'>[];
};

export const STUCK_ACTIONS = [
  'fix',
  'sendAgain',
  'giveToManager',
  'saveAsFile',
  'dismiss',
] as const;
export type StuckAction = (typeof STUCK_ACTIONS)[number];

/** Something that did not go through by itself, with its reason and what can be done. */
export type StuckItem = {
  op_id: string;
  /** Ms since 1970. */
  made_at: number;
  /** `quarantined`: the server keeps it for a manager. `dropped`: she did not take it. `needs_look`: it was refused, or could not be read. */
  state: 'needs_look' | 'quarantined' | 'dropped';
  /** A problem code of the catalogue; of what was dropped the manager's reason (`NOT_TAKEN`). */
  reason: string;
  /** Which field and what was expected. */
  detail?: string;
  /** Kinds of its events; empty when it was made before the last sign-out, since then only the server can read it. */
  kinds: EventKind[];
  actions: StuckAction[];
};

export type DeskState = {
  worker: DeskWorker;
  device_id: string;
  /** Several people work with this tablet; else it is the worker's own. */
  shared: boolean;
  /** Nobody else keeps a store or work here, so that it can be her own. */
  alone: boolean;
  /** The first is where this tablet stands. */
  points: readonly DeskPoint[];
  /** Somebody said so, or there is no other. */
  pointChosen: boolean;
  /** The server's rules as they were last given. */
  rules: Readonly<Record<string, unknown>>;
  permits: unknown;
  /** As they were last given; a compartment that nobody holds is not there. */
  role_keys: readonly RoleKey[];
  /** Ms since 1970: until when this tablet may work without a contact. */
  lease_until: number;
  /** From the last answer, never from a probe. */
  online: 'yes' | 'no' | 'unknown';
  /** The worker's own acts that the server has not yet received. */
  waiting: number;
  /** Ms since 1970 at which the oldest of them was made. */
  oldest_ms: number | null;
  needsLook: readonly StuckItem[];
  /** Ms since 1970, of the last answer. */
  lastContact: number | null;
  /** Sealed acts of colleagues on this tablet: nothing but how many and how old. */
  others: { count: number; oldest_ms: number | null };
  storage: 'fine' | 'tight' | 'full';
  /** Covered: the screen shows nothing until the worker is back. */
  cover: 'open' | 'covered' | 'locked' | 'signed-out' | 'wiped';
  /** The server asks for a newer app (426). */
  tooOld: boolean;
  /** The server's session has ended (401): sign in again, nothing is lost. */
  signedOut: boolean;
  /** No role of whoever is signed in is open at a desk: what waits goes with somebody else's sign-in. */
  noRole: boolean;
};

/** What a worker's store keeps beside events: referrals that wait, the network as it was last seen, who was taken along. */
export type OwnRecord = 'referrals' | 'referral-network' | 'along';

export type Desk = {
  /** Of the point, the last 7 days and whatever is still open, in order. The same array until something changes. */
  events(): readonly DeskEvent[];
  /** Folded from `events()`; a visit that did not change is the same object as before. */
  visits(): ReadonlyMap<string, Visit>;
  person(subject: string): DeskPerson | undefined;
  people(): Iterable<DeskPerson>;
  /** Runs after each change. @returns how to stop */
  subscribe(listener: () => void): () => void;
  /** Durable on the device, sealed and shown before it resolves. @throws DeskError `invalid`, `storage-full`, `locked` */
  perform(parts: Parts): Promise<Operation>;
  /** Voids the events of an act made less than 10 s ago. @throws DeskError `too-late` */
  undo(op_id: string): Promise<Operation>;
  state(): DeskState;
  /** Now by the server's clock, ms since 1970, as far as this tablet has learned it. */
  serverTime(): number;
  /** The worker's own act as it was made, for mending it. */
  operation(op_id: string): Operation | undefined;
  /** Makes a refused act anew, mended; the refused one goes. */
  fix(op_id: string, parts: Parts): Promise<Operation>;
  sendAgain(op_id: string): Promise<void>;
  giveToManager(op_id: string): Promise<void>;
  /** The worker has read that a manager did not take it: it leaves this tablet. @throws DeskError `unknown-act` */
  dismiss(op_id: string): Promise<void>;
  /** Everything that waits on this tablet, or one act, still sealed: for a USB stick. */
  saveAsFile(op_id?: string): Promise<Blob>;
  /** Takes the sealed acts of such a file along. @returns how many were not here yet */
  importFile(file: Blob): Promise<number>;
  /** Sends what waits and fetches what is new; never throws for the network's sake. */
  sync(): Promise<void>;
  /** Chooses the point whose events are shown and fetched. */
  choosePoint(point_id: string): Promise<void>;
  /** Says whether several people work with this tablet, or only she. @throws DeskError `others-tablet`: others keep a store or work here */
  shareTablet(shared: boolean): Promise<void>;
  cover(): void;
  /** Opens the cover. Wrong tries are counted; after five the desk locks. @returns whether it is open */
  uncover(pin: string): Promise<boolean>;
  /** Drops the key and all that was readable from memory. */
  lock(): void;
  /** Deletes the wrapped keys and the worker's database; what is sealed stays and is sent all the same. */
  signOut(): Promise<void>;
  /** A record of this worker's own, sealed on this tablet as everything of hers; it goes when she signs out. */
  readOwn(key: OwnRecord): Promise<unknown>;
  /** @throws DeskError `locked` */
  keepOwn(key: OwnRecord, value: unknown): Promise<void>;
  /** Of this device's own pictures, never twice a day. */
  nextTicket(): { picture: string; number: number };
};

export type DeskErrorCode =
  | 'invalid'
  | 'locked'
  | 'storage-full'
  | 'too-late'
  | 'unknown-act'
  | 'open-elsewhere'
  | 'wrong-way'
  | 'wait'
  | 'lease-ended'
  | 'signed-out'
  | 'no-role'
  | 'others-tablet'
  | 'revoked'
  | 'too-old'
  | 'no-contact'
  | 'damaged';

/** An expected failure, by its code; the message is for developers, screens have their own words. */
export class DeskError extends Error {
  readonly code: DeskErrorCode;
  /** Ms to wait before the next try, with `wait` and `wrong-way`. */
  readonly wait: number;
  constructor(code: DeskErrorCode, message: string, wait = 0) {
    super(message);
    this.name = 'DeskError';
    this.code = code;
    this.wait = wait;
  }
}
