import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../database/testing.ts';
import { readCard, saveWords, withdrawCard } from '../store.ts';
import { CLINIC_WORDS, ORG, publishedCard, publishIn, worker } from '../testing.ts';
import { applyImport, cardsToTranslate, previewImport } from './exchange-cards.ts';
import { readExchange, writeExchange } from './index.ts';

let fresh: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.close());

const TAGS = { from: 'en', to: 'fr' };
const FRENCH = {
  question: 'Où voir un médecin ?',
  answer: 'La clinique de la gare est gratuite. Sans papiers. La police n’en sait rien.',
  nextStep: 'Y aller, ou appeler.',
  action: 'go',
} as const;
const bytes = (text: string): Buffer => Buffer.from(text);

it('goes out, comes back, is saved as imported and waits for a reader', async () => {
  const database = fresh;
  const [editor, code] = [worker(), await publishedCard(database)];
  const wanted = { from: 'en', to: 'fr', what: 'waiting' } as const;
  const { cards } = await cardsToTranslate(database, editor, wanted);
  expect(cards.find(({ card }) => card === code)).toMatchObject({
    revision: 1,
    meaning: 1,
    translation: 0,
    state: 'initial',
    target: {},
  });
  for (const format of ['xliff', 'csv'] as const) {
    const file = writeExchange(format, cards, TAGS);
    expect(
      (await previewImport(database, editor, readExchange(bytes(file)), TAGS)).outcomes.every(
        ({ does }) => does === 'empty',
      ),
    ).toBe(true);
  }
  const translated = cards.map((card) => ({
    ...card,
    state: 'translated' as const,
    target: FRENCH,
  }));
  const file = readExchange(bytes(writeExchange('xliff', translated, TAGS)));
  const { outcomes, digest } = await previewImport(database, editor, file, TAGS);
  expect(outcomes.find(({ card }) => card === code)).toMatchObject({
    does: 'new',
    after: 0,
    older: false,
  });
  expect((await readCard(database, editor, code)).revisions).toHaveLength(1);
  await applyImport(database, editor, file, TAGS, digest);
  const [saved, ...more] = (await readCard(database, editor, code)).revisions.filter(
    ({ lang }) => lang === 'fr',
  );
  expect(saved).toMatchObject({
    ...FRENCH,
    revision: 1,
    meaning: 1,
    origin: 'imported',
    by: editor.actor,
  });
  expect(more).toEqual([]);
  expect(
    (await readCard(database, editor, code)).publications.filter(({ lang }) => lang === 'fr'),
  ).toEqual([]);
  // Once more changes nothing, and what goes out again comes back as it was.
  expect(
    (await previewImport(database, editor, file, TAGS)).outcomes.every(
      ({ does }) => does === 'unchanged',
    ),
  ).toBe(true);
  const again = await cardsToTranslate(database, editor, { ...wanted, what: 'all' });
  const back = readExchange(bytes(writeExchange('csv', again.cards, TAGS)));
  expect(
    (await previewImport(database, editor, back, TAGS)).outcomes.every(
      ({ does }) => does === 'unchanged',
    ),
  ).toBe(true);
  expect((await cardsToTranslate(database, editor, wanted)).cards).toEqual([]);
});

it('keeps a translation of an older source as older, and saves nothing when something has changed since the preview', async () => {
  const database = fresh;
  const [editor, code] = [worker(), await publishedCard(database)];
  const { cards } = await cardsToTranslate(database, editor, {
    from: 'en',
    to: 'es',
    what: 'waiting',
    topic: 'health',
  });
  const mine = cards
    .filter(({ card }) => card === code)
    .map((card) => ({ ...card, target: FRENCH }));
  const file = readExchange(bytes(writeExchange('csv', mine, { from: 'en', to: 'es' })));
  const tags = { from: 'en', to: 'es' };
  const before = await previewImport(database, editor, file, tags);
  await publishIn(database, code, 'en', { ...CLINIC_WORDS, nextStep: 'Call first.' }, undefined, 1);
  expect(await applyImport(database, editor, file, tags, before.digest)).toBeUndefined();
  const after = await previewImport(database, editor, file, tags);
  expect(after.outcomes).toMatchObject([{ does: 'new', older: true, meaning: 1 }]);
  expect(await applyImport(database, editor, file, tags, after.digest)).toHaveLength(1);
  expect(
    (await cardsToTranslate(database, editor, { ...tags, what: 'older' })).cards,
  ).toMatchObject([{ card: code, translation: 1, older: true, meaning: 2, state: 'initial' }]);
  await saveWords(database, worker(), {
    card: code,
    lang: 'es',
    words: { ...FRENCH, nextStep: 'Llamar.' },
    change: 'meaning',
    origin: 'written',
    after: 1,
  });
  const changed = readExchange(
    bytes(
      writeExchange(
        'csv',
        mine.map((card) => ({ ...card, target: { ...FRENCH, nextStep: 'Ir.' } })),
        tags,
      ),
    ),
  );
  expect((await previewImport(database, editor, changed, tags)).outcomes).toMatchObject([
    { does: 'refused', why: 'saved_meanwhile' },
  ]);
});

it('leaves out what was taken down and what others own', async () => {
  const database = fresh;
  const code = await publishedCard(database);
  const stranger = worker('00000000-0000-7000-8000-0000000000b2');
  expect(
    (await cardsToTranslate(database, stranger, { from: 'en', to: 'fr', what: 'all' })).cards,
  ).toEqual([]);
  const { cards } = await cardsToTranslate(database, worker(), {
    from: 'en',
    to: 'fr',
    what: 'all',
  });
  const file = readExchange(bytes(writeExchange('xliff', cards, TAGS)));
  expect(
    (await previewImport(database, stranger, file, TAGS)).outcomes.every(
      (one) => one.does === 'refused' && one.why === 'no_such_card',
    ),
  ).toBe(true);
  await withdrawCard(database, worker(ORG), code, 'not_true');
  expect(
    (await cardsToTranslate(database, worker(), { from: 'en', to: 'fr', what: 'all' })).cards.map(
      ({ card }) => card,
    ),
  ).not.toContain(code);
  expect(
    (await previewImport(database, worker(), file, TAGS)).outcomes.find(
      ({ card }) => card === code,
    ),
  ).toMatchObject({ why: 'withdrawn' });
});
