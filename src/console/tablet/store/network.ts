/** The four routes as the tablet calls them. What a status means is decided here and nowhere else. */
import {
  CHANGES,
  type ChangeLine,
  CLOCK_HEADER,
  type Decided,
  DEPTH_HEADER,
  type DeskStart,
  DEVICE_HEADER,
  HELD,
  isRecord,
  OPS,
  type OpsAnswer,
  QUIET_HEADER,
  USE_HEADER,
  readChange,
  type SealedItem,
  SESSION_KEY_HEADER,
  START,
  type WipeOrder,
} from '../../../sync/wire.ts';
import { readWipe } from '../../../sync/wipe-order.ts';
import { quietMs } from './touched.ts';

export type Answer<T> =
  | { kind: 'ok'; value: T }
  /** Nobody answered, or what came was not this house's (a hotspot's own page). */
  | { kind: 'offline' }
  /** Busy: come back after so many ms. */
  | { kind: 'later'; wait: number }
  | { kind: 'signed-out' }
  /** An order to wipe: who obeys it looks first whom it is for and whether the own node has signed it. */
  | { kind: 'revoked'; order: WipeOrder['wipe'] }
  | { kind: 'too-old' }
  /** The house lets whoever is signed in do nothing at a desk: a word about her roles, and about nothing that was sent. */
  | { kind: 'no-role' }
  /** The server read the request and will not take it as it is. */
  | { kind: 'bad'; problem: string }
  /** The server broke over it. */
  | { kind: 'broken' };

/** What every contact tells of this device (section 5.5). */
export type Contact = {
  device_id: string;
  /** Given at the start only: what this device alone knows. */
  deviceSecret?: string;
  /** Public half, at the start only. */
  sessionKey?: string;
  /** At the start only: whether several people work with this tablet, once somebody has said it. */
  shared?: boolean | undefined;
  /** Ms since 1970, by this device. */
  clock: number;
  point: string | undefined;
  waiting: number;
  oldest: number | null;
  seq: number;
};

export type FeedEnd = { cursor: string; server_time: number; more?: boolean };
export type Wire = {
  start(contact: Contact): Promise<Answer<DeskStart>>;
  ops(items: readonly SealedItem[], contact: Contact): Promise<Answer<OpsAnswer>>;
  /** What a manager decided about these operations, as far as it is decided. */
  decided(
    ops: readonly string[],
    contact: Contact,
  ): Promise<Answer<{ decided: Decided[]; server_time: number }>>;
  /** Hands over lines as they arrive, a few hundred at a time; the next are read when those are kept. */
  changes(
    point: string,
    since: string | undefined,
    take: (lines: ChangeLine[]) => Promise<void>,
    contact: Contact,
    /** The cursor of the last answer of any point, when it is another than `since`. */
    heard?: string,
  ): Promise<Answer<FeedEnd | undefined>>;
};

const LINES_AT_ONCE = 500;
const PATIENCE = 30_000;

/** @param quiet ms since a person last did something here */
export function httpWire(
  send: typeof fetch = (...given) => fetch(...given),
  quiet: () => number = quietMs,
): Wire {
  const call = async (path: string, contact: Contact, init: RequestInit = {}): Promise<Response> =>
    await send(path, {
      ...init,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      headers: {
        ...(init.headers as Record<string, string> | undefined),
        ...(contact.sessionKey ? { [SESSION_KEY_HEADER]: contact.sessionKey } : {}),
        ...(contact.sessionKey && contact.shared !== undefined
          ? { [USE_HEADER]: contact.shared ? 'shared' : 'own' }
          : {}),
        [DEVICE_HEADER]: [contact.device_id, contact.deviceSecret].filter(Boolean).join('.'),
        [CLOCK_HEADER]: String(contact.clock),
        [DEPTH_HEADER]: depthOf(contact),
        [QUIET_HEADER]: String(quiet()),
      },
    });
  const json = async <T>(
    asked: Promise<Response>,
    fits: (value: Record<string, unknown>) => boolean,
  ): Promise<Answer<T>> => {
    try {
      const answer = await asked;
      if (answer.status !== 200) return await refusalOf(answer);
      const value: unknown = await answer.json();
      return isRecord(value) && fits(value)
        ? { kind: 'ok', value: value as T }
        : { kind: 'offline' };
    } catch {
      return { kind: 'offline' };
    }
  };
  return {
    start: (contact) =>
      json<DeskStart>(
        call(START, contact, { signal: AbortSignal.timeout(PATIENCE) }),
        ({ worker, intake_key }) => isRecord(worker) && isRecord(intake_key),
      ),
    ops: (ops, contact) =>
      json<OpsAnswer>(
        call(OPS, contact, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ops }),
          signal: AbortSignal.timeout(2 * PATIENCE),
        }),
        ({ verdicts }) => Array.isArray(verdicts),
      ),
    decided: (ops, contact) =>
      json<{ decided: Decided[]; server_time: number }>(
        call(HELD, contact, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ops }),
          signal: AbortSignal.timeout(PATIENCE),
        }),
        ({ decided }) => Array.isArray(decided),
      ),
    async changes(point, since, take, contact, heard) {
      const query = new URLSearchParams({
        point,
        ...(since ? { since } : {}),
        ...(heard && heard !== since ? { heard } : {}),
      });
      const patience = patient(PATIENCE);
      try {
        const answer = await patience.wait(
          call(`${CHANGES}?${query.toString()}`, contact, { signal: patience.signal }),
        );
        if (answer.status !== 200) return await refusalOf(answer);
        return { kind: 'ok', value: await readFeed(answer, take, patience.wait) };
      } catch {
        return { kind: 'offline' };
      }
    },
  };
}

const depthOf = ({ waiting, oldest, seq, point }: Contact): string =>
  `waiting=${waiting};oldest=${oldest ?? '-'};seq=${seq}${point ? `;point=${point}` : ''}`;

/** A long feed may take its time; a line on which nothing comes for so long, ms, is given up. */
function patient(ms: number): { signal: AbortSignal; wait: <T>(on: Promise<T>) => Promise<T> } {
  const control = new AbortController();
  const { signal } = control;
  return {
    signal,
    async wait(on) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const tooLong = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          control.abort();
          reject(new Error('Nothing came for too long.'));
        }, ms);
      });
      try {
        return await Promise.race([on, tooLong]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** @returns the last line, or undefined when the feed was cut before it */
async function readFeed(
  answer: Response,
  take: (lines: ChangeLine[]) => Promise<void>,
  wait: <T>(on: Promise<T>) => Promise<T>,
): Promise<FeedEnd | undefined> {
  if (!answer.body) return undefined;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let lines: ChangeLine[] = [];
  let end: FeedEnd | undefined;
  const read = (text: string): void => {
    const line = text.trim() ? readChange(text) : undefined;
    if (line && 'cursor' in line) end = line;
    else if (line) lines.push(line);
  };
  for (;;) {
    const { value, done } = await wait(reader.read());
    const parts = (rest + (value ?? '')).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      read(part);
      if (lines.length >= LINES_AT_ONCE) {
        await take(lines);
        lines = [];
      }
    }
    if (done) break;
  }
  read(rest);
  if (lines.length) await take(lines);
  return end;
}

/** Said of a whole request these are about who brings it; about one act they stand in its verdict. */
const NO_ROLE: readonly string[] = ['not_allowed', 'organisation_closed', 'training_lapsed'];

async function refusalOf(answer: Response): Promise<Answer<never>> {
  const { status } = answer;
  const body: unknown = await answer.json().catch(() => undefined);
  if (status === 401) return { kind: 'signed-out' };
  if (status === 410) {
    // A proxy's own 410 is no order.
    const order = readWipe(body);
    return order ? { kind: 'revoked', order } : { kind: 'offline' };
  }
  if (status === 426) return { kind: 'too-old' };
  if (status === 429 || status === 503) {
    const after = Number(answer.headers.get('retry-after'));
    return { kind: 'later', wait: Number.isFinite(after) && after > 0 ? after * 1000 : 0 };
  }
  if (status >= 500) return { kind: 'broken' };
  const type = isRecord(body) ? body['type'] : undefined;
  if (status < 400 || typeof type !== 'string') return { kind: 'offline' };
  const problem = type.slice(type.lastIndexOf('/') + 1);
  return NO_ROLE.includes(problem) ? { kind: 'no-role' } : { kind: 'bad', problem };
}
