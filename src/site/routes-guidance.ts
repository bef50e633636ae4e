/** Questions and answers, the check of a print, recalls, recordings and readers' suggestions. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Listing } from '../directory/listing.ts';
import {
  isShown,
  readPrintCode,
  type Shelf,
  type ShownCard,
  SUGGESTION_KINDS,
  type Topic,
  TOPICS,
} from '../guidance/index.ts';
import type { RawHtml } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import { sendBytes } from '../http/send-bytes.ts';
import { asciiDigits } from '../languages/dates.ts';
import { sendPage } from './answer.ts';
import { guidanceCardPage, guidanceListPage } from './pages/guidance.ts';
import { onlineParts, suggestedNotice } from './pages/guidance-online.ts';
import { guidanceGonePage } from './pages/guidance-gone.ts';
import { infoLink } from './pages/info-route.ts';
import { printedPage } from './pages/printed.ts';
import { rumoursPage } from './pages/rumours.ts';
import { fieldsOf, HIDDEN, type LangParams, type RouteParts, viewOf } from './route-parts.ts';
import type { SiteHouse } from './house.ts';
import type { View } from './page.ts';

type CardParams = { Params: { lang: string; code: string } };
const MOST_PLACES = 5;

/** Registers the pages of the cards on `shelf`. */
export function guidanceRoutes(
  app: FastifyInstance,
  parts: RouteParts,
  cards: NonNullable<SiteHouse['cards']>,
): void {
  const { house, languages } = parts.surroundings;
  const { shelf, suggest } = cards;

  /** The card in the reader's language, else in the first of her chain in which it may be read. */
  const shownFor = async (code: number, lang: string): Promise<ShownCard | undefined> => {
    const own = await shelf.card(code, lang);
    if (own) return own;
    const able = await shelf.languages(code);
    const next = ['en', ...able].find((one) => able.includes(one));
    return next === undefined ? undefined : shelf.card(code, next);
  };
  const codeOf = (request: FastifyRequest): number => {
    const code = asciiDigits((request.params as CardParams['Params']).code);
    if (!/^\d{1,7}$/.test(code)) throw new Problem('not_found');
    return Number(code);
  };
  const placesOf = async ({ card }: ShownCard, view: View): Promise<readonly Listing[]> => {
    const lang = view.words.language.code;
    const named = await house.listings(card.services, lang);
    const [need] = card.needs;
    if (!need || named.length >= MOST_PLACES) return named.slice(0, MOST_PLACES);
    const answer = house.find({
      needs: [need],
      lang,
      now: view.now,
      limit: MOST_PLACES,
      ...(card.place === undefined ? {} : { place: { placeId: card.place } }),
    });
    const codes = answer.items
      .filter(({ group }) => group === 'fits')
      .map(({ code }) => code)
      .filter((code) => !card.services.includes(code));
    return [...named, ...(await house.listings(codes, lang))].slice(0, MOST_PLACES);
  };

  app.get<LangParams>('/:lang/rights', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const hasPoints = Boolean((await cards.info?.read())?.points.length);
    const below = hasPoints ? infoLink(view) : undefined;
    return sendPage(request, reply, await listPage(view, shelf, below && { below }));
  });
  app.get<LangParams & { Params: { territory: string; topic: string } }>(
    '/:lang/rights/:territory/:topic',
    HIDDEN,
    async (request, reply) => {
      const view = viewOf(parts, request);
      const { territory, topic } = request.params;
      if (territory !== house.settings.territory || !isTopic(topic)) throw new Problem('not_found');
      return sendPage(
        request,
        reply,
        await listPage(view, shelf, { topic, from: fromOf(request) }),
      );
    },
  );

  app.get<LangParams>('/:lang/rumours', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const { cards: own, others } = await cardsFor(shelf, view.words.language.code, isRumourAnswer);
    return sendPage(request, reply, rumoursPage(view, [...own, ...others], fromOf(request)));
  });

  type Said = { suggested: 'thanks' | 'not_kept'; typed?: string };
  const cardPage = async (request: FastifyRequest, view: View, code: number, said?: Said) => {
    const lang = view.words.language.code;
    const shown = await shownFor(code, lang);
    if (!shown) {
      const able = await shelf.languages(code);
      const gone = await shelf.gone(code, lang);
      if (!gone) throw new Problem('not_found');
      return { page: guidanceGonePage(view, { ...gone, languages: able }), status: 410 };
    }
    const able = await shelf.languages(code);
    if (!isShown(shown.standing))
      return {
        page: guidanceGonePage(view, {
          card: shown.card,
          standing: shown.standing,
          languages: able,
        }),
        status: 410,
      };
    const page = guidanceCardPage(view, {
      shown,
      languages: able,
      listings: await placesOf(shown, view),
      large: fieldsOf(request.query)['letters'] === 'large',
      above: suggestedNotice(view, said?.suggested),
      below: onlineParts(view, { shown, papers: cards.papers ?? [], ...said }),
    });
    return { page, status: 200 };
  };
  app.get<CardParams>('/:lang/c/:code', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const { page, status } = await cardPage(request, view, codeOf(request));
    return sendPage(request, reply, page, { status });
  });
  // The short address on paper: the reader says her language first.
  app.get<{ Params: { code: string } }>('/c/:code', HIDDEN, async (request, reply) => {
    return reply.redirect(`/?to=${encodeURIComponent(`/c/${String(codeOf(request))}`)}`, 302);
  });
  app.post<CardParams>('/:lang/c/:code', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const code = codeOf(request);
    const fields = fieldsOf(request.body);
    const kind = SUGGESTION_KINDS.find((one) => one === fields['kind']);
    const [, of = '', version = ''] =
      /^([a-z]{2,3}) (\d{1,6})$/.exec(String(fields['of'] ?? '')) ?? [];
    if (!kind || !of)
      throw new Problem('bad_input', {
        errors: [
          {
            field: kind ? 'of' : 'kind',
            expected: kind
              ? 'the language and version of the card'
              : `one of: ${SUGGESTION_KINDS.join(', ')}`,
          },
        ],
      });
    const typed = String(fields['words'] ?? '')
      .trim()
      .slice(0, 280)
      .toWellFormed();
    const kept = await suggest({
      id: randomUUID(),
      card: code,
      lang: of,
      version: Number(version),
      kind,
      ...(typed ? { words: typed } : {}),
    });
    const said: Said = kept ? { suggested: 'thanks' } : { suggested: 'not_kept', typed };
    const { page } = await cardPage(request, view, code, said);
    return sendPage(request, reply, page, { noStore: true, status: kept ? 200 : 422 });
  });

  const printed = async (view: View, typed: string) => {
    const read = readPrintCode(asciiDigits(typed));
    if (!read) return printedPage(view, undefined, typed);
    const standing = await shelf.standing(read.card, read.lang, read.version);
    const readable = (await shelf.languages(read.card)).length > 0;
    return printedPage(view, { ...read, readable, ...(standing ? { standing } : {}) }, typed);
  };
  app.get<LangParams>('/:lang/printed', HIDDEN, async (request, reply) => {
    const typed = String(fieldsOf(request.query)['code'] ?? '')
      .slice(0, 24)
      .toWellFormed();
    return sendPage(request, reply, await printed(viewOf(parts, request), typed));
  });
  // What a QR code leads to: in the language of the print.
  app.get<{ Params: { code: string } }>('/p/:code', HIDDEN, async (request, reply) => {
    const typed = request.params.code.slice(0, 24).toWellFormed();
    const lang = readPrintCode(asciiDigits(typed))?.lang ?? '';
    const spoken = languages.find(lang) ?? languages.english;
    const page = await printed(parts.surroundings.view(spoken), typed);
    return sendPage(request, reply, page);
  });

  app.get('/recalls.json', HIDDEN, async (_request, reply) => {
    reply.header('cache-control', 'private, no-cache');
    return { territory: house.settings.territory, recalls: await shelf.recalls() };
  });
  app.get<{ Params: { id: string } }>('/cards/media/:id', HIDDEN, async (request, reply) => {
    if (!/^[0-9a-f-]{36}$/.test(request.params.id)) throw new Problem('not_found');
    const medium = await shelf.medium(request.params.id);
    if (!medium) throw new Problem('not_found');
    const { mime, content, sha256 } = medium;
    const cacheControl = 'private, max-age=86400, immutable';
    return sendBytes(request, reply, { mime, content, tag: sha256.slice(0, 32), cacheControl });
  });
}

/** The list of a language, with what exists only in English so far. */
async function listPage(
  view: View,
  shelf: Shelf,
  { topic, from = 0, below }: { topic?: Topic; from?: number; below?: RawHtml } = {},
) {
  const about = ({ card }: ShownCard): boolean => topic === undefined || card.topic === topic;
  const { cards, others } = await cardsFor(shelf, view.words.language.code, about);
  const more = { ...(topic ? { topic } : {}), ...(below ? { below } : {}) };
  return guidanceListPage(view, { cards, others, from, ...more });
}

const isRumourAnswer = ({ card }: ShownCard): boolean => card.kind === 'rumour_answer';

/** What may be read in a language, and what of the rest may be read in English. */
async function cardsFor(shelf: Shelf, lang: string, about: (one: ShownCard) => boolean) {
  const cards = (await shelf.list(lang)).filter(about);
  const known = new Set(cards.map(({ card }) => card.code));
  const others =
    lang === 'en'
      ? []
      : (await shelf.list('en')).filter((one) => about(one) && !known.has(one.card.code));
  return { cards, others };
}

/** Where a further page begins; 0 for what is no number. */
function fromOf(request: FastifyRequest): number {
  const from = Number(fieldsOf(request.query)['from'] ?? 0);
  return Number.isSafeInteger(from) && from > 0 && from < 100_000 ? from : 0;
}

function isTopic(text: string): text is Topic {
  return (TOPICS as readonly string[]).includes(text);
}
