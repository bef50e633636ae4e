/** Services, points, organisations, print and feedback. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Listing } from '../directory/listing.ts';
import { Problem } from '../http/problem.ts';
import { asciiDigits } from '../languages/dates.ts';
import { sendPage } from './answer.ts';
import { neighbours } from './code-neighbours.ts';
import { type Lost, nearestFits } from './nearest-fit.ts';
import { GAP } from './minute-answers.ts';
import { OUTCOMES, type Outcome, REASON_CODES, type ReasonCode } from './house.ts';
import { feedbackPage } from './pages/feedback.ts';
import { organizationPage } from './pages/organization.ts';
import { pointPage } from './pages/point.ts';
import { printPage } from './pages/print.ts';
import { servicePage } from './pages/service.ts';
import { fieldsOf, HIDDEN, type RouteParts, spokenOf, viewOf } from './route-parts.ts';
import type { Page } from './page.ts';
import { endedCode, NoSuchCode } from './routes-errors.ts';

type CodeParams = { Params: { lang: string; code: string } };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export function placeRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { house } = parts.surroundings;
  // Cut where it is too long; half a letter at the cut would be no text.
  const codeOf = (request: FastifyRequest): string =>
    asciiDigits((request.params as CodeParams['Params']).code)
      .slice(0, 12)
      .toWellFormed();

  const listingOf = async (request: FastifyRequest, lang: string): Promise<Listing> => {
    const code = codeOf(request);
    const [listing] = /^\d{2,9}$/.test(code) ? await house.listings([code], lang) : [];
    if (listing) return listing;
    const ended = house.ended(code, lang);
    if (ended) throw await endedCode(viewOf(parts, request), house, ended);
    if (!/^\d{1,12}$/.test(code)) throw new Problem('not_found');
    throw new NoSuchCode({
      code,
      near: (await house.listings(neighbours(code), lang)).slice(0, 5),
    });
  };

  app.get<CodeParams>('/:lang/s/:code', HIDDEN, async (request, reply) => {
    const lang = spokenOf(parts, request).words.language.code;
    const make = async (): Promise<Page> => {
      const view = viewOf(parts, request);
      const listing = await listingOf(request, lang);
      const [elsewhere, counts] = await Promise.all([
        listing.elsewhere.length ? house.listings(listing.elsewhere.slice(0, 10), lang) : [],
        house.feedbackCounts(listing.code),
      ]);
      const nearest =
        listing.freshness === 'withdrawn'
          ? await nearestFits(house, lostPlace(listing), { lang, now: view.now })
          : [];
      return servicePage(view, { listing, elsewhere, counts, feedbackId: GAP, nearest });
    };
    return parts.minute.send(request, reply, serviceKey(lang, codeOf(request)), make, {
      gap: randomUUID,
    });
  });

  app.get<CodeParams>('/:lang/print/:code', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    return sendPage(
      request,
      reply,
      printPage(view, { listing: await listingOf(request, view.words.language.code) }),
    );
  });

  app.get<CodeParams>('/:lang/point/:code', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const lang = view.words.language.code;
    const point = await house.point(codeOf(request), lang);
    if (!point) throw new NoSuchCode({ code: codeOf(request) });
    const listings = await house.listings(point.services, lang);
    return sendPage(
      request,
      reply,
      pointPage(view, { point, listings, paper: house.cards?.papers !== undefined }),
    );
  });

  app.get<CodeParams>('/:lang/org/:code', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const lang = view.words.language.code;
    const organization = await house.organization(request.params.code, lang);
    if (!organization) throw new Problem('not_found');
    const listings = await house.listings(organization.services, lang);
    return sendPage(request, reply, organizationPage(view, { organization, listings }));
  });

  // A feedback address that is opened instead of sent leads to the place's own page.
  app.get<CodeParams>('/:lang/feedback/:code', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    return reply.redirect(
      `/${view.words.language.code}/s/${encodeURIComponent(codeOf(request))}#feedback`,
      302,
    );
  });
  app.post<CodeParams>('/:lang/feedback/:code', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const feedback = readFeedback(fieldsOf(request.body));
    // What somebody met at a door counts also when the place has ended since.
    const ended = house.ended(codeOf(request), view.words.language.code);
    const { code } = ended ?? (await listingOf(request, view.words.language.code));
    let saved = true;
    try {
      await house.recordFeedback({ ...feedback, code });
      for (const { language } of parts.surroundings.languages.offered)
        parts.minute.forget(serviceKey(language.code, code));
    } catch (error) {
      // Another answer from the same form: the first one counts.
      if (error instanceof Problem && error.code !== 'conflict' && error.status < 500) throw error;
      saved = error instanceof Problem && error.code === 'conflict';
      if (!saved) request.log.error({ err: error }, 'feedback not saved');
    }
    const page = feedbackPage(view, {
      code,
      id: feedback.id,
      outcome: feedback.outcome,
      saved,
      withReason: Boolean(feedback.barrier),
    });
    return sendPage(request, reply, page, { noStore: true, status: saved ? 200 : 503 });
  });
}

function lostPlace({ code, needs, place }: Listing): Lost {
  return { code, needs, ...(place?.position ? { near: place.position } : {}) };
}

function serviceKey(lang: string, code: string): string {
  return `service ${lang} ${code}`;
}

/** @throws Problem `bad_input` naming the field */
function readFeedback(fields: Record<string, unknown>): {
  id: string;
  outcome: Outcome;
  barrier?: ReasonCode;
} {
  const { id, outcome, reason } = fields;
  const errors = [];
  if (typeof id !== 'string' || !UUID.test(id)) errors.push({ field: 'id', expected: 'a UUID' });
  if (!(OUTCOMES as readonly unknown[]).includes(outcome))
    errors.push({ field: 'outcome', expected: OUTCOMES.join(', ') });
  if (reason !== undefined && !(REASON_CODES as readonly unknown[]).includes(reason))
    errors.push({ field: 'reason', expected: REASON_CODES.join(', ') });
  if (errors.length) throw new Problem('bad_input', { errors });
  return {
    id: id as string,
    outcome: outcome as Outcome,
    ...(reason === undefined ? {} : { barrier: reason as ReasonCode }),
  };
}
