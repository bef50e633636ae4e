/** Rumours in the console: those who meet people write them down, editors and translators check and answer them (INFO-03). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  answerRumour,
  checkRumour,
  closeRumour,
  type Harm,
  listRumours,
  logRumour,
  mergeRumour,
  readRumour,
  RUMOUR_MEDIA,
  type RumourMedium,
} from '../guidance/index.ts';
import { html } from '../http/html.ts';
import { type CardsHouse, cardsRoom } from './cards-room.ts';
import { type Desk, show, somebody, tongueOf } from './desk.ts';
import { HIDDEN, postsOf, type ScreenOf, type Typed } from './forms.ts';
import { logForm, RUMOUR_LISTS, rumourList, rumourPart } from './pages/rumours.ts';
import { done } from './shell.ts';
import { dayOf } from './typed-day.ts';

const AT = '/staff/cards/rumours';
const LOG = '/staff/rumours/new';
const ID = Type.Object({ id: Type.String({ format: 'uuid' }) });
const VERSION = { version: Type.Integer({ minimum: 1 }) };
const FIELDS = {
  as_heard: Type.String({ minLength: 3, maxLength: 400 }),
  lang: Type.String({ pattern: '^[a-z]{2,3}$' }),
  heard_on: Type.String({ maxLength: 40 }),
  place: Type.Optional(Type.String({ maxLength: 80 })),
  medium: Type.Union(RUMOUR_MEDIA.map((one) => Type.Literal(one))),
  harm: Type.Integer({ minimum: 1, maximum: 3 }),
};
type Given = {
  as_heard: string;
  lang: string;
  heard_on: string;
  place?: string;
  medium: RumourMedium;
  harm: Harm;
};
type Versioned = { version: number };

export function rumourRoutes(app: FastifyInstance, desk: Desk, house: CardsHouse): void {
  const { database } = house;
  const { languages, today, editor, hearer, framed } = cardsRoom(desk, house);
  const form = (request: FastifyRequest, action: string, typed: Typed) => {
    const { words: w, nameOf, language } = tongueOf(desk, request);
    const lang = languages.find((code) => code === language.code) ?? 'en';
    return logForm(w, { action, typed, languages, nameOf, today: today(), lang });
  };
  const log = async (given: Given, request: FastifyRequest): Promise<string> =>
    logRumour(
      database,
      await hearer(request),
      {
        heardOn: dayOf(tongueOf(desk, request).words, 'heard_on', given.heard_on),
        lang: given.lang,
        asHeard: given.as_heard,
        medium: given.medium,
        harm: given.harm,
        ...(given.place ? { place: given.place } : {}),
      },
      today(),
    );

  /** For those who meet people: to write one down, nothing else. */
  const own: ScreenOf = async (request, top = '', typed = {}) => {
    const { words: w } = tongueOf(desk, request);
    await hearer(request);
    return {
      room: 'rumours',
      at: LOG,
      title: w.text('rumours.new'),
      main: html`<h1>${w.say('rumours.new')}</h1>${top}<p>${w.say('rumours.new_lead')}</p>${form(request, LOG, typed)}`,
    };
  };
  app.get(LOG, HIDDEN, async (request, reply) => show(desk, request, reply, await own(request)));
  postsOf(app, desk, own)<Given>(LOG, FIELDS, log, { said: 'rumours.logged' });

  const list: ScreenOf = async (request, top = '', typed = {}) => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const who = await editor(request);
    const asked = (request.query as { state?: string }).state;
    const state = RUMOUR_LISTS.find((one) => one === asked) ?? 'open';
    const rumours = await listRumours(database, who, state);
    const view = { rumours, state, now: desk.door.now(), zone: desk.zone, nameOf };
    const isTyped = Object.keys(typed).length > 0;
    const body = html`${top}${rumourList(w, view)}<details${isTyped ? html` open` : ''}><summary>${w.say('rumours.new')}</summary>${form(request, AT, typed)}</details>`;
    return framed(request, 'rumours', AT, w.text('cards.rumours'), body);
  };
  app.get(AT, HIDDEN, async (request, reply) => show(desk, request, reply, await list(request)));
  postsOf(app, desk, list)<Given>(
    AT,
    FIELDS,
    async (given, request) => {
      await editor(request);
      await log(given, request);
    },
    { said: 'rumours.logged' },
  );

  const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;
  const one: ScreenOf = async (request, top = '') => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const who = await editor(request);
    const found = await readRumour(database, who, idOf(request));
    const chief = (await somebody(desk, request))?.roles.includes('editor') ?? false;
    const view = { ...found, chief, now: desk.door.now(), zone: desk.zone, nameOf };
    const at = `${AT}/${idOf(request)}`;
    const body = html`${top}${rumourPart(w, view)}`;
    return framed(request, 'rumours', at, w.text('rumours.one'), body);
  };
  app.get(`${AT}/:id`, { schema: { hide: true, params: ID } }, async (request, reply) =>
    show(desk, request, reply, await one(request)),
  );
  const of = postsOf(app, desk, one);
  const step = async (request: FastifyRequest, { version }: Versioned) =>
    [database, await editor(request), { id: idOf(request), version }] as const;
  of<Versioned>(
    `${AT}/:id/check`,
    VERSION,
    async (given, request) => checkRumour(...(await step(request, given))),
    { params: ID },
  );
  of<Versioned & { same_as: string }>(
    `${AT}/:id/same`,
    { ...VERSION, same_as: Type.String({ format: 'uuid' }) },
    async (given, request) => {
      const [data, who, at] = await step(request, given);
      await mergeRumour(data, who, { ...at, sameAs: given.same_as });
    },
    { params: ID },
  );
  of<Versioned & { card: number }>(
    `${AT}/:id/answer`,
    { ...VERSION, card: Type.Integer({ minimum: 100, maximum: 9_999_999 }) },
    async (given, request) => {
      const [data, who, at] = await step(request, given);
      const isOut = await answerRumour(data, who, { ...at, card: given.card });
      const { words: w } = tongueOf(desk, request);
      return done(w.say(isOut ? 'rumours.answered' : 'rumours.answer_waits'));
    },
    { params: ID },
  );
  of<Versioned & { note: string }>(
    `${AT}/:id/close`,
    { ...VERSION, note: Type.String({ minLength: 1, maxLength: 600 }) },
    async (given, request) => {
      const [data, who, at] = await step(request, given);
      await closeRumour(data, who, { ...at, note: given.note });
    },
    { params: ID },
  );
}
