/** For tests: a server that keeps the contract of `sync/wire.ts` and nothing else, a line that fails, and cheap ciphers. */
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { DeskEvent, Operation, Verdict } from '../../../desk/operation.ts';
import type {
  ChangeLine,
  Decided,
  DeskStart,
  SealedItem,
  SignedOperation,
  WipeOrder,
} from '../../../sync/wire.ts';
import { signWipe } from '../../../sync/wipe-order.ts';
import { SETTING_KINDS } from '../../../sync/rules.ts';
import { newSessionKey, verifyOperation } from '../../../sync/signature.ts';
import { eventsOf } from './compose.ts';
import { fromBase64url } from './ids.ts';
import type { Stretch } from './keys.ts';
import type { Seal } from './making.ts';
import type { Answer, Contact, Wire } from './network.ts';
import type { Ciphers } from './records.ts';

export const POINT = '018f0000-0000-7000-8000-000000000001';
const ORG = '018f0000-0000-7000-8000-0000000000ee';
const HOUR = 3_600_000;

export type ModelServer = {
  now: () => number;
  /** Numbers of operations with the first answer that they got. */
  answered: Map<string, { verdict: Verdict; content: string }>;
  events: Map<string, DeskEvent>;
  feed: ChangeLine[];
  erased: Set<string>;
  revoked: Set<string>;
  /** Accounts whose right has lapsed. */
  lapsed: Set<string>;
  /** Ops that a manager was asked to decide. */
  forManager: Set<string>;
  /** What a manager decided about them. */
  decided: Map<string, Decided>;
  /** The order to forget, as this node signs it. */
  order(device_id: string, houses?: string[]): Promise<WipeOrder['wipe']>;
  seqs: Map<string, string>;
  doubled: string[];
  recipient: string;
  slots: Map<string, number>;
  points: DeskStart['points'];
  take(item: SealedItem, account: string): Promise<Verdict>;
  start(account: string, device_id: string, sessionKey: string | undefined): DeskStart;
  erase(subject: string): void;
};

export type ModelSetting = {
  now: () => number;
  /** Ms that a device may work without a contact. */
  lease?: number;
  /** Real age and real signatures, instead of plain JSON. */
  real?: boolean;
  /** Broken on purpose: of two languages of one visit, the one that comes last is kept. */
  lastWriteWins?: boolean;
};

/** Operations whose note is this are refused, as one with a forbidden fact is. */
export const REFUSED_NOTE = 'papers';

export async function modelServer({
  now,
  lease = 72 * HOUR,
  real = false,
  lastWriteWins = false,
}: ModelSetting): Promise<ModelServer> {
  const identity = real ? await generateX25519Identity() : undefined;
  const node = await newSessionKey();
  const recipient = identity ? await identityToRecipient(identity) : 'age1model';
  /** Public keys of sign-ins, and whose they are. */
  const sessions = new Map<string, string>();

  async function open({
    sealed,
  }: SealedItem): Promise<{ operation: Operation; account: string } | undefined> {
    try {
      const bytes = fromBase64url(sealed);
      let text: string;
      if (identity) {
        const decrypter = new Decrypter();
        decrypter.addIdentity(identity);
        text = await decrypter.decrypt(bytes, 'text');
      } else text = new TextDecoder().decode(bytes);
      const signed = JSON.parse(text) as SignedOperation;
      if (!identity) {
        const { session_sig, ...operation } = signed;
        const account = sessions.get(session_sig);
        return account ? { operation, account } : undefined;
      }
      const valid = await verifyOperation(signed, (key) => sessions.has(key));
      return valid && { operation: valid.operation, account: sessions.get(valid.publicKey) ?? '' };
    } catch {
      return undefined;
    }
  }

  const drop = (eventId: string): void => {
    server.events.delete(eventId);
    server.feed = server.feed.map((line) =>
      'event' in line && line.event.event_id === eventId ? { erased: { subject: '' } } : line,
    );
  };
  const slotOf = (device_id: string): number => {
    const slot = server.slots.get(device_id) ?? server.slots.size;
    server.slots.set(device_id, slot);
    return slot;
  };
  const server: ModelServer = {
    now,
    answered: new Map(),
    events: new Map(),
    feed: [],
    erased: new Set(),
    revoked: new Set(),
    lapsed: new Set(),
    forManager: new Set(),
    decided: new Map(),
    order: async (device_id, houses = [ORG]) =>
      (await signWipe({ device_id, at: now(), houses }, node.privateKey)).wipe,
    seqs: new Map(),
    doubled: [],
    recipient,
    slots: new Map(),
    points: [{ point_id: POINT, name: 'Harbour Hub', spaces: ['open'], agreement: null }],
    async take(item) {
      const opened = await open(item);
      if (!opened) return { op_id: '', result: 'refused', problem: 'unreadable' };
      const { operation, account } = opened;
      const { op_id } = operation;
      const content = JSON.stringify(operation);
      const before = server.answered.get(op_id);
      const decided = (verdict: Verdict): Verdict => {
        server.answered.set(op_id, { verdict, content });
        return verdict;
      };
      if (before && before.content !== content)
        return { op_id, result: 'refused', problem: 'op-reused' };
      if (before && !(item.for_manager && before.verdict.result === 'refused'))
        return before.verdict;
      if (item.for_manager) {
        server.forManager.add(op_id);
        return decided({ op_id, result: 'quarantined', problem: 'with-manager' });
      }
      if (operation.events.some(({ note }) => note === REFUSED_NOTE))
        return decided({
          op_id,
          result: 'refused',
          problem: 'forbidden-attribute',
          detail: 'events.0.note: nothing of papers',
        });
      if (server.lapsed.has(account) || server.revoked.has(operation.device_id))
        return decided({ op_id, result: 'quarantined', problem: 'right-lapsed' });
      const number = `${operation.device_id}|${operation.device_seq}`;
      if (server.seqs.has(number)) server.doubled.push(number);
      server.seqs.set(number, op_id);
      for (const event of eventsOf(operation, account)) {
        if (event.subject && server.erased.has(event.subject)) continue;
        if (server.events.has(event.event_id)) server.doubled.push(event.event_id);
        if (lastWriteWins && SETTING_KINDS.includes(event.kind))
          for (const old of server.events.values())
            if (old.visit_id === event.visit_id && old.kind === event.kind) drop(old.event_id);
        server.events.set(event.event_id, event);
        server.feed.push({ event });
      }
      for (const { subject, text } of operation.names ?? [])
        if (!server.erased.has(subject)) server.feed.push({ person: { subject, name: text } });
      return decided({ op_id, result: 'recorded' });
    },
    start(account, device_id, sessionKey) {
      if (sessionKey) sessions.set(sessionKey, account);
      return {
        worker: { account, name: `Worker ${account}`, org: ORG, roles: ['desk'] },
        device: { device_id: null },
        points: server.points,
        intake_key: { key_no: 1, recipient },
        node_key: node.publicKey,
        server_time: now(),
        lease_until: now() + lease,
        rules: { ticket_slot: slotOf(device_id) },
        permits: {},
      };
    },
    erase(subject) {
      server.erased.add(subject);
      const visits = new Set<string>();
      for (const event of server.events.values())
        if (event.subject === subject && event.visit_id) visits.add(event.visit_id);
      for (const event of server.events.values())
        if (event.subject === subject || (event.visit_id && visits.has(event.visit_id)))
          server.events.delete(event.event_id);
      // A cursor counts entries, so what is taken away keeps its place.
      server.feed = server.feed.map((line) =>
        ('event' in line && !server.events.has(line.event.event_id)) ||
        ('person' in line && line.person.subject === subject)
          ? { erased: { subject } }
          : line,
      );
      server.feed.push({ erased: { subject } });
    },
  };
  return server;
}

/** How the line is: `half` lets the question through and loses the answer. */
export type Line = {
  state: 'up' | 'down' | 'half';
  account: string | undefined;
  /** No role of whoever is signed in is open. */
  noRole?: boolean;
};

export function modelWire(server: ModelServer, line: Line): Wire {
  const through = async <T>(
    { device_id, deviceSecret }: Contact,
    ask: () => Promise<Answer<T>>,
  ): Promise<Answer<T>> => {
    await Promise.resolve();
    if (line.state === 'down') return { kind: 'offline' };
    // Without a sign-in only the tablet's own secret brings the order.
    if (!line.account && !(deviceSecret && server.revoked.has(device_id)))
      return { kind: 'signed-out' };
    if (line.noRole) return { kind: 'no-role' };
    if (server.revoked.has(device_id))
      return { kind: 'revoked', order: await server.order(device_id) };
    const answer = await ask();
    return line.state === 'half' ? { kind: 'offline' } : answer;
  };
  const account = (): string => line.account ?? '';
  return {
    start: (contact) =>
      through(contact, () => {
        const value = server.start(account(), contact.device_id, contact.sessionKey);
        return Promise.resolve({ kind: 'ok', value });
      }),
    ops: (items, contact) =>
      through(contact, async () => {
        const verdicts: Verdict[] = [];
        for (const item of items) verdicts.push(await server.take(item, account()));
        return { kind: 'ok', value: { verdicts, server_time: server.now() } };
      }),
    decided: (ops, contact) =>
      through(contact, () => {
        const decided = ops.flatMap((op_id) => server.decided.get(op_id) ?? []);
        return Promise.resolve({ kind: 'ok', value: { decided, server_time: server.now() } });
      }),
    changes: (_point, since, take, contact) =>
      through(contact, async () => {
        const from = Number(since ?? 0);
        const lines = server.feed.slice(from);
        // Cut in the middle: half of the lines come, and no cursor.
        if (line.state === 'half') {
          await take(lines.slice(0, Math.ceil(lines.length / 2)));
          return { kind: 'ok', value: undefined };
        }
        for (let at = 0; at < lines.length; at += 500) await take(lines.slice(at, at + 500));
        return {
          kind: 'ok',
          value: { cursor: String(server.feed.length), server_time: server.now() },
        };
      }),
  };
}

/** Ciphers that hide nothing and cost nothing, where thousands of schedules are about order and not about secrecy. */
export const cheapCiphers = (): Ciphers => ({
  lock: (shelf, key, value) =>
    Promise.resolve({
      v: 1,
      iv: new Uint8Array(0),
      ct: `${shelf}|${key}|${JSON.stringify(value)}` as unknown as Uint8Array<ArrayBuffer>,
    }),
  unlock: (shelf, key, record) => {
    const text = (record as { ct: string }).ct;
    const start = `${shelf}|${key}|`;
    if (!text.startsWith(start)) return Promise.reject(new Error('another record'));
    return Promise.resolve(JSON.parse(text.slice(start.length)) as unknown);
  },
});
export const cheapStretch: Stretch = async (secret, salt) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from([...secret, ...salt])));
export const cheapSeal =
  (_recipient: string, key: { publicKey: string }): Seal =>
  (operation) =>
    Promise.resolve(
      new TextEncoder().encode(JSON.stringify({ ...operation, session_sig: key.publicKey })),
    );
