/** Information points and routes in the console: made, changed and taken down by editors; opened by those who work there (INFO-08). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { NEED_CODES } from '../directory/needs.ts';
import {
  addPoint,
  addRoute,
  changePoint,
  changeRoute,
  listInfo,
  MOST_POINT_CARDS,
  MOST_POINT_LANGUAGES,
  MOST_POINT_NEEDS,
  type NewPoint,
  type NewRoute,
  POINT_KINDS,
  type PointKind,
  readPosition,
  ROUTE_POINTS,
  withdrawInfo,
} from '../guidance/index.ts';
import { html } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { asciiDigits } from '../languages/dates.ts';
import { type CardsHouse, cardsRoom } from './cards-room.ts';
import { type Desk, show, tongueOf } from './desk.ts';
import { HIDDEN, listOf, manyOf, postsOf, type ScreenOf } from './forms.ts';
import { pointsPart, standingPart } from './pages/cards-points.ts';

const AT = '/staff/cards/points';
const STANDING = '/staff/points';
const CODE = Type.Object({ code: Type.Integer({ minimum: 10, maximum: 99_999 }) });
const NAME = Type.String({ minLength: 2, maxLength: 80 });
const LANG = Type.String({ pattern: '^[a-z]{2,3}$' });
const VERSION = Type.Integer({ minimum: 1 });
const POINT = {
  point_name: NAME,
  lang: LANG,
  kind: Type.Union(POINT_KINDS.map((one) => Type.Literal(one))),
  place_name: Type.String({ minLength: 1, maxLength: 80 }),
  position: Type.Optional(Type.String({ maxLength: 40 })),
  point_cards: Type.String({ minLength: 1, maxLength: 140 }),
  needs: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
  languages: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
};
type GivenPoint = {
  point_name: string;
  lang: string;
  kind: PointKind;
  place_name: string;
  position?: string;
  point_cards: string;
  needs?: string | string[];
  languages?: string | string[];
};
const ROUTE = {
  route_name: NAME,
  lang: LANG,
  points: Type.String({ minLength: 1, maxLength: 140 }),
};
type GivenRoute = { route_name: string; lang: string; points: string };

export function pointsRoutes(app: FastifyInstance, desk: Desk, house: CardsHouse): void {
  const { database, territory } = house;
  const { languages, editor, chief, hearer, framed } = cardsRoom(desk, house);
  const labels = new Map(
    loadLanguages(territory).offered.map(({ language, needs }) => [language.code, needs]),
  );

  const known = (lang: string, field: string): string => {
    if (!languages.includes(lang)) throw new Problem('bad_input', { field });
    return lang;
  };
  const numbers = (typed: string, field: string, most: number): number[] => {
    const codes = listOf(asciiDigits(typed));
    if (!codes.length || codes.length > most || !codes.every((code) => /^\d{2,7}$/.test(code)))
      throw new Problem('bad_input', { field });
    return codes.map(Number);
  };
  const pointOf = (given: GivenPoint): NewPoint => {
    const needs = manyOf(given.needs);
    if (needs.length > MOST_POINT_NEEDS || !needs.every((need) => NEED_CODES.includes(need)))
      throw new Problem('bad_input', { field: 'needs' });
    const spoken = manyOf(given.languages);
    if (!spoken.length || spoken.length > MOST_POINT_LANGUAGES)
      throw new Problem('bad_input', { field: 'languages' });
    const typed = asciiDigits(given.position ?? '').trim();
    const position = typed ? readPosition(typed) : undefined;
    if (typed && !position) throw new Problem('bad_input', { field: 'position' });
    return {
      territory,
      kind: given.kind,
      name: { [known(given.lang, 'lang')]: given.point_name.trim() },
      place: given.place_name,
      ...(position ? { position } : {}),
      cards: numbers(given.point_cards, 'point_cards', MOST_POINT_CARDS),
      needs,
      languages: spoken.map((lang) => known(lang, 'languages')),
    };
  };
  const routeOf = (given: GivenRoute): NewRoute => {
    const points = numbers(given.points, 'points', ROUTE_POINTS.most);
    if (points.length < ROUTE_POINTS.least) throw new Problem('bad_input', { field: 'points' });
    return {
      territory,
      name: { [known(given.lang, 'lang')]: given.route_name.trim() },
      points,
    };
  };
  /** What the store calls by its own names is said of the form's fields. */
  const inForm = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const field = error instanceof Problem ? error.errors[0]?.field : undefined;
      const own = field === 'cards' ? 'point_cards' : field === 'place' ? 'place_name' : undefined;
      if (own && error instanceof Problem)
        throw new Problem('bad_input', { field: own, errors: error.errors });
      throw error;
    }
  };
  const langOf = (request: FastifyRequest): string => {
    const { language } = tongueOf(desk, request);
    return languages.includes(language.code) ? language.code : 'en';
  };

  const screen: ScreenOf = async (request, top = '', typed = {}) => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const info = await listInfo(database, await editor(request), territory);
    const lang = langOf(request);
    const needs = labels.get(lang) ?? {};
    const { change } = request.query as { change?: string };
    const open = change === undefined ? {} : { open: change };
    const body = html`${top}${pointsPart(w, { ...info, languages, nameOf, lang, typed, needs, ...open })}`;
    return framed(request, 'points', AT, w.text('at.title'), body);
  };
  app.get(AT, HIDDEN, async (request, reply) => show(desk, request, reply, await screen(request)));

  app.get(STANDING, HIDDEN, async (request, reply) => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const { points } = await listInfo(database, await hearer(request), territory, {
      standing: true,
    });
    const view = { points, nameOf, lang: langOf(request) };
    const main = html`<h1>${w.say('at.title')}</h1>${standingPart(w, view)}`;
    return show(desk, request, reply, {
      room: 'info',
      at: STANDING,
      title: w.text('at.title'),
      main,
    });
  });

  const post = postsOf(app, desk, screen);
  const codeOf = (request: FastifyRequest): number => (request.params as { code: number }).code;
  post<GivenPoint>(AT, POINT, async (given, request) => {
    const who = await chief(request);
    await inForm(addPoint(database, who, pointOf(given)));
  });
  post<GivenPoint & { version: number }>(
    `${AT}/:code`,
    { ...POINT, version: VERSION },
    async (given, request) => {
      const who = await chief(request);
      await inForm(changePoint(database, who, codeOf(request), given.version, pointOf(given)));
    },
    { params: CODE },
  );
  post<GivenRoute>(`${AT}/routes`, ROUTE, async (given, request) => {
    await addRoute(database, await chief(request), routeOf(given));
  });
  post<GivenRoute & { version: number }>(
    `${AT}/routes/:code`,
    { ...ROUTE, version: VERSION },
    async (given, request) =>
      changeRoute(database, await chief(request), codeOf(request), given.version, routeOf(given)),
    { params: CODE },
  );
  for (const [path, what] of [
    [AT, 'info_point'],
    [`${AT}/routes`, 'route'],
  ] as const)
    post(
      `${path}/:code/withdrawal`,
      {},
      async (_, request) => withdrawInfo(database, await chief(request), what, codeOf(request)),
      { params: CODE },
    );
}
