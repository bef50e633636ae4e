/**
 * The context ticket: who acts, for which organisation, why and for whom, signed (design chapter 20, section 3).
 *
 * Text form, thirteen parts with `|` between them, none of which holds a `|`:
 * `w1|key_no|audience|kind|actor|org|points|purpose|route|subject|exp_ms|nonce|mac`.
 * The MAC is HMAC-SHA-256 over the text before the last `|`, without that `|`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../http/problem.ts';
import { quietly } from './quiet-probe.ts';

/** `glass`: staff by break-glass, who see the one record of `subject` and nothing else. */
export const TICKET_KINDS = ['staff', 'person', 'job', 'glass'] as const;
export type TicketKind = (typeof TICKET_KINDS)[number];

/** How long a ticket is good for, ms. */
export const TICKET_LIFE = 30_000;

export type TicketFields = {
  /** Number of the MAC key, at most nine digits. */
  keyNo: number;
  /** The login role that may use it: `session_user` of the transaction. */
  audience: string;
  kind: TicketKind;
  /** Lower-case UUID, or '' when nobody is signed in (a person with a token, a job). */
  actor: string;
  /** Lower-case UUID of the organisation in whose name the act is done. */
  org: string;
  /** Service points of the role grant, lower-case UUIDs; empty for all points. */
  points: readonly string[];
  /** A purpose of `fw.purpose`, such as `desk.visit`. */
  purpose: string;
  /** Pattern of the route or name of the job: never a value out of a path. */
  route: string;
  /** Lower-case UUID of the person the act is about, or ''. */
  subject: string;
  /** End of its life, ms since 1970. */
  expMs: number;
  /** 16 random bytes, base64url without padding. */
  nonce: string;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const WORD = /^[a-z][a-z0-9_]{0,62}$/;
const PURPOSE = /^[a-z][a-z_]{0,30}(\.[a-z][a-z_]{0,30})?$/;
/** Printable, no `|`: route patterns and names of jobs. */
const ROUTE = /^[^|\p{C}]{1,200}$/u;
const WHOLE = /^(0|[1-9][0-9]{0,15})$/;
/** `fw.begin` reads nine digits. */
const MOST_KEYS = 1_000_000_000;

/** The first field that is not in its form, with the form; nothing when all are. */
function firstFault(fields: TicketFields): { field: string; expected: string } | undefined {
  const checks: [field: keyof TicketFields, fine: boolean, expected: string][] = [
    [
      'keyNo',
      isWhole(fields.keyNo) && fields.keyNo < MOST_KEYS,
      'a whole number of at most nine digits',
    ],
    ['audience', WORD.test(fields.audience), 'the name of a login role'],
    ['kind', TICKET_KINDS.includes(fields.kind), TICKET_KINDS.join(', ')],
    ['actor', fields.actor === '' || UUID.test(fields.actor), 'a lower-case UUID, or nothing'],
    ['org', UUID.test(fields.org), 'a lower-case UUID'],
    ['points', fields.points.every((point) => UUID.test(point)), 'lower-case UUIDs'],
    ['purpose', PURPOSE.test(fields.purpose), 'a purpose such as desk.visit'],
    ['route', ROUTE.test(fields.route), '1 to 200 printable characters without |'],
    [
      'subject',
      fields.subject === '' || UUID.test(fields.subject),
      'a lower-case UUID, or nothing',
    ],
    ['expMs', isWhole(fields.expMs), 'milliseconds since 1970, a whole number'],
    ['nonce', isBase64(fields.nonce, 16), '16 bytes in base64url without padding'],
  ];
  const fault = checks.find(([, fine]) => !fine);
  return fault && { field: fault[0], expected: fault[2] };
}

/** Exactly so many bytes, in the one way that base64url has to write them. */
function isBase64(text: string, bytes: number): boolean {
  const read = Buffer.from(text, 'base64url');
  return read.length === bytes && read.toString('base64url') === text;
}

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function bodyOf(fields: TicketFields): string {
  return [
    'w1',
    fields.keyNo,
    fields.audience,
    fields.kind,
    fields.actor,
    fields.org,
    fields.points.join(','),
    fields.purpose,
    fields.route,
    fields.subject,
    fields.expMs,
    fields.nonce,
  ].join('|');
}

/**
 * The text of a ticket signed with `key` (32 bytes).
 * @throws Problem `bad_input` that names the field that is not in its form.
 */
export function signTicket(key: Buffer, fields: TicketFields): string {
  const fault = firstFault(fields);
  if (fault) throw faulty(fault);
  const body = bodyOf(fields);
  const hmac = quietly(() => createHmac('sha256', key));
  return `${body}|${hmac.update(body).digest('base64url')}`;
}

/**
 * Takes a ticket apart. It says nothing about the MAC: see `isSignedBy`.
 * @throws Problem `bad_input` when the text is not exactly what `signTicket` would have written.
 */
export function parseTicket(text: string): { fields: TicketFields; body: string; mac: Buffer } {
  const parts = text.split('|');
  const [
    version,
    keyNo,
    audience,
    kind,
    actor,
    org,
    points,
    purpose,
    route,
    subject,
    exp,
    nonce,
    mac,
  ] = parts as [string, ...string[]];
  if (parts.length !== 13 || version !== 'w1')
    throw faulty({ field: 'ticket', expected: 'thirteen parts, the first of them w1' });
  const fields: TicketFields = {
    keyNo: wholeOf(keyNo),
    audience: audience ?? '',
    kind: (kind ?? '') as TicketKind,
    actor: actor ?? '',
    org: org ?? '',
    points: points ? points.split(',') : [],
    purpose: purpose ?? '',
    route: route ?? '',
    subject: subject ?? '',
    expMs: wholeOf(exp),
    nonce: nonce ?? '',
  };
  const fault =
    firstFault(fields) ??
    (isBase64(mac ?? '', 32) ? undefined : { field: 'mac', expected: '32 bytes in base64url' });
  if (fault) throw faulty(fault);
  return { fields, body: bodyOf(fields), mac: Buffer.from(mac ?? '', 'base64url') };
}

/** Whether a parsed ticket was signed with `key`; takes the same time whatever the answer. */
export function isSignedBy(key: Buffer, ticket: { body: string; mac: Buffer }): boolean {
  const expected = createHmac('sha256', key).update(ticket.body).digest();
  return ticket.mac.length === 32 && timingSafeEqual(expected, ticket.mac);
}

/**
 * The two padded states of an HMAC-SHA-256 key (RFC 2104, block of 64 bytes), with which a database
 * that knows only SHA-256 can check: `sha256(ko || sha256(ki || message))`.
 */
export function paddedStates(key: Buffer): { ki: Buffer; ko: Buffer } {
  const block = Buffer.alloc(64);
  key.copy(block);
  return {
    ki: block.map((byte) => byte ^ 0x36) as Buffer,
    ko: block.map((byte) => byte ^ 0x5c) as Buffer,
  };
}

const wholeOf = (text: string | undefined): number => (WHOLE.test(text ?? '') ? Number(text) : -1);

function faulty(error: { field: string; expected: string }): Problem {
  return new Problem('bad_input', {
    detail: `Ticket: ${error.field} must be ${error.expected}.`,
    errors: [error],
  });
}
