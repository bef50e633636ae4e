import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { listCards, listTodo, readCoverage } from './lists.ts';
import { saveWords, withdrawCard } from './store.ts';
import { CLINIC_WORDS, NOTHING, publishedCard, publishIn, worker } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const TODAY = '2026-11-22';
const FRENCH = {
  question: 'Où voir un médecin sans payer ?',
  answer: 'La clinique de la gare est gratuite.',
  nextStep: 'Allez-y.',
  action: 'go',
} as const;

it('says what waits, what is older, and forgets it with what settles it', async () => {
  const card = await publishedCard(database);
  const todo = () => listTodo(database, worker());
  expect(await todo()).toEqual([]);
  await saveWords(database, worker(), {
    card,
    lang: 'fr',
    words: FRENCH,
    change: 'meaning',
    origin: 'machine',
    after: 0,
  });
  expect(await todo()).toMatchObject([
    { card, lang: 'fr', kind: 'words', revision: 1, question: FRENCH.question },
  ]);
  await publishIn(database, card, 'fr', FRENCH, NOTHING, 1);
  expect(await todo()).toEqual([]);
  await publishIn(
    database,
    card,
    'en',
    { ...CLINIC_WORDS, answer: 'The clinic moved to the port.' },
    NOTHING,
    1,
  );
  expect(await todo()).toMatchObject([{ card, lang: 'fr', kind: 'older' }]);
  expect(await listTodo(database, worker(), 'es')).toEqual([]);
  expect(await listCards(database, worker(), { state: 'older' }, TODAY)).toMatchObject([
    { code: card, older: 1, languages: 2 },
  ]);
  expect(await readCoverage(database, worker())).toMatchObject({
    cards: 1,
    languages: [
      { lang: 'en', out: 1, older: 0 },
      { lang: 'fr', out: 1, older: 1 },
    ],
  });
  await publishIn(database, card, 'fr', FRENCH, NOTHING, 2);
  expect(await todo()).toEqual([]);
  await saveWords(database, worker(), {
    card,
    lang: 'es',
    words: FRENCH,
    change: 'meaning',
    origin: 'machine',
    after: 0,
  });
  await withdrawCard(database, worker(), card, 'harmful');
  expect(await todo()).toEqual([]);
  expect(await listCards(database, worker(), { state: 'withdrawn' }, TODAY)).toMatchObject([
    { code: card, withdrawnWhy: 'harmful' },
  ]);
});

it('finds cards by number, words, topic and date, and never those that others have to do', async () => {
  const school = await publishedCard(
    database,
    { topic: 'school', needs: ['school'] },
    { question: 'Can my child go to school?' },
  );
  const find = (filter: Parameters<typeof listCards>[2]) =>
    listCards(database, worker(), filter, TODAY);
  expect((await find({ text: String(school) })).map(({ code }) => code)).toEqual([school]);
  expect((await find({ text: 'GO TO SCHOOL' })).map(({ code }) => code)).toEqual([school]);
  expect((await find({ topic: 'school' })).map(({ code }) => code)).toEqual([school]);
  expect(await find({ state: 'overdue' })).toEqual([]);
  expect(await find({ after: school })).toEqual([]);
  expect(
    (await listCards(database, worker(), { state: 'overdue' }, '2027-06-01')).map(
      ({ code }) => code,
    ),
  ).toEqual([school]);
  const stranger = worker('00000000-0000-7000-8000-0000000000b2');
  expect((await listCards(database, stranger, { topic: 'school' }, TODAY))[0]).toMatchObject({
    own: false,
  });
  expect(await listTodo(database, stranger)).toEqual([]);
});
