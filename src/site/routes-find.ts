/** The finder's questions and answers (chapter 10, section 5.1): need and place by address, all else by body. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isNeedCode } from '../directory/needs.ts';
import { Problem } from '../http/problem.ts';
import { type Asked, askedFields, finderQuery, readAsked } from './asked.ts';
import { KeptPages, sendPage, SHORT_LIVED_QUALITY } from './answer.ts';
import { placePage } from './pages/place.ts';
import { questionPage } from './pages/question.ts';
import { resultsPage } from './pages/results.ts';
import type { SitePlace } from './house.ts';
import { fieldsOf, HIDDEN, type RouteParts, viewOf } from './route-parts.ts';
import type { Page, View } from './page.ts';

/** Places on one page of results (chapter 10, section 5.2). */
export const RESULTS = 20;
const MINUTE_MS = 60_000;

type NeedParams = { Params: { lang: string; need: string } };

/** Paper names place and need, as addresses do; the other wishes stay with the person. */
function paperOf({ need }: Asked, place: number, lang: string): string {
  return `/${lang}/wallet.pdf?place=${place}${need === undefined ? '' : `&need=${need}`}`;
}

export function findRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { house } = parts.surroundings;

  const placeOf = (asked: Asked, lang: string): SitePlace | undefined =>
    asked.place ? house.place(asked.place, lang) : undefined;
  const find = (view: View, asked: Asked, limit: number) =>
    house.find(
      finderQuery(asked, {
        now: view.now,
        lang: view.words.language.tag,
        zone: house.settings.zone,
        limit,
      }),
    );

  /** The question of an address: its need, and the place of its query. */
  const addressed = (request: FastifyRequest, fields: unknown): Asked => {
    const { need } = request.params as NeedParams['Params'];
    if (need !== 'any' && !isNeedCode(need)) throw new Problem('not_found');
    const asked = readAsked(fieldsOf(fields));
    return need === 'any' ? asked : { ...asked, need };
  };

  const question = (
    request: FastifyRequest,
    reply: FastifyReply,
    asked: Asked,
    noStore: boolean,
  ): Promise<FastifyReply> => {
    const view = viewOf(parts, request);
    const lang = view.words.language.code;
    const place = placeOf(asked, lang);
    const { fits } = find(view, asked, 1).counts;
    const page = questionPage(view, {
      asked,
      fits,
      larger: house.largerPlaces(lang),
      ...(place ? { place } : {}),
    });
    return sendPage(request, reply, page, { noStore });
  };
  const ready = new KeptPages(400, SHORT_LIVED_QUALITY);
  let readyFor: { generation: unknown; minute: number } | undefined;
  /** A list by address holds nothing of the person who asks: the same minute and the same data give the same page. */
  const list = async (
    request: FastifyRequest,
    reply: FastifyReply,
    asked: Asked,
  ): Promise<FastifyReply> => {
    const generation = house.generation?.();
    if (generation === undefined) return results(request, reply, asked, false);
    const minute = Math.floor(house.now() / MINUTE_MS);
    if (readyFor?.generation !== generation || readyFor.minute !== minute) {
      ready.clear();
      readyFor = { generation, minute };
    }
    const { lang } = request.params as NeedParams['Params'];
    return ready.send(
      request,
      reply,
      `${lang} ${asked.need ?? ''} ${String(asked.place ?? '')}`,
      () => resultsOf(request, asked, false),
    );
  };
  const results = (
    request: FastifyRequest,
    reply: FastifyReply,
    asked: Asked,
    byPost: boolean,
  ): Promise<FastifyReply> =>
    parts.minute.send(
      request,
      reply,
      keptKey(request, asked, byPost),
      () => resultsOf(request, asked, byPost),
      { noStore: byPost },
    );
  const resultsOf = async (
    request: FastifyRequest,
    asked: Asked,
    byPost: boolean,
  ): Promise<Page> => {
    const view = viewOf(parts, request);
    const lang = view.words.language.code;
    const place = placeOf(asked, lang);
    const answer = find(view, asked, RESULTS);
    const listings = await house.listings(
      answer.items.map(({ code }) => code),
      lang,
    );
    return resultsPage(view, {
      asked,
      answer,
      listings,
      shareable: byPost,
      ...(place ? { place } : {}),
      ...(place && house.cards?.papers ? { paper: paperOf(asked, place.id, lang) } : {}),
    });
  };

  app.get<NeedParams>('/:lang/find/:need', HIDDEN, async (request, reply) =>
    question(request, reply, onlyAddress(addressed(request, request.query)), false),
  );
  app.post<NeedParams>('/:lang/find/:need', HIDDEN, async (request, reply) =>
    question(request, reply, addressed(request, request.body), true),
  );
  app.get<NeedParams>('/:lang/find/:need/places', HIDDEN, async (request, reply) =>
    list(request, reply, onlyAddress(addressed(request, request.query))),
  );

  app.post<{ Params: { lang: string } }>('/:lang/search', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const { placeText, ...asked } = readAsked(fieldsOf(request.body));
    if (placeText === undefined) return results(request, reply, asked, true);
    const lang = view.words.language.code;
    const found = house.places(placeText, lang);
    const only = theOne(found, placeText);
    if (only) return results(request, reply, { ...asked, place: only.id }, true);
    const { place: _, ...unplaced } = asked;
    const page = placePage(view, {
      larger: house.largerPlaces(lang),
      typed: { text: placeText, found },
      carry: askedFields(unplaced),
    });
    return sendPage(request, reply, page, { noStore: true });
  });
  // A search that is opened by its address has lost its question: ask again.
  app.get<{ Params: { lang: string } }>('/:lang/search', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    return reply.redirect(`/${view.words.language.code}/find`, 302);
  });
}

/** A question of codes alone may be kept for the minute; own words and where somebody stands are never kept. */
function keptKey(request: FastifyRequest, asked: Asked, byPost: boolean): string | undefined {
  if (!byPost || asked.text !== undefined || asked.position) return undefined;
  const { lang } = request.params as NeedParams['Params'];
  return `results ${lang} ${askedFields(asked).join('&')}`;
}

/** Only need and place count in an address; wishes in one would be written down on the way. */
function onlyAddress({ need, place }: Asked): Asked {
  return {
    speak: [],
    must: [],
    ...(need ? { need } : {}),
    ...(place === undefined ? {} : { place }),
  };
}

/** The place that is meant without doubt: the only one found, or the only one of exactly this name. */
function theOne(found: readonly SitePlace[], text: string): SitePlace | undefined {
  if (found.length <= 1) return found[0];
  const same = found.filter(({ name }) => name.text.toLowerCase() === text.toLowerCase());
  return same.length === 1 ? same[0] : undefined;
}
