/** Session kits in the console: made from cards by number, what came back of them as counts, taken down (ORI-01, ORI-03). */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  addKit,
  listKits,
  MINUTES,
  minutesFor,
  MOST_CARDS,
  nameKit,
  withdrawKit,
} from '../guidance/index.ts';
import { html } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import { type CardsHouse, cardsRoom } from './cards-room.ts';
import { type Desk, show, tongueOf } from './desk.ts';
import { HIDDEN, listOf, postsOf, type ScreenOf } from './forms.ts';
import { kitsPart } from './pages/cards-kits.ts';

const AT = '/staff/cards/kits';
const CODE = Type.Object({ code: Type.Integer({ minimum: 10, maximum: 99_999 }) });
const NAME = Type.String({ minLength: 2, maxLength: 80 });
const LANG = Type.String({ pattern: '^[a-z]{2,3}$' });

export function kitsRoutes(app: FastifyInstance, desk: Desk, house: CardsHouse): void {
  const { database, territory } = house;
  const { languages, editor, chief, framed } = cardsRoom(desk, house);

  const known = (lang: string): string => {
    if (!languages.includes(lang)) throw new Problem('bad_input', { field: 'lang' });
    return lang;
  };
  const kits: ScreenOf = async (request, top = '', typed = {}) => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const found = await listKits(database, await editor(request));
    const body = html`${top}${kitsPart(w, { kits: found, languages, nameOf, typed })}`;
    return framed(request, 'kits', AT, w.text('cards.kits'), body);
  };
  app.get(AT, HIDDEN, async (request, reply) => show(desk, request, reply, await kits(request)));

  const post = postsOf(app, desk, kits);
  post<{ kit_name: string; lang: string; cards: string; minutes?: number }>(
    AT,
    {
      kit_name: NAME,
      lang: LANG,
      cards: Type.String({ minLength: 1, maxLength: 120 }),
      minutes: Type.Optional(Type.Integer({ minimum: MINUTES.least, maximum: MINUTES.most })),
    },
    async ({ kit_name, lang, cards: given, minutes }, request) => {
      const who = await chief(request);
      const cards = listOf(given.replaceAll(/\s+/g, ','));
      if (cards.length > MOST_CARDS || !cards.every((code) => /^\d{3,7}$/.test(code)))
        throw new Problem('bad_input', { field: 'cards' });
      await addKit(database, who, {
        territory,
        title: { [known(lang)]: kit_name.trim() },
        cards: cards.map(Number),
        minutes: minutes ?? minutesFor(cards.length),
      });
    },
  );
  post<{ kit_name: string; lang: string }>(
    `${AT}/:code/name`,
    { kit_name: NAME, lang: LANG },
    async ({ kit_name, lang }, request) => {
      const { code } = request.params as { code: number };
      await nameKit(database, await chief(request), code, known(lang), kit_name.trim());
    },
    { params: CODE },
  );
  post(
    `${AT}/:code/withdrawal`,
    {},
    async (_, request) =>
      withdrawKit(database, await chief(request), (request.params as { code: number }).code),
    { params: CODE },
  );
}
