/**
 * The published files of a log over HTTP. Whoever serves them is not believed: sizes and times have limits, no other
 * host is gone to, and nothing but a checkpoint and tiles by our own paths is asked for.
 */
import http from 'node:http';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../../../http/problem.ts';
import { LONGEST_LEAF } from '../leaf.ts';
import { parseTilePath } from '../tile-paths.ts';
import { HASH_BYTES } from '../tree-hash.ts';

/** The network or the server did not give a file: nothing can be told from that. */
export class WebFault extends Error {
  override name = 'WebFault';
  /** Whether it may go better in a moment; `after` ms as the server asks. */
  readonly again: boolean;
  readonly after: number;

  constructor(says: string, { again = true, after = 0 } = {}) {
    super(says);
    this.again = again;
    this.after = after;
  }
}

export type WebLog = {
  address: URL;
  /** A file by its path in the log; undefined where the server has none. @throws WebFault */
  read(path: string, signal?: AbortSignal): Promise<Buffer | undefined>;
  close(): void;
};

export type WebLogOptions = {
  /** Certificates that are believed instead of those of Node.js. */
  ca?: string;
  /** How long one file may take, ms. */
  patience?: number;
  /** Before the next tries, ms; each is drawn between its half and itself. */
  pauses?: readonly number[];
};

const PATIENCE = 60_000;
const PAUSES = [1_000, 4_000, 15_000] as const;
/** The longest pause that a server can ask for, and how often. */
const LONGEST_WISH = 120_000;
const MOST_WISHES = 30;
const MOST_AT_ONCE = 6;
const LONGEST_CHECKPOINT = 100_000;
const HERE = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The address under which `checkpoint` and `tile/` lie; of a bare host that is `/audit/`.
 * @param plain whether http is taken from other hosts than this machine
 * @throws Problem `bad_input`
 */
export function logAddress(text: string, plain = false): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw wrong('The address must be one like https://help.example/audit/.');
  if (url.protocol === 'http:' && !plain && !HERE.has(url.hostname))
    throw wrong(
      'The address must begin with https://. Add --plain-http if you mean http: the signatures are checked all the same, but others can see that you ask, and hold answers back.',
    );
  if (url.username || url.password) throw wrong('The address must hold no name or password.');
  if (url.search || url.hash) throw wrong('The address must end with the path: no ? and no #.');
  if (url.pathname === '/') url.pathname = '/audit/';
  url.pathname = url.pathname.replace(/\/(?:checkpoint)?$|$/, '/');
  return url;
}

export function webLog(address: URL, options: WebLogOptions = {}): WebLog {
  const { patience = PATIENCE, pauses = PAUSES, ca } = options;
  const isTls = address.protocol === 'https:';
  const limits = { keepAlive: true, maxSockets: MOST_AT_ONCE };
  // An agent of its own takes no proxy from the environment.
  const agent = isTls
    ? new https.Agent({ ...limits, ...(ca ? { ca } : {}) })
    : new http.Agent(limits);
  const once = async (path: string, signal: AbortSignal): Promise<Buffer | undefined> => {
    const late = AbortSignal.timeout(patience);
    try {
      const both = AbortSignal.any([signal, late]);
      const answer = await request(new URL(path, address), agent, both);
      return await bodyOf(answer, path);
    } catch (error) {
      if (error instanceof WebFault) throw error;
      if (signal.aborted) throw new WebFault('the round took too long', { again: false });
      const why = late.aborted ? `not within ${patience / 1000} s` : reasonOf(error as Error);
      throw new WebFault(`${path} did not come: ${why}`);
    }
  };
  return {
    address,
    async read(path, signal = new AbortController().signal) {
      if (path !== 'checkpoint' && !parseTilePath(path))
        throw new RangeError(`${path} is no file of a log`);
      let [tries, wishes] = [0, 0];
      for (;;) {
        const fault = await once(path, signal).then(
          (bytes) => ({ bytes }),
          (error: unknown) => error,
        );
        if (!(fault instanceof WebFault)) {
          if (fault instanceof Error) throw fault;
          return (fault as { bytes: Buffer | undefined }).bytes;
        }
        const isWish = fault.after > 0 && wishes++ < MOST_WISHES;
        const wait = isWish ? Math.min(fault.after, LONGEST_WISH) : pauses[tries++];
        if (!fault.again || wait === undefined) throw fault;
        await pause(isWish ? wait : wait * (0.5 + Math.random() / 2), undefined, { signal }).catch(
          () => {
            throw new WebFault('the round took too long', { again: false });
          },
        );
      }
    },
    close: () => agent.destroy(),
  };
}

function request(
  url: URL,
  agent: http.Agent | https.Agent,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = url.protocol === 'https:' ? https.get : http.get;
    const headers = { 'accept-encoding': 'identity', 'user-agent': 'wayhouse-follow' };
    get(url, { agent, signal, headers }, resolve).on('error', reject);
  });
}

async function bodyOf(answer: http.IncomingMessage, path: string): Promise<Buffer | undefined> {
  const { statusCode: status = 0, headers } = answer;
  if (status !== 200) {
    // What an answer without the file says is not read: it may have no end.
    answer.destroy();
    if (status === 404 || status === 410) return undefined;
    if (status >= 300 && status < 400)
      throw new WebFault(
        `${path}: the server sends on to ${headers.location ?? 'somewhere'}, which is not followed; give that address if it is the log's`,
        { again: false },
      );
    throw new WebFault(`${path}: the server answered ${status}`, {
      again: status >= 500 || status === 408 || status === 429,
      after: 1_000 * Math.max(0, Number(headers['retry-after']) || 0),
    });
  }
  const most = longestOf(path);
  const parts: Buffer[] = [];
  let length = 0;
  try {
    if (headers['content-encoding'] && headers['content-encoding'] !== 'identity')
      throw new WebFault(`${path} came packed, which nobody asked for`, { again: false });
    // An answer that is cut short ends in an error of Node's.
    for await (const part of answer as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > most)
        throw new WebFault(`${path} is longer than the ${most} bytes that it can have`, {
          again: false,
        });
      parts.push(part);
    }
  } finally {
    if (!answer.complete) answer.destroy();
  }
  return Buffer.concat(parts);
}

function longestOf(path: string): number {
  const tile = parseTilePath(path);
  if (!tile) return LONGEST_CHECKPOINT;
  return tile.width * (tile.level === 'entries' ? 2 + LONGEST_LEAF : HASH_BYTES);
}

/** Node joins the failures of several addresses of one name, without a message of their own. */
function reasonOf(error: Error & { code?: string }): string {
  return error.message || error.code || error.name;
}

function wrong(detail: string): Problem {
  return new Problem('bad_input', { field: 'address', detail });
}
