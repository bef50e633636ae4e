/**
 * HSDS over the web: one document, or all pages of an HSDS API. Only https, and never an address of a
 * private network: whoever names a source must not reach what stands behind our own door.
 */
import { type LookupAddress, lookup as lookUp } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';
import { Problem } from '../../../http/problem.ts';
import { bounded, type Input } from './bounds.ts';

export type WebOptions = {
  /** The operator's configuration allows plain http and private addresses (a feed inside its own network). */
  allowPrivate?: boolean;
  /** ISO instant: only what changed since (HSDS `modified_after`). */
  modifiedAfter?: string;
};

const MOST_PAGES = 5_000;
const MOST_REDIRECTS = 3;
const PAGE_TIMEOUT = 60_000;

const PRIVATE = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['2002::', 16],
] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv6');
}

export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const family = isIP(mapped ?? address);
  return family === 0 || PRIVATE.check(mapped ?? address, family === 4 ? 'ipv4' : 'ipv6');
}

/** @throws Problem `bad_input` for an address that is not allowed; `unavailable` while reading, when the source does not answer. */
export function openWeb(address: string, options: WebOptions = {}): Input {
  if (!URL.canParse(address))
    throw new Problem('bad_input', {
      field: 'url',
      detail: 'Expected an address that begins with https://.',
    });
  const url = new URL(address);
  check(url, options);
  if (options.modifiedAfter) url.searchParams.set('modified_after', options.modifiedAfter);
  const name = `${url.hostname}${url.pathname}`.replace(/\/$/, '');
  return {
    files: [
      {
        name: /\.json$/i.test(name) ? name : `${name}.json`,
        open: () => bounded(pages(url, options), { bytes: 0 }),
      },
    ],
    close: async () => {},
  };
}

function check(url: URL, options: WebOptions): void {
  const plain = url.protocol === 'http:' && options.allowPrivate === true;
  if (url.protocol !== 'https:' && !plain)
    throw new Problem('bad_input', {
      field: 'url',
      detail: 'Expected an address that begins with https://.',
    });
  if (url.username || url.password)
    throw new Problem('bad_input', {
      field: 'url',
      detail: 'An address with a password in it is not taken.',
    });
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!options.allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw refusedAddress();
}

function refusedAddress(): Problem {
  return new Problem('bad_input', {
    field: 'url',
    detail:
      'This address belongs to a private network. The configuration of the deployment would have to allow it.',
  });
}

/** The bodies of all pages, one after the other. */
async function* pages(first: URL, options: WebOptions): AsyncGenerator<Uint8Array> {
  const url = new URL(first);
  if (
    /\/(?:services|organizations|service_at_locations)\/?$/.test(url.pathname) &&
    !url.searchParams.has('full')
  )
    url.searchParams.set('full', 'true');
  for (let page = Number(url.searchParams.get('page') ?? '1'); page <= MOST_PAGES; page++) {
    if (page > 1) url.searchParams.set('page', String(page));
    const tail: Uint8Array[] = [];
    let head: Uint8Array | undefined;
    let size = 0;
    for await (const chunk of body(url, options)) {
      head ??= chunk;
      size += chunk.length;
      tail.push(chunk.subarray(-2_048));
      if (tail.length > 2) tail.shift();
      yield chunk;
    }
    yield new Uint8Array([0x0a]);
    // The envelope stands before or after the records: both ends are enough to read it.
    const text = `${Buffer.from((head ?? new Uint8Array()).subarray(0, 2_048)).toString('utf8')} ${Buffer.concat(tail).toString('utf8')}`;
    if (size === 0 || !/"last_page"\s*:\s*false/.test(text)) return;
  }
  throw new Problem('too_large', {
    field: 'url',
    detail: `The source has more than ${MOST_PAGES} pages.`,
  });
}

async function* body(start: URL, options: WebOptions): AsyncGenerator<Uint8Array> {
  let url = start;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    check(url, options);
    const answer = await request(url, options);
    const status = answer.statusCode ?? 0;
    if (status >= 300 && status < 400 && answer.headers.location) {
      answer.resume();
      url = new URL(answer.headers.location, url);
      continue;
    }
    if (status !== 200) {
      answer.resume();
      throw new Problem('unavailable', {
        field: 'url',
        detail: `The source answered ${status} to page ${url.searchParams.get('page') ?? '1'}.`,
      });
    }
    yield* answer as AsyncIterable<Uint8Array>;
    return;
  }
  throw new Problem('unavailable', {
    field: 'url',
    detail: 'The source sends from one address to the next without end.',
  });
}

function request(url: URL, options: WebOptions): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? https.get : http.get;
    const sent = send(
      url,
      {
        lookup: options.allowPrivate ? lookUp : publicOnly,
        timeout: PAGE_TIMEOUT,
        headers: { accept: 'application/json', 'user-agent': 'wayhouse' },
      },
      resolve,
    );
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.on('error', (error) => {
      reject(
        error instanceof Problem
          ? error
          : new Problem('unavailable', {
              field: 'url',
              detail: 'The source does not answer.',
              cause: error,
            }),
      );
    });
  });
}

/** Looks names up like the system, and refuses what leads inside: the address that is checked is the one that is used. */
const publicOnly: typeof lookUp = ((
  hostname: string,
  options: { all?: boolean },
  done: (error: Error | null, address?: string | LookupAddress[], family?: number) => void,
) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error);
    if (addresses.length === 0 || addresses.some(({ address }) => isPrivateAddress(address)))
      return done(refusedAddress());
    const [first] = addresses;
    return options.all ? done(null, addresses) : done(null, first?.address, first?.family);
  });
}) as unknown as typeof lookUp;
