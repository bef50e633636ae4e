/**
 * Asks the public address of an installation as a browser would, and as one would who means ill: which TLS the proxy in front
 * speaks, with which ciphers and certificate, whether it lets somebody in without, and whether it says to the program that TLS
 * was spoken (ASVS 5.0, 12.1.1, 12.1.2, 12.2.1, 12.2.2; docs/proxy.md).
 */
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Finding } from './doctor.ts';

export type FrontDoor = {
  /** The public address, such as https://help.example. */
  origin: string;
  /** Certificates that are believed besides those of Node.js: for tests. */
  ca?: string;
  /** Where the name leads: for tests. The name in the address is asked for all the same. */
  at?: { host: string; plainPort: number };
  now?: number;
};

const PATIENCE = 5_000;
const DAYS_LEFT = 14;
const DAY = 86_400_000;
/** Suites of TLS 1.2 without forward secrecy or without authenticated encryption (RFC 9325, section 4). */
const WEAK_SUITES =
  'AES128-SHA:AES256-SHA:AES128-SHA256:AES256-SHA256:AES128-GCM-SHA256:AES256-GCM-SHA384:DES-CBC3-SHA:' +
  'ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA:' +
  'ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA384:' +
  'DHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA';
const HERE = new Set(['localhost', '127.0.0.1', '[::1]']);

const part = 'public address';
const wrong = (says: string): Finding => ({ part, state: 'wrong', says });

/** Every fault of the door, or one line that it is fine. Nothing is asked when it lies on this machine alone. */
export async function askFrontDoor(door: FrontDoor): Promise<Finding[]> {
  const url = new URL(door.origin);
  if (url.protocol !== 'https:')
    return HERE.has(url.hostname)
      ? [{ part, state: 'fine', says: `${door.origin}: this machine alone` }]
      : [
          wrong(
            `${door.origin} is not encrypted: staff cannot sign in, and anybody on the way reads along. Put a proxy with TLS in front and set WAYHOUSE_ORIGIN to its https address (docs/proxy.md)`,
          ),
        ];
  const found = await handshake(door, {});
  if (found instanceof Error) return [notReached(door.origin, found)];
  const end = new Date(found.getPeerCertificate().valid_to).getTime();
  const left = Math.floor((end - (door.now ?? Date.now())) / DAY);
  const protocol = found.getProtocol() ?? '';
  found.destroy();
  const faults = (
    await Promise.all([oldVersions(door), weakSuites(door), plain(door), told(door)])
  ).flat();
  if (left < DAYS_LEFT)
    faults.push({
      part,
      state: 'look',
      says: `its certificate ends in ${left} days: see that it is renewed by itself`,
    });
  return faults.length
    ? faults
    : [
        {
          part,
          state: 'fine',
          says: `${door.origin}: ${protocol}, certificate good for ${left} days`,
        },
      ];
}

function notReached(origin: string, error: Error & { code?: string }): Finding {
  const code = error.code ?? error.message;
  return /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET)$/.test(
    code,
  )
    ? { part, state: 'look', says: `${origin} does not answer from here (${code})` }
    : wrong(
        `${origin}: browsers will not believe its certificate (${code}). Take one that is publicly trusted, such as by ACME`,
      );
}

/** A TLS connection, or why there is none. */
function handshake(
  { origin, ca, at }: FrontDoor,
  options: ConnectionOptions,
): Promise<TLSSocket | (Error & { code?: string })> {
  const url = new URL(origin);
  const name = url.hostname.replaceAll(/[[\]]/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host: at?.host ?? name,
      port: Number(url.port || 443),
      ...(isIP(name) ? {} : { servername: name }),
      ...(ca ? { ca } : {}),
      ...options,
    });
    const late = setTimeout(
      () => end(Object.assign(new Error('ETIMEDOUT'), { code: 'ETIMEDOUT' })),
      PATIENCE,
    );
    const end = (error: Error): void => {
      clearTimeout(late);
      socket.destroy();
      resolve(error);
    };
    socket.on('error', end);
    socket.once('secureConnect', () => {
      clearTimeout(late);
      resolve(socket);
    });
  });
}

async function oldVersions(door: FrontDoor): Promise<Finding[]> {
  const faults: Finding[] = [];
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    const got = await handshake(door, {
      minVersion: version,
      maxVersion: version,
      ciphers: 'ALL:@SECLEVEL=0',
      rejectUnauthorized: false,
    });
    if (got instanceof Error) continue;
    got.destroy();
    faults.push(wrong(`it still speaks ${version}: let the proxy speak TLS 1.2 and 1.3 only`));
  }
  return faults;
}

async function weakSuites(door: FrontDoor): Promise<Finding[]> {
  const got = await handshake(door, {
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    ciphers: `${WEAK_SUITES}:@SECLEVEL=0`,
    rejectUnauthorized: false,
  });
  if (got instanceof Error) return [];
  const { name } = got.getCipher();
  got.destroy();
  return [wrong(`it takes the weak cipher suite ${name}: list the suites as docs/proxy.md does`)];
}

type Answer = { status: number; headers: Record<string, string | string[] | undefined> };

/** Without TLS: nothing answers, or everything is sent to https. */
async function plain({ origin, at }: FrontDoor): Promise<Finding[]> {
  const url = new URL(origin);
  const answer = await new Promise<Answer | undefined>((resolve) => {
    const asked = plainRequest({
      host: at?.host ?? url.hostname.replaceAll(/[[\]]/g, ''),
      port: at?.plainPort ?? 80,
      path: '/staff/sign-in',
      headers: { host: url.host },
      timeout: PATIENCE,
    });
    asked.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
  if (!answer || answer.status >= 400) return [];
  const to = String(answer.headers['location'] ?? '');
  return answer.status >= 301 && answer.status <= 308 && to.startsWith(`${url.origin}/`)
    ? []
    : [wrong('it also answers without TLS: let port 80 send everybody to https and nothing else')];
}

/** Whether the proxy says that TLS was spoken, and the program believes it: then it holds browsers to TLS. */
async function told({ origin, ca, at }: FrontDoor): Promise<Finding[]> {
  const url = new URL(origin);
  const answer = await new Promise<Answer | undefined>((resolve) => {
    const asked = request({
      host: at?.host ?? url.hostname.replaceAll(/[[\]]/g, ''),
      port: Number(url.port || 443),
      path: '/health/live',
      servername: url.hostname,
      headers: { host: url.host },
      timeout: PATIENCE,
      ...(ca ? { ca } : {}),
    });
    asked.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
  if (answer?.status !== 200)
    return [
      {
        part,
        state: 'look',
        says: `/health/live answers ${answer?.status ?? 'nothing'} there: is the program running?`,
      },
    ];
  return answer.headers['strict-transport-security']
    ? []
    : [
        wrong(
          'the program does not know that TLS is spoken: let the proxy set X-Forwarded-Proto, and set WAYHOUSE_TRUSTED_PROXIES to how many stand in front',
        ),
      ];
}
