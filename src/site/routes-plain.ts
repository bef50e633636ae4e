/** Home, place, words, map, offline: pages that hold nothing about anybody. */
import type { FastifyInstance } from 'fastify';
import { finderQuery, readAsked } from './asked.ts';
import { sendPage } from './answer.ts';
import type { Page, View } from './page.ts';
import { homePage } from './pages/home.ts';
import { mapPage } from './pages/map.ts';
import { needsPage } from './pages/needs.ts';
import { offlinePage } from './pages/offline.ts';
import { placePage } from './pages/place.ts';
import { accessibilityPage, emergencyPage, howWeListPage, privacyPage } from './pages/plain.ts';
import { fieldsOf, HIDDEN, type LangParams, type RouteParts, viewOf } from './route-parts.ts';
import { Problem } from '../http/problem.ts';

const MAP_PLACES = 60;

export function plainRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { kept, scripts } = parts;
  const { house } = parts.surroundings;
  const words: Record<string, (view: View) => Page> = {
    'how-we-list': howWeListPage,
    privacy: privacyPage,
    accessibility: accessibilityPage,
    emergency: emergencyPage,
    offline: (view) => offlinePage(view, { bytes: scripts.worker.bytes + scripts.packs.bytes }),
  };
  for (const [path, make] of Object.entries(words)) {
    app.get<LangParams>(`/:lang/${path}`, HIDDEN, async (request, reply) => {
      const view = viewOf(parts, request);
      return kept.send(request, reply, `${path} ${view.words.language.code}`, () => make(view));
    });
  }

  app.get<LangParams>('/:lang/', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const lang = view.words.language.code;
    const asked = readAsked(fieldsOf(request.query));
    const id = asked.place ?? house.settings.defaultPlace;
    const place = id ? house.place(id, lang) : undefined;
    return kept.send(request, reply, `home ${lang} ${String(place?.id ?? '')}`, () =>
      homePage(view, { cards: house.cards !== undefined, ...(place ? { place } : {}) }),
    );
  });

  app.get<LangParams>('/:lang/find', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const { place } = readAsked(fieldsOf(request.query));
    return kept.send(
      request,
      reply,
      `needs ${view.words.language.code} ${String(place ?? '')}`,
      () => needsPage(view, place === undefined ? {} : { place }),
    );
  });

  app.get<LangParams>('/:lang/place', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    return sendPage(
      request,
      reply,
      placePage(view, { larger: house.largerPlaces(view.words.language.code) }),
    );
  });
  app.post<LangParams>('/:lang/place', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const lang = view.words.language.code;
    const text = readAsked(fieldsOf(request.body)).placeText;
    if (!text) return reply.redirect(`/${lang}/place`, 303);
    const found = house.places(text, lang);
    const page = placePage(view, { larger: house.largerPlaces(lang), typed: { text, found } });
    return sendPage(request, reply, page, { noStore: true });
  });

  app.get<LangParams>('/:lang/map', HIDDEN, async (request, reply) => {
    const view = viewOf(parts, request);
    const lang = view.words.language.code;
    const asked = readAsked(fieldsOf(request.query));
    const place = asked.place === undefined ? undefined : house.place(asked.place, lang);
    const answer = house.find(
      finderQuery(asked, { now: view.now, lang, zone: house.settings.zone, limit: MAP_PLACES }),
    );
    const listings = await house.listings(
      answer.items.map(({ code }) => code),
      lang,
    );
    const map = house.settings.basemap
      ? { script: scripts.map.path, bytes: scripts.map.bytes }
      : {};
    return sendPage(
      request,
      reply,
      mapPage(view, { asked, listings, ...(place ? { place } : {}), ...map }),
      { map: true },
    );
  });

  // Whatever else is asked for in a language is answered in it.
  app.get<LangParams>('/:lang/*', HIDDEN, async (request) => {
    viewOf(parts, request);
    throw new Problem('not_found');
  });
}
