/** Information points, their shared tablet and their file, and routes (INFO-08, INFO-01; chapter 10, section 4.5). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendAloneFile } from './send-alone-file.ts';
import { type PaperWords, paperWords } from '../channels/print/index.ts';
import { isNeedCode } from '../directory/needs.ts';
import { type InfoPoint, type InfoRoute, printCode, stopsOf } from '../guidance/index.ts';
import { Problem } from '../http/problem.ts';
import { asciiDigits, wallClock } from '../languages/dates.ts';
import { sendPage } from './answer.ts';
import type { SiteHouse } from './house.ts';
import { AFTER_HARM, infoPointPage } from './pages/info-point.ts';
import { infoListPage, infoRoutePage } from './pages/info-route.ts';
import {
  kioskAt,
  kioskCard,
  kioskMenu,
  kioskNeed,
  kioskPlace,
  kioskQuestion,
  kioskSafe,
} from './pages/kiosk.ts';
import { openFileSizes } from './file-sizes.ts';
import { peerFile } from './peer-file.ts';
import { fieldsOf, HIDDEN, type LangParams, type RouteParts, viewOf } from './route-parts.ts';
import type { Page, View } from './page.ts';
import { cardFor, localName, nearPoint, shownPoint, type ShownPoint } from './shown-point.ts';
import { askedLine, walletPlaces } from './wallet-places.ts';

/** As long as a pack is good (chapter 10, section 3.7). */
const GOOD_DAYS = 30;
/** Seconds without a touch after which a shared tablet asks for the language again. */
export const REST_SECONDS = 90;

type CodeParams = { Params: { lang: string; code: string } };

/** Registers the pages of information points and routes. */
export function infoRoutes(
  app: FastifyInstance,
  parts: RouteParts,
  cards: NonNullable<SiteHouse['cards']>,
  info: NonNullable<NonNullable<SiteHouse['cards']>['info']>,
): void {
  const { house, languages } = parts.surroundings;
  const { shelf } = cards;
  const { origin, territory, zone } = house.settings;
  const wordsOf = paperWords(languages);

  const codeOf = (request: FastifyRequest): string =>
    asciiDigits((request.params as CodeParams['Params']).code);
  const read = async () => {
    const { points, routes } = await info.read();
    const own = <T extends { territory: string }>(all: readonly T[]): readonly T[] =>
      all.filter((one) => one.territory === territory);
    return { points: own(points), routes: own(routes) };
  };
  const pointOf = async (request: FastifyRequest): Promise<InfoPoint> => {
    const code = codeOf(request);
    const found = (await read()).points.find((one) => String(one.code) === code);
    if (!found) throw new Problem('not_found');
    return found;
  };
  const askedBy = (view: View) => ({ lang: view.words.language.code, now: view.now });
  const showing = (view: View, point: InfoPoint): Promise<ShownPoint> =>
    shownPoint(house, shelf, point, askedBy(view));
  const lineOf = (view: View, point: InfoPoint) => {
    const lang = view.words.language.code;
    const place = house.place(point.place, lang);
    return { point, name: localName(point.name, lang), ...(place ? { place } : {}) };
  };

  /** The phone-to-phone file, limited to the point's cards and the places near it. */
  const fileOf = (view: View, { point, name, cards: shown, near }: ShownPoint): Buffer => {
    const lang = view.words.language.code;
    const paper = { ...view, words: wordsOf(lang) as PaperWords };
    const made = wallClock(view.now, zone).day;
    const seen = new Set<string>();
    const groups = near.map(({ need, found }) => ({
      name: view.needs[need] ?? need,
      places: walletPlaces(
        paper,
        found.map(({ listing }) => listing).filter(({ code }) => !seen.has(code) && seen.add(code)),
      ),
    }));
    return Buffer.from(
      peerFile({
        view: paper,
        title: name.text,
        cards: shown.filter(({ publication }) => publication.lang === lang),
        groups: groups.filter(({ places }) => places.length),
        made,
        until: made + GOOD_DAYS,
        address: `${origin}/${lang}/at/${String(point.code)}`,
      }),
    );
  };

  const sizes = openFileSizes();
  /** All that the file of a point is made of: its point, its cards, the places as they are today. */
  const wordsIn = (view: View, { point, cards: shown, near }: ShownPoint): string =>
    [
      point.version,
      wallClock(view.now, zone).day,
      ...shown.map(({ publication, standing }) => [printCode(publication), standing.state]),
      ...near.map(({ need, found }) => [
        need,
        ...found.map(({ listing }) => [listing.code, listing.updatedAt, listing.freshness]),
      ]),
    ].join();

  app.get<LangParams>('/:lang/at', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const { points, routes } = await read();
    const lines = points.map((point) => lineOf(view, point));
    return sendPage(request, reply, infoListPage(view, { points: lines, routes }));
  });

  app.get<CodeParams>('/:lang/at/:code', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const query = fieldsOf(request.query);
    const point = await pointOf(request);
    if (query['kiosk'] !== undefined) return sendKiosk(request, reply, view, point, query);
    const shown = await showing(view, point);
    const { routes } = await read();
    const fileBytes = await sizes(
      `${point.code}-${view.words.language.code}`,
      wordsIn(view, shown),
      () => fileOf(view, shown),
    );
    const page = infoPointPage(view, {
      ...shown,
      routes: routes.filter(({ points }) => points.includes(point.code)),
      fileBytes,
      prints: cards.papers !== undefined,
    });
    return sendPage(request, reply, page);
  });

  app.get<CodeParams>('/:lang/at/:code/file.html', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const { lang, code } = request.params;
    return sendAloneFile(request, reply, {
      name: `at-${asciiDigits(code)}-${lang}.html`,
      text: fileOf(view, await showing(view, await pointOf(request))),
      cacheControl: 'private, no-cache',
    });
  });

  app.get<CodeParams>('/:lang/route/:code', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const { points, routes } = await read();
    const route = routes.find((one) => String(one.code) === codeOf(request));
    if (!route) throw new Problem('not_found');
    return sendPage(request, reply, infoRoutePage(view, route, await stopsIn(view, route, points)));
  });
  const stopsIn = async (view: View, route: InfoRoute, points: readonly InfoPoint[]) => {
    // A point that was withdrawn falls out of the way.
    const own = route.points.flatMap((code) => points.find((one) => one.code === code) ?? []);
    return Promise.all(
      stopsOf(own).map(async (stop) => {
        const lang = view.words.language.code;
        const found = await Promise.all(stop.point.cards.map((code) => cardFor(shelf, code, lang)));
        return {
          ...stop,
          ...lineOf(view, stop.point),
          cards: found.filter((card) => card !== undefined),
        };
      }),
    );
  };

  // The short address on paper, and the question of the shared tablet.
  app.get<{ Params: { code: string } }>('/at/:code', HIDDEN, async (request, reply) => {
    const query = fieldsOf(request.query);
    const point = await pointOf(request);
    if (query['kiosk'] === undefined)
      return reply.redirect(`/?to=${encodeURIComponent(`/at/${String(point.code)}`)}`, 302);
    const view = parts.surroundings.view(languages.english);
    const first = point.languages.flatMap((code) => languages.find(code) ?? []);
    const all = languages.offered;
    const isWhole = query['all'] !== undefined || first.length === 0;
    const page = kioskQuestion(
      view,
      { point, name: localName(point.name, 'en') },
      { first: first.length ? first : [languages.english], all, isWhole },
    );
    if (isWhole) comesBack(reply, point);
    return sendPage(request, reply, page, { noStore: true });
  });

  /** Without a touch the tablet asks for the language again: a header, so that it needs no script. */
  const comesBack = (reply: FastifyReply, { code }: InfoPoint): FastifyReply =>
    reply.header('refresh', `${String(info.restSeconds ?? REST_SECONDS)};url=${kioskAt(code)}`);

  const sendKiosk = async (
    request: FastifyRequest,
    reply: FastifyReply,
    view: View,
    point: InfoPoint,
    query: Record<string, unknown>,
  ): Promise<FastifyReply> => {
    const page = await kioskPage(view, point, query);
    // What is not there any more leads to the beginning, never to a page from which nobody comes back.
    if (!page) return reply.redirect(kioskAt(point.code), 302);
    return sendPage(request, comesBack(reply, point), page, { noStore: true });
  };
  const kioskPage = async (
    view: View,
    point: InfoPoint,
    { card, need, place, safe }: Record<string, unknown>,
  ): Promise<Page | undefined> => {
    const asked = askedBy(view);
    if (card !== undefined) {
      const code = point.cards.find((one) => String(one) === card);
      const found = code === undefined ? undefined : await cardFor(shelf, code, asked.lang);
      if (!found) return undefined;
      const [near] = await nearPoint(house, point, asked, found.card.needs.slice(0, 1));
      return kioskCard(view, { point }, found, near);
    }
    if (need !== undefined) {
      if (typeof need !== 'string' || !isNeedCode(need)) return undefined;
      const [near] = await nearPoint(house, point, asked, [need]);
      return near && kioskNeed(view, { point }, near);
    }
    if (place !== undefined) {
      if (typeof place !== 'string' || !/^\d{3,12}$/.test(place)) return undefined;
      const [listing] = await house.listings([place], asked.lang);
      if (!listing || listing.freshness === 'withdrawn') return undefined;
      const said = askedLine(wordsOf(asked.lang) as PaperWords, listing);
      return kioskPlace(view, { point }, listing, said);
    }
    if (safe !== undefined)
      return kioskSafe(view, { point }, await nearPoint(house, point, asked, AFTER_HARM));
    return kioskMenu(view, await showing(view, point));
  };
}
