/**
 * The leaf: one act as the world may see it (design chapter 20, section 9). Who, by which route, for whom and
 * with what is only committed to, under keys that lie with the details and can be erased with them.
 */
import { createHmac } from 'node:crypto';
import { canonicalJson, type Json } from '../../finder/canonical-json.ts';

export const LONGEST_LEAF = 512;
export const COMMITMENT_KEY_BYTES = 32;

export type Leaf = {
  v: 1;
  /** UTC minute, `YYYY-MM-DDTHH:MMZ`, never before that of the leaf before it. */
  t: string;
  /** Name of the installation. */
  node: string;
  org: string;
  act: string;
  purpose: string;
  /** The compartment whose login role acted, such as `desk`. */
  store: string;
  /** Who numbered the event, and with which number: dense for each producer, from 1. */
  producer: number;
  n: number;
  /** Commitment to actor and route, base64url of HMAC-SHA-256. */
  ca: string;
  /** Commitment to subject and details. */
  cs: string;
};

/** What of an event is kept beside its leaf, for as long as it may be. */
export type Detail = {
  at: Date;
  kind: string;
  actor: string | null;
  org: string;
  purpose: string;
  route: string;
  act: string;
  subject: string | null;
  subjects: readonly string[] | null;
  details: Json;
  actorKey: Buffer;
  subjectKey: Buffer;
};

/** An event as it waits in `audit.stage`. */
export type StagedEvent = Omit<Detail, 'actorKey' | 'subjectKey'> & {
  stageId: string;
  /** Of the ticket, base64url; only the event that opens a transaction has one. */
  nonce: string | null;
  login: string;
  producer: number;
  n: number;
};

export type LeafContext = {
  node: string;
  /** The minute that goes into the leaf. */
  t: string;
  actorKey: Buffer;
  subjectKey: Buffer;
};

/**
 * The leaf and the detail row of an event, a pure function of both keys (32 random bytes each, used once).
 * @throws RangeError when a field is not in its form or the leaf would be longer than 512 bytes.
 */
export function makeLeaf(
  event: Omit<StagedEvent, 'stageId' | 'nonce'>,
  { node, t, actorKey, subjectKey }: LeafContext,
): { leaf: Buffer; detail: Detail } {
  const { login, producer, n, ...rest } = event;
  const detail: Detail = { ...rest, actorKey, subjectKey };
  const leaf: Leaf = {
    v: 1,
    t,
    node,
    org: event.org,
    act: event.act,
    purpose: event.purpose,
    store: login.replace(/^app_/, ''),
    producer,
    n,
    ca: commitToActor(detail),
    cs: commitToSubject(detail),
  };
  return { leaf: leafBytes(leaf), detail };
}

/** Whether a detail row is the one that its leaf committed to. Erased parts no longer are. */
export function belongsTo(leaf: Leaf, detail: Detail): { actor: boolean; subject: boolean } {
  return {
    actor: leaf.ca === commitToActor(detail),
    subject: leaf.cs === commitToSubject(detail),
  };
}

/** The bytes of a leaf: RFC 8785, keys in order, no spaces. */
export function leafBytes(leaf: Leaf): Buffer {
  const bytes = Buffer.from(canonicalJson(leaf));
  if (bytes.length > LONGEST_LEAF)
    throw new RangeError(`a leaf has at most ${LONGEST_LEAF} bytes, not ${bytes.length}`);
  if (!parseLeaf(bytes)) throw new RangeError(`not in the form of a leaf: ${bytes.toString()}`);
  return bytes;
}

/**
 * The one form of a leaf: since no field can hold a character that JSON escapes, text that matches is
 * canonical by itself.
 */
const FORM = new RegExp(
  [
    '^\\{"act":"([a-z][a-z_.]{1,47})"',
    '"ca":"([A-Za-z0-9_-]{43})"',
    '"cs":"([A-Za-z0-9_-]{43})"',
    '"n":(0|[1-9]\\d{0,14})',
    '"node":"([a-z0-9][a-z0-9.-]{0,62})"',
    '"org":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"',
    '"producer":(0|[1-9]\\d{0,9})',
    '"purpose":"([a-z][a-z_.]{1,61})"',
    '"store":"([a-z][a-z0-9_]{0,39})"',
    '"t":"(\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\dZ)"',
    '"v":1\\}$',
  ].join(','),
);

/** Undefined for anything but the exact bytes that `leafBytes` makes. */
export function parseLeaf(bytes: Buffer): Leaf | undefined {
  if (bytes.length > LONGEST_LEAF) return undefined;
  const parts = FORM.exec(bytes.toString('latin1'));
  if (!parts) return undefined;
  const [, act, ca, cs, n, node, org, producer, purpose, store, t] = parts as unknown as string[];
  return {
    v: 1,
    t: t as string,
    node: node as string,
    org: org as string,
    act: act as string,
    purpose: purpose as string,
    store: store as string,
    producer: Number(producer),
    n: Number(n),
    ca: ca as string,
    cs: cs as string,
  };
}

/** `YYYY-MM-DDTHH:MMZ` of milliseconds since 1970. */
export function minuteOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}

function commitToActor({ actorKey, kind, actor, route }: Detail): string {
  return hmac(actorKey, { actor, kind, route });
}

function commitToSubject({ subjectKey, at, subject, subjects, details }: Detail): string {
  return hmac(subjectKey, { at: at.toISOString(), details, subject, subjects });
}

function hmac(key: Buffer, value: Json): string {
  return createHmac('sha256', key).update(canonicalJson(value)).digest('base64url');
}
