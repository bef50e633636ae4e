/** Cards in the console: what waits, the cards, their words in each language, coverage (issue: the editor; LANG-02, INFO-04). */
import { daysAfter } from '../languages/days.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { openReadAloud } from '../channels/index.ts';
import {
  ACTIONS,
  addCard,
  answerRumour,
  type CardDesk,
  type CardMark,
  changeCard,
  checkWords,
  compareTranslation,
  decideSuggestion,
  filledWords,
  lacking,
  listCards,
  listSuggestions,
  listTodo,
  markWords,
  publishWords,
  readCard,
  readCoverage,
  readRumour,
  referencesIn,
  saveWords,
  withdrawCard,
  WITHDRAWN_WHY,
} from '../guidance/index.ts';
import { html, type RawHtml } from '../http/html.ts';
import { Problem } from '../http/problem.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { knownLanguage } from '../languages/known-languages.ts';
import {
  answerTo,
  FACT_FIELDS,
  daysRead,
  factsOf,
  type FactsGiven,
  filterOf,
  OF_RUMOUR,
  previewsOf,
  wordsOf,
  type WordsGiven,
} from './card-forms.ts';
import { draftWaits, hasSound, recordingsOf } from './card-recordings.ts';
import { audioRoutes } from './routes-card-audio.ts';
import { type CardsHouse, cardsRoom } from './cards-room.ts';
import { type Desk, show, tongueOf } from './desk.ts';
import { Elsewhere, HIDDEN, postsOf, type ScreenOf, type Typed } from './forms.ts';
import { cardPart, factsForm } from './pages/card-facts.ts';
import { wordsPart } from './pages/card-words.ts';
import { allPart, coveragePart, todoPart } from './pages/cards-list.ts';

const tonguePart = (lang: string) => ({ lang, tag: knownLanguage(lang)?.tag ?? lang });

/** Days after which a card is looked at again, when nothing else is said. */
const REVIEW_AFTER = 90;

type CardParams = { code: number };
type WordsParams = { code: number; lang: string };
const CARD = Type.Object({ code: Type.Integer({ minimum: 100, maximum: 9_999_999 }) });
const LANG = Type.String({ pattern: '^[a-z]{2,3}$' });
const WORDS = Type.Object({ ...CARD.properties, lang: LANG });

export function cardsRoutes(app: FastifyInstance, desk: Desk, house: CardsHouse): void {
  const { database, territory, resolve, scan } = house;
  const { languages, today, editor, chief, framed } = cardsRoom(desk, house);
  const reader = openReadAloud(loadLanguages(territory));

  app.get<{ Querystring: { lang?: string } }>('/staff/cards', HIDDEN, async (request, reply) => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const lang = languages.find((code) => code === request.query.lang);
    const todo = await listTodo(database, await editor(request), lang);
    const view = { languages, zone: desk.zone, nameOf, ...(lang ? { lang } : {}) };
    const body = todoPart(w, todo, view);
    const screen = framed(request, '', '/staff/cards', w.text('cards.todo_title'), body);
    return show(desk, request, reply, screen);
  });

  app.get('/staff/cards/all', HIDDEN, async (request, reply) => {
    const { words: w } = tongueOf(desk, request);
    const filter = filterOf(request.query);
    const lines = await listCards(database, await editor(request), filter, today());
    const body = allPart(w, lines, filter, desk.zone);
    const screen = framed(request, 'all', '/staff/cards/all', w.text('cards.all'), body);
    return show(desk, request, reply, screen);
  });

  app.get('/staff/cards/coverage', HIDDEN, async (request, reply) => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const coverage = await readCoverage(database, await editor(request));
    const body = coveragePart(w, coverage, { offered: languages, zone: desk.zone, nameOf });
    const at = '/staff/cards/coverage';
    const screen = framed(request, 'coverage', at, w.text('cards.coverage'), body);
    return show(desk, request, reply, screen);
  });

  const facts = (request: FastifyRequest, typed: Typed, found?: CardDesk): RawHtml => {
    const { words: w, nameOf, language } = tongueOf(desk, request);
    const spoken = loadLanguages(territory).find(language.code);
    return factsForm(w, {
      typed,
      languages,
      nameOf,
      needs: spoken?.needs ?? {},
      today: today(),
      reviewBy: daysAfter(today(), REVIEW_AFTER),
      ...(found ? { card: found.card, version: found.version } : {}),
    });
  };
  const newCard: ScreenOf = async (request, top = '', typed = {}) => {
    const { words: w } = tongueOf(desk, request);
    await chief(request);
    return framed(
      request,
      'all',
      '/staff/cards/new',
      w.text('cards.new'),
      html`${top}${facts(request, typed)}`,
    );
  };
  app.get<{ Querystring: { rumour?: string; lang?: string } }>(
    '/staff/cards/new',
    HIDDEN,
    async (request, reply) => {
      const { rumour, lang } = request.query;
      const typed = rumour
        ? answerTo(
            rumour,
            languages.find((one) => one === lang),
            today(),
          )
        : {};
      return show(desk, request, reply, await newCard(request, '', typed));
    },
  );
  postsOf(app, desk, newCard)<FactsGiven & { rumour?: string }>(
    '/staff/cards/new',
    { ...FACT_FIELDS, ...OF_RUMOUR },
    async (typed, request) => {
      const given = daysRead(tongueOf(desk, request).words, typed);
      const who = await chief(request);
      const rumour = given.rumour
        ? (await readRumour(database, who, given.rumour)).rumour
        : undefined;
      const code = await addCard(database, who, factsOf(given, territory));
      if (rumour) await answerRumour(database, who, { ...rumour, card: code });
      return new Elsewhere(`/staff/cards/${String(code)}/${given.source_lang ?? 'en'}`);
    },
  );

  const card: ScreenOf = async (request, top = '', typed = {}) => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const who = await editor(request);
    const { code } = request.params as CardParams;
    const found = await readCard(database, who, code);
    const question = found.revisions.find(({ lang }) => lang === found.card.sourceLang)?.question;
    const body = cardPart(w, {
      desk: found,
      own: found.card.ownerOrg === who.org,
      languages,
      nameOf,
      zone: desk.zone,
      suggestions: await listSuggestions(database, who, code),
      facts: facts(request, typed, found),
    });
    const title = question ?? w.text('cards.number', { code: String(code) });
    return framed(request, 'all', `/staff/cards/${String(code)}`, title, html`${top}${body}`);
  };
  app.get<{ Params: CardParams }>(
    '/staff/cards/:code',
    { schema: { hide: true, params: CARD } },
    async (request, reply) => show(desk, request, reply, await card(request)),
  );
  const ofCard = postsOf(app, desk, card);
  ofCard<FactsGiven & { version: number }>(
    '/staff/cards/:code/facts',
    { ...FACT_FIELDS, version: Type.Integer() },
    async (typed, request) => {
      const who = await chief(request);
      const given = daysRead(tongueOf(desk, request).words, typed);
      const { code } = request.params as CardParams;
      const found = await readCard(database, who, code);
      const source_lang = found.card.sourceLang;
      await changeCard(
        database,
        who,
        code,
        given.version,
        factsOf({ ...given, source_lang }, territory),
      );
    },
    { params: CARD },
  );
  ofCard<{ why: (typeof WITHDRAWN_WHY)[number] }>(
    '/staff/cards/:code/withdrawal',
    { why: Type.Union(WITHDRAWN_WHY.map((why) => Type.Literal(why))) },
    async ({ why }, request) =>
      withdrawCard(database, await chief(request), (request.params as CardParams).code, why),
    { params: CARD, said: 'cards.withdrawn_done' },
  );
  ofCard<{ id: string; decided: 'used' | 'not_used' }>(
    '/staff/cards/:code/suggestions',
    {
      id: Type.String({ format: 'uuid' }),
      decided: Type.Union([Type.Literal('used'), Type.Literal('not_used')]),
    },
    async ({ id, decided }, request) =>
      decideSuggestion(database, await editor(request), id, decided),
    { params: CARD },
  );
  app.get<{ Params: CardParams; Querystring: { lang: string } }>(
    '/staff/cards/:code/language',
    { schema: { hide: true, params: CARD, querystring: Type.Object({ lang: LANG }) } },
    async (request, reply) =>
      reply.redirect(`/staff/cards/${String(request.params.code)}/${request.query.lang}`, 303),
  );

  const words: ScreenOf = async (request, top = '', typed = {}) => {
    const { words: w, nameOf } = tongueOf(desk, request);
    const who = await editor(request);
    const { code, lang } = request.params as WordsParams;
    if (!languages.includes(lang)) throw new Problem('not_found');
    const found = await readCard(database, who, code);
    const last = found.revisions.find((one) => one.lang === lang);
    const source = found.revisions.find((one) => one.lang === found.card.sourceLang);
    const out = found.publications.find((one) => one.lang === lang && one.endedAt === undefined);
    const marks = last
      ? found.marks.filter((one) => one.lang === lang && one.revision === last.revision)
      : [];
    const values = last ? await resolve(referencesIn(last), lang) : {};
    const reading = last && { code, words: filledWords(last, values) };
    const unknown = last && referencesIn(last).some((one) => values[one] === undefined);
    const recordings = recordingsOf(found, lang, who.actor);
    const hindrance = unknown
      ? 'reference'
      : draftWaits(recordings)
        ? 'waiting'
        : await reader.hindrance(lang);
    const script = reading && reader.script(lang, reading);
    const lacks =
      last &&
      lacking({
        card: found.card,
        revision: last,
        sourceMeaning: source?.meaning ?? last.meaning,
        marks,
        audio: hasSound(found, lang),
        today: today(),
      });
    const body = wordsPart(w, {
      card: found.card,
      lang,
      own: found.card.ownerOrg === who.org && !found.card.withdrawn,
      marks,
      findings: last ? checkWords(last, lang, new Set(Object.keys(values))) : [],
      compared:
        last && source
          ? compareTranslation(
              found.revisions.find(
                (one) => one.lang === source.lang && one.meaning === last.meaning,
              ) ?? source,
              last,
              tonguePart(source.lang),
              tonguePart(lang),
            )
          : [],
      audio: {
        code,
        lang,
        revision: last?.revision ?? 0,
        zone: desk.zone,
        nameOf,
        recordings,
        ...(script ? { script } : {}),
        ...(hindrance ? { hindrance } : {}),
      },
      previews: last
        ? previewsOf(w, found.card, filledWords(last, values), lang, (out?.version ?? 0) + 1)
        : [],
      typed,
      me: who.actor,
      zone: desk.zone,
      nameOf,
      ...(last ? { last } : {}),
      ...(source ? { source } : {}),
      ...(out ? { out } : {}),
      ...(lacks ? { lacking: lacks } : {}),
    });
    const at = `/staff/cards/${String(code)}/${lang}`;
    const title =
      last?.question ?? source?.question ?? w.text('cards.number', { code: String(code) });
    return framed(request, 'all', at, title, html`${top}${body}`);
  };
  app.get<{ Params: WordsParams }>(
    '/staff/cards/:code/:lang',
    { schema: { hide: true, params: WORDS } },
    async (request, reply) => show(desk, request, reply, await words(request)),
  );
  const ofWords = postsOf(app, desk, words);
  ofWords<WordsGiven>(
    '/staff/cards/:code/:lang',
    {
      question: Type.String({ minLength: 1, maxLength: 200 }),
      answer: Type.String({ minLength: 1, maxLength: 600 }),
      nextStep: Type.String({ minLength: 1, maxLength: 200 }),
      action: Type.Union(ACTIONS.map((action) => Type.Literal(action))),
      target: Type.Optional(Type.String({ maxLength: 200 })),
      child: Type.Optional(Type.String({ maxLength: 600 })),
      alt: Type.Optional(Type.String({ maxLength: 200 })),
      change: Type.Optional(Type.Union([Type.Literal('typo'), Type.Literal('meaning')])),
      after: Type.Integer({ minimum: 0 }),
    },
    async (given, request) => {
      const { code, lang } = request.params as WordsParams;
      if (!languages.includes(lang)) throw new Problem('not_found');
      await saveWords(database, await editor(request), {
        card: code,
        lang,
        words: wordsOf(given),
        change: given.change ?? 'meaning',
        origin: 'written',
        after: given.after,
      });
    },
    { params: WORDS, said: 'cards.words_saved' },
  );
  ofWords<{
    revision: number;
    mark: CardMark['mark'];
    asked?: number;
    right?: number;
    note?: string;
  }>(
    '/staff/cards/:code/:lang/marks',
    {
      revision: Type.Integer({ minimum: 1 }),
      mark: Type.Union(
        (['reviewed', 'back_checked', 'understood', 'returned'] as const).map((mark) =>
          Type.Literal(mark),
        ),
      ),
      asked: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
      right: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
      note: Type.Optional(Type.String({ maxLength: 600 })),
    },
    async ({ revision, mark, asked, right, note }, request) => {
      const { code, lang } = request.params as WordsParams;
      const isUnderstood = mark === 'understood';
      if (isUnderstood && (asked === undefined || right === undefined || right > asked))
        throw new Problem('bad_input', { field: 'right' });
      await markWords(database, await editor(request), code, {
        lang,
        revision,
        mark,
        ...(isUnderstood && asked !== undefined && right !== undefined ? { asked, right } : {}),
        ...(note ? { note } : {}),
      });
    },
    { params: WORDS },
  );
  ofWords<{ revision: number; override?: string }>(
    '/staff/cards/:code/:lang/publication',
    {
      revision: Type.Integer({ minimum: 1 }),
      override: Type.Optional(Type.String({ minLength: 10, maxLength: 400 })),
    },
    async ({ revision, override }, request) => {
      const { code: card, lang } = request.params as WordsParams;
      const toPublish = { card, lang, revision, ...(override ? { override } : {}) };
      await publishWords(database, await chief(request), toPublish, resolve);
    },
    { params: WORDS, said: 'cards.given_out' },
  );
  audioRoutes(app, desk, { database, resolve, scan, editor, reader, params: WORDS, words });
}
