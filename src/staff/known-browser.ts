/**
 * Browsers on which somebody has signed in before (chapter 20, section 14; OWASP "Slow down online guessing attacks with device
 * cookies"). Tries from such a browser are counted apart, so that whoever knows a colleague's sign-in name cannot shut her out of
 * it by wrong passwords of his own.
 *
 * The cookie holds a mark for each of the last people who signed in there: a random number, a last day, and a MAC over both and the
 * sign-in name under a secret of the node. It names nobody, it opens nothing, and the server keeps no list of marks.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Steps } from './sealed-steps.ts';

export const KNOWN_COOKIE = '__Host-wayhouse-known';
/** People of one shared browser that are known there at once; who has not signed in for longest is forgotten. */
export const MOST_MARKS = 6;
/** How long a browser is known after the last signing in, days. */
export const KNOWN_DAYS = 180;

const DAY = 86_400_000;
const MARK = /^([0-9a-f]{32})\.(\d{5})\.([A-Za-z0-9_-]{43})$/;

const macOf = (steps: Steps, login: string, number: string, last: string): string =>
  steps.lasting('known browser', `${number}.${last}.${login}`).toString('base64url');

type Mark = { number: string; last: string; mac: string };

function marksIn(cookie: string | undefined, now: number): Mark[] {
  return (cookie ?? '').split('~').flatMap((text) => {
    const [, number = '', last = '', mac = ''] = MARK.exec(text) ?? [];
    return number && Number(last) * DAY > now ? [{ number, last, mac }] : [];
  });
}

const isOf = (steps: Steps, login: string, { number, last, mac }: Mark): boolean =>
  timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(steps, login, number, last)));

/**
 * Under what number this browser is known for `login` (in its plain spelling); undefined when nobody of this name has signed in
 * there, the mark is past its day or not ours.
 */
export const knownNumber = (
  steps: Steps,
  login: string,
  cookie: string | undefined,
  now: number,
): string | undefined =>
  marksIn(cookie, now)
    .slice(0, MOST_MARKS)
    .find((mark) => isOf(steps, login, mark))?.number;

/** The cookie's value after `login` has signed in: her mark first, with its number of before and a new last day. */
export function withMark(
  steps: Steps,
  login: string,
  cookie: string | undefined,
  now: number,
): string {
  const number = knownNumber(steps, login, cookie, now) ?? randomBytes(16).toString('hex');
  const last = String(Math.ceil(now / DAY) + KNOWN_DAYS);
  const others = marksIn(cookie, now).filter((mark) => mark.number !== number);
  return [{ number, last, mac: macOf(steps, login, number, last) }, ...others]
    .slice(0, MOST_MARKS)
    .map((mark) => `${mark.number}.${mark.last}.${mark.mac}`)
    .join('~');
}

/** What the browser brought. */
export function knownBy(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === KNOWN_COOKIE) return value;
  }
  return undefined;
}

/** Gives the browser its marks. Signing out leaves them: they are for the next time. */
export const giveKnown = (reply: FastifyReply, value: string): void =>
  void reply.header(
    'set-cookie',
    `${KNOWN_COOKIE}=${value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${KNOWN_DAYS * 86_400}`,
  );
