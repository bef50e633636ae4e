/**
 * Takes one operation in: checks it, seals what is free text, and applies it wholly in one transaction, exactly once
 * (design chapter 30, sections 2.1, 5.3 and 8). Online and offline work come through this same door.
 */
import { createHash } from 'node:crypto';
import { faultsOfOperation } from '../desk/check-operation.ts';
import type { Operation, Verdict } from '../desk/operation.ts';
import { actAs, asWorker, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { judgeName } from '../firewall/guard/index.ts';
import { Problem } from '../http/problem.ts';
import { withSketches } from '../people/index.ts';
import { codeDigest, type NodeSecret } from '../firewall/index.ts';

/** Whose work it is, when it is not the carrier's own: a colleague brought it in (5.3). */
export type Author = { worker: string; device: string };

export type Taking = {
  firewall: Firewall;
  /** Who is signed in and brings it. */
  carrier: Worker;
  author: Author;
  secret: NodeSecret;
  /** How far the device's clock is from ours: what is added to its times, ms. */
  offset: number;
};

type Sealing = { column: string; id: string; subject: string; store: string; plain: string };

type Said = { said: 'recorded' | 'again' | 'other' | 'no_point' };
const APPLY = `select said, case when said = 'recorded' and $6::uuid is not null then fw.put_sketches($6, $7, $8) end as put
  from (select sync.apply($1, $2, $3, $4, $5) as said offset 0) applied`;

const MOST_OFFSET = 2_000_000_000;

/** What the database is given instead of texts and codes. */
type Stored = Omit<Operation, 'names' | 'contacts' | 'handles' | 'events' | 'files'> & {
  handles: { handle_id: string; subject: string; kind: string; code_hash: string }[];
  idents: { kind: 'name' | 'contact'; id: string; subject: string; sealed: string }[];
  files: Record<string, unknown>[];
  events: Record<string, unknown>[];
};

/**
 * @returns the verdict. A repeat of the same content gets the first one; nothing of a refused operation is stored.
 * @throws what has nothing to do with the operation itself: the database or the keeper away, no role for its purpose.
 */
export async function applyOperation(taking: Taking, value: unknown): Promise<Verdict> {
  const faults = faultsOfOperation(value);
  const op_id = nameOf(value);
  const [first] = faults;
  if (first) {
    const forbidden = faults.find(({ unknown }) => unknown && judgeName(unknown)?.tier === 0);
    const { field, expected } = forbidden ?? first;
    return {
      op_id,
      result: 'refused',
      problem: forbidden ? 'forbidden_attribute' : first.unknown ? 'unknown_field' : 'bad_input',
      detail: `${field} must be ${expected}.`,
    };
  }
  const op = value as Operation;
  if (op.device_id !== taking.author.device)
    return refusedFor(op_id, 'bad_input', 'device_id must be the device that made it.');
  try {
    return await store(taking, op);
  } catch (error) {
    const verdict = verdictOf(op_id, error);
    if (verdict) return verdict;
    throw error;
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The number of what may be no operation at all: nothing else of it is ever said back. */
function nameOf(value: unknown): string {
  const named = typeof value === 'object' && value && 'op_id' in value ? value.op_id : '';
  return typeof named === 'string' && UUID.test(named) ? named : '';
}

const refusedFor = (op_id: string, problem: string, detail: string): Verdict => ({
  op_id,
  result: 'refused',
  problem,
  detail,
});

async function store(taking: Taking, op: Operation): Promise<Verdict> {
  const { firewall, carrier, author, secret, offset } = taking;
  const act = {
    ...asWorker(carrier),
    role: 'app_desk',
    purpose: op.purpose,
    route: 'POST /api/desk/ops',
  } as const;
  const hash = createHash('sha256').update(stable(op)).digest();
  const said = await withSketches(firewall, { worker: carrier, op, route: act.route }, (putting) =>
    actAs(firewall, act, async (tx) => {
      const stored = await sealed(firewall, tx, op, secret);
      const values = [
        JSON.stringify(stored),
        hash,
        author.worker,
        author.device,
        clamp(offset),
        ...putting.values,
      ];
      if (putting.isAll) return (await tx.finish<Said>(APPLY, values))[0]?.said;
      const [row] = await tx.query<Said>(APPLY, values);
      if (row?.said === 'recorded') await putting.settle(tx);
      return row?.said;
    }),
  );
  if (said === 'no_point')
    return refusedFor(
      op.op_id,
      'bad_input',
      'point_id must be one of the points of this organisation.',
    );
  if (said === 'other')
    return refusedFor(
      op.op_id,
      'op_reused',
      'Another operation has this number; the first one stays.',
    );
  return { op_id: op.op_id, result: 'recorded' };
}

const clamp = (offset: number): number =>
  Math.max(-MOST_OFFSET, Math.min(MOST_OFFSET, Math.round(offset)));

/** The same content gives the same text, whatever the order of its keys. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${stable(one)}`).join(',')}}`;
}

/** The operation as the database takes it: texts sealed by the keeper under the keys of their people, codes digested. */
async function sealed(
  firewall: Firewall,
  tx: InContext,
  op: Operation,
  secret: NodeSecret,
): Promise<Stored> {
  const items: Sealing[] = [
    ...(op.names ?? []).map(({ name_id, subject, text, lang, birth_year }) => ({
      column: 'ident.name.sealed',
      id: name_id,
      subject,
      store: 'ident',
      plain: JSON.stringify({ text: text.normalize('NFC'), lang, birth_year }),
    })),
    ...(op.contacts ?? []).map(({ contact_id, subject, ...contact }) => ({
      column: 'ident.contact.sealed',
      id: contact_id,
      subject,
      store: 'ident',
      plain: JSON.stringify(contact),
    })),
    ...op.events.flatMap(({ event_id, subject, note }) =>
      note === undefined
        ? []
        : [
            {
              column: 'casework.event.sealed',
              id: event_id,
              // Without a token the note has a key of its own, whose name stays with it (`note_key`).
              subject: subject ?? event_id,
              store: 'casework',
              plain: note.normalize('NFC'),
            },
          ],
    ),
  ];
  const closed = await sealAll(firewall, tx, items);
  const hex = (id: string): string => closed.get(id) ?? '';
  const { names, contacts, handles, files, events, ...rest } = op;
  return {
    ...rest,
    handles: (handles ?? []).map(({ code, ...handle }) => ({
      ...handle,
      code_hash: codeDigest(secret, handle.kind, code).toString('hex'),
    })),
    idents: [
      ...(names ?? []).map(({ name_id: id, subject }) => ({
        kind: 'name' as const,
        id,
        subject,
        sealed: hex(id),
      })),
      ...(contacts ?? []).map(({ contact_id: id, subject }) => ({
        kind: 'contact' as const,
        id,
        subject,
        sealed: hex(id),
      })),
    ],
    files: (files ?? []).map(({ sealed: body, ...file }) => ({
      ...file,
      sealed: Buffer.from(body, 'base64url').toString('hex'),
    })),
    events: events.map(({ note, ...event }) =>
      note === undefined ? event : { ...event, sealed: hex(event.event_id) },
    ),
  };
}

async function sealAll(
  { keeper }: Firewall,
  { nonce }: InContext,
  items: readonly Sealing[],
): Promise<Map<string, string>> {
  if (items.length === 0) return new Map();
  const bytes = await keeper.seal({
    nonce,
    make: true,
    items: items.map(({ store, subject, column, id, plain }) => ({
      key: { store, subject },
      place: { column, rowId: id },
      plain: Buffer.from(plain),
    })),
  });
  return new Map(items.map(({ id }, at) => [id, bytes[at]?.toString('hex') ?? '']));
}

/** What the operation itself is to blame for; nothing for what is worth another try. */
function verdictOf(op_id: string, error: unknown): Verdict | undefined {
  if (!(error instanceof Problem)) return undefined;
  const { code, detail } = error;
  switch (code) {
    case 'forbidden_attribute':
    case 'unknown_field':
    case 'refused_by_firewall':
    case 'conflict':
    case 'bad_input':
    case 'space_unsuitable':
      return refusedFor(op_id, code, detail ?? error.message);
    case 'not_allowed':
      return refusedFor(op_id, code, 'No role of this account allows this here.');
    default:
      return undefined;
  }
}
