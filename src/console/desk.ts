/** What every screen's route needs: who is there, in which language, and how a screen or a refusal is sent. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.ts';
import { html, type RawHtml } from '../http/html.ts';
import { PROBLEMS } from '../http/problem-codes.ts';
import { dayFirst } from '../languages/dates.ts';
import type { Words } from '../languages/messages.ts';
import { contentPolicyOf, type Look } from '../site/index.ts';
import { PASSWORD_WORDS, type StaffParts } from '../staff/index.ts';
import { bad, frame, type Screen, type Somebody } from './shell.ts';
import type { Tongue, Tongues } from './words.ts';

/** Only in a demonstration: who can be chosen to come in as. */
export type DemoDoor = {
  people: readonly { login: string; name: string; roles: readonly string[] }[];
  /** The secret of the cookie; undefined for somebody who is not one of these. */
  enter(login: string): Promise<string | undefined>;
};

export type Desk = StaffParts & {
  look: Look;
  tongues: Tongues;
  name: string;
  /** IANA zone of the installation: its days and hours. */
  zone: string;
  script: string;
  demo?: DemoDoor;
};

const LANGUAGE = '__Host-wayhouse-staff-language';

/** A cookie of ours by name. */
export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value = ''] = part.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}

export const languageCookie = (code: string): string =>
  `${LANGUAGE}=${code}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000`;

export const tongueOf = (desk: Desk, request: FastifyRequest): Tongue =>
  desk.tongues.choose(cookieOf(request, LANGUAGE), request.headers['accept-language']);

export async function somebody(desk: Desk, request: FastifyRequest): Promise<Somebody | undefined> {
  const found = await desk.house.signedIn(request);
  if (!found) return undefined;
  const { name, account, roles } = found.facts;
  return { name, account, roles: roles.map(({ role }) => role) };
}

/** Sends a screen. No other host, no frame, nothing kept. */
export async function show(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  screen: Screen,
  status = 200,
): Promise<FastifyReply> {
  const who = await somebody(desk, request);
  const { text, hash } = frame(
    { ...desk, tongue: tongueOf(desk, request), ...(who ? { who } : {}) },
    screen,
  );
  return reply
    .status(status)
    .header('content-security-policy', contentPolicyOf(hash))
    .header('referrer-policy', 'same-origin')
    .header('cache-control', 'no-store')
    .header('vary', 'cookie, accept-language')
    .type('text/html; charset=utf-8')
    .send(text);
}

const SAID = new Set([
  'not_signed_in',
  'too_many',
  'conflict',
  'not_found',
  'second_person_needed',
  'recipient_barred',
  'unavailable',
  'training_lapsed',
  'wrong_step',
  'lookup_limit',
  'malware_found',
  'scanner_away',
]);

/** What did not work, in plain words of the reader's language. */
export function said(words: Words, problem: Problem): RawHtml {
  const fault = Object.entries(PASSWORD_WORDS).find(([, text]) => text === problem.detail)?.[0];
  if (fault) return words.say(`password.${fault}`);
  if (problem.code === 'bad_input') {
    const field = problem.field ?? problem.errors[0]?.field ?? '-';
    if (field === 'token') return words.say('problem.bad_link');
    const label = `field.${field}`;
    const wrong = words.say('problem.bad_input', {
      field: words.has(label) ? words.text(label) : field,
    });
    const given = problem.errors[0]?.given;
    return given
      ? html`${wrong} ${words.say('problem.not_standing', { list: words.list(given) })}`
      : wrong;
  }
  const named = `problem.${problem.code}_${problem.field ?? ''}`;
  if ((problem.code === 'conflict' || problem.code === 'not_signed_in') && words.has(named))
    return words.say(named);
  const code = problem.code === 'not_allowed' ? 'not_found' : problem.code;
  return words.say(SAID.has(code) ? `problem.${code}` : 'problem.other');
}

/**
 * Carries out what a form asks. When it is refused, `again` makes the screen with the reason on top; without a session the
 * reader is led to sign in, without a fresh proof to show it.
 */
export async function attempt(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<FastifyReply>,
  again: (refused: RawHtml | '') => Promise<Screen> | Screen,
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'proof_needed') throw error;
    // Whoever brought a file sees the form again; of other faults the house knows less.
    if (error.status >= 500 && error.code !== 'scanner_away') throw error;
    if (error.code === 'not_signed_in' && !(await somebody(desk, request)) && !isDoor(request))
      throw error;
    const { words } = tongueOf(desk, request);
    return show(desk, request, reply, await again(bad(said(words, error))), error.status);
  }
}

const isDoor = (request: FastifyRequest): boolean =>
  /^\/staff\/(sign-in|set-up|provider)/.test(request.routeOptions.url ?? '');

/** What no route caught, as a screen. */
export async function refused(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): Promise<FastifyReply> {
  if (problem.code === 'not_signed_in' && !isDoor(request))
    return reply.header('cache-control', 'no-store').redirect('/staff/sign-in', 303);
  if (problem.code === 'proof_needed')
    return reply.header('cache-control', 'no-store').redirect('/staff/proof', 303);
  const { words } = tongueOf(desk, request);
  const main = html`<h1>${words.say('console.label')}</h1>${bad(said(words, problem))}<p><a href="/staff">${words.say('in.back')}</a></p>`;
  return show(desk, request, reply, { title: PROBLEMS[problem.code].title, main }, problem.status);
}

/** A day in the reader's words; "not yet" without one. */
export function dayText(words: Words, day: string | Date | null, none = 'access.never'): string {
  if (day === null) return words.text(none);
  const date = typeof day === 'string' ? new Date(`${day.slice(0, 10)}T12:00:00Z`) : day;
  const { tag, digits } = words.language;
  return new Intl.DateTimeFormat(dayFirst(tag), {
    dateStyle: 'long',
    calendar: 'gregory',
    numberingSystem: digits,
  }).format(date);
}
