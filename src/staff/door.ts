/** Who asks: the cookie of a session, or the code of a slip, turned into somebody whom the keeper will check again. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../database/index.ts';
import { type Door, type Firewall, type Holder, look, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { countAttempt } from './attempts.ts';
import { CHANGES, HELD, QUIET_HEADER, START } from '../sync/wire.ts';
import { type SessionFacts, secretHash } from './may-issue.ts';

/** `__Host-`: only over a safe connection, only for this host, for every path (RFC 6265bis). */
export const COOKIE = '__Host-wayhouse-staff';

/** The secret in the cookie; undefined without one. */
export function sessionSecret(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === COOKIE && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return undefined;
}

/** Gives the browser the session, until it closes: no end date stands in the cookie, the server knows when it ends. */
export function giveCookie(reply: FastifyReply, secret: string): void {
  void reply.header('set-cookie', `${COOKIE}=${secret}; Path=/; Secure; HttpOnly; SameSite=Strict`);
}

/**
 * Takes it away, and asks the browser to forget the pages that it kept. Not all it stored: a tablet's sealed work must
 * still reach the server, whoever signs in next, and nobody can read it there (chapter 30, sections 5.2 and 5.3).
 */
export function takeCookie(reply: FastifyReply): void {
  void reply.header(
    'set-cookie',
    `${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`,
  );
  void reply.header('clear-site-data', '"cache"');
}

/**
 * Refuses what another site made the browser send (chapter 20, section 14): besides SameSite=Strict, a change is taken
 * only from our own pages or from a program that says so itself.
 * @throws `not_allowed`.
 */
export function refuseForeign(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  refuseSent(request);
  const { origin, host } = request.headers;
  // `null`, or what is no address at all, is no page of ours.
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host))
    throw new Problem('not_allowed');
}

/**
 * Refuses a step that is taken by a link and that only a page of ours may offer, when another site sent the browser.
 * @throws `not_allowed`.
 */
export function refuseSent(request: Pick<FastifyRequest, 'headers'>): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new Problem('not_allowed');
}

export type Facts = { facts: SessionFacts; secret: string };

/** What tablets ask by themselves, every few seconds: without a word about the person it is nobody's act. */
const ASKED_BY_ITSELF = new Set([START, CHANGES, HELD]);

/** Ms since a person last did something where the request comes from; null when nothing says that anybody did. Pure. */
export function quietOf({ headers, url }: Pick<FastifyRequest, 'headers' | 'url'>): number | null {
  const said = headers[QUIET_HEADER];
  if (typeof said === 'string' && /^\d{1,12}$/.test(said)) return Number(said);
  return ASKED_BY_ITSELF.has(url.split('?', 1)[0] ?? '') ? null : 0;
}

/** The door for routes: `facts` is the session as it is now. */
export function staffDoor(
  firewall: Firewall,
  session: (hash: Buffer, quiet: number | null) => Promise<SessionFacts | null>,
): Door & { signedIn(request: FastifyRequest): Promise<Facts | undefined> } {
  const signedIn = async (request: FastifyRequest): Promise<Facts | undefined> => {
    const secret = sessionSecret(request);
    const facts = secret ? await session(secretHash(secret), quietOf(request)) : null;
    return facts && secret ? { facts, secret } : undefined;
  };
  return {
    ...firewall,
    signedIn,
    async worker(request): Promise<Worker> {
      refuseForeign(request);
      const found = await signedIn(request);
      if (!found) throw new Problem('not_signed_in');
      return { actor: found.facts.account, org: found.facts.org, session: found.secret };
    },
    // No cookie goes with it: who has the code may act, wherever the form stood. Our pages send no origin either.
    holder: (code): Promise<Holder> => holderOf(firewall.database, code),
  };
}

/** Wrong codes in a quarter of an hour from everybody together for one code: a person scans, a program guesses. */
const MOST_CODES = 20;

async function holderOf(database: Database, code: string): Promise<Holder> {
  const plain = code.trim();
  if (plain.length < 8 || plain.length > 200) throw new Problem('not_found');
  const rows = await look(
    database,
    { role: 'app_keeper', actor: 'slip', purpose: 'own.access' },
    (tx) =>
      tx.query<{ org_id: string; subject: string }>(
        'select org_id, subject from fw.person_of($1)',
        [secretHash(plain)],
      ),
  );
  const found = rows[0];
  if (!found) {
    // Only what opens nothing is counted: every page that she opens asks anew, and a stranger cannot shut her out.
    await countAttempt(database, 'code', `slip|${plain.slice(0, 12)}`, MOST_CODES);
    throw new Problem('not_found');
  }
  return { subject: found.subject, org: found.org_id, session: plain };
}
