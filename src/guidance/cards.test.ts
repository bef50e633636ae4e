import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { act, look } from '../firewall/index.ts';
import type { Card, CardMark, Mark } from './card.ts';
import { followReferences } from './follow-references.ts';
import { lacking } from './lacking.ts';
import { addMedium, hearMedium } from './media.ts';
import { publishWords } from './publish.ts';
import { openShelf } from './shelf.ts';
import {
  acting,
  addCard,
  changeCard,
  markWords,
  readCard,
  saveWords,
  withdrawCard,
} from './store.ts';
import { CLINIC, CLINIC_WORDS, NOTHING, publishedCard, publishIn, worker } from './testing.ts';

const BENGALI = {
  question: 'বিনা খরচে ডাক্তার কোথায় দেখাব?',
  answer: 'স্টেশনের ক্লিনিক বিনা খরচে। কোনো কাগজ লাগে না।',
  nextStep: 'সেখানে যান।',
  action: 'go',
} as const;

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const today = () => '2026-11-22';
const shelfNow = () => openShelf(database, { today, now: Date.now });

describe('a card', () => {
  it('is not given to the public before a second person has read it', async () => {
    const writer = worker();
    const card = await addCard(database, writer, CLINIC);
    const revision = await saveWords(database, writer, {
      card,
      lang: 'en',
      words: CLINIC_WORDS,
      change: 'meaning',
      origin: 'written',
      after: 0,
    });
    const publish = () => publishWords(database, writer, { card, lang: 'en', revision }, NOTHING);
    await expect(publish()).rejects.toMatchObject({ lacking: 'review' });
    // Her own review is none.
    await markWords(database, writer, card, { lang: 'en', revision, mark: 'reviewed' });
    await expect(publish()).rejects.toMatchObject({ lacking: 'review' });
    await markWords(database, worker(), card, { lang: 'en', revision, mark: 'reviewed' });
    expect(await publish()).toBe(1);
    const shown = await shelfNow().card(card, 'en');
    expect(shown).toMatchObject({ standing: { state: 'current' }, languages: ['en'] });
    expect(shown?.publication.words).toEqual(CLINIC_WORDS);
  });

  it('names each finding that stops it, and keeps what was written', async () => {
    const card = await addCard(database, worker(), CLINIC);
    const long = `${'very '.repeat(88)}long one. The illegals come here.`;
    const revision = await saveWords(database, worker(), {
      card,
      lang: 'en',
      words: { ...CLINIC_WORDS, answer: long.slice(0, 590) },
      change: 'meaning',
      origin: 'written',
      after: 0,
    });
    await markWords(database, worker(), card, { lang: 'en', revision, mark: 'reviewed' });
    await expect(
      publishWords(database, worker(), { card, lang: 'en', revision }, NOTHING),
    ).rejects.toMatchObject({
      code: 'bad_input',
      errors: expect.arrayContaining([
        expect.objectContaining({
          field: 'answer',
          expected: expect.stringContaining('too_many_words'),
        }),
        expect.objectContaining({ field: 'answer', expected: expect.stringContaining('illegals') }),
      ]),
    });
    expect((await readCard(database, worker(), card)).revisions).toHaveLength(1);
  });

  it('is replaced on the shelf at once, and its print says by which version', async () => {
    const card = await publishedCard(database);
    const shelf = openShelf(database, { today, now: advancing() });
    expect(await shelf.standing(card, 'en', 1)).toEqual({ state: 'current' });
    await publishIn(database, card, 'en', { ...CLINIC_WORDS, nextStep: 'Call first.' }, NOTHING, 1);
    expect(await shelf.standing(card, 'en', 1)).toEqual({ state: 'replaced', by: 2 });
    expect(await shelf.standing(card, 'en', 2)).toEqual({ state: 'current' });
    expect(await shelf.standing(card, 'en', 3)).toBeUndefined();
    expect(await shelf.recalls()).toContainEqual({
      code: `${card}-en-1`,
      state: 'replaced',
      by: 2,
    });
  });

  it('follows what it refers to: a changed hour is a new version, a service that is gone ends it', async () => {
    let hours: string | undefined = 'Thursday until 22:00';
    const resolve = async () => (hours === undefined ? {} : { 'svc:407132.hours': hours });
    const words = { answer: 'The clinic is free. Open: {svc:407132.hours}.' };
    const card = await publishedCard(database, {}, words, resolve);
    const shelf = openShelf(database, { today, now: advancing() });
    expect((await shelf.card(card, 'en'))?.publication.words.answer).toBe(
      'The clinic is free. Open: Thursday until 22:00.',
    );
    expect(await followReferences(database, resolve)).toEqual({ renewed: 0, ended: 0 });
    hours = 'Friday until 20:00';
    expect(await followReferences(database, resolve)).toEqual({ renewed: 1, ended: 0 });
    expect((await shelf.card(card, 'en'))?.publication.words.answer).toBe(
      'The clinic is free. Open: Friday until 20:00.',
    );
    expect(await shelf.standing(card, 'en', 1)).toEqual({ state: 'replaced', by: 2 });
    hours = undefined;
    expect(await followReferences(database, resolve)).toEqual({ renewed: 0, ended: 1 });
    expect(await shelf.card(card, 'en')).toBeUndefined();
    expect(await shelf.standing(card, 'en', 2)).toEqual({
      state: 'withdrawn',
      why: 'reference_lost',
    });
  });

  it('marks a translation as older when the source means something else, and takes it down for safety', async () => {
    const card = await publishedCard(database);
    await publishIn(database, card, 'bn', BENGALI);
    const shelf = openShelf(database, { today, now: advancing() });
    expect((await shelf.card(card, 'bn'))?.standing).toEqual({ state: 'current' });
    const typo = await saveWords(database, worker(), {
      card,
      lang: 'en',
      words: { ...CLINIC_WORDS, nextStep: 'Go there or call first.' },
      change: 'typo',
      origin: 'written',
      after: 1,
    });
    await markWords(database, worker(), card, { lang: 'en', revision: typo, mark: 'reviewed' });
    await publishWords(database, worker(), { card, lang: 'en', revision: typo }, NOTHING);
    expect((await shelf.card(card, 'bn'))?.standing).toEqual({ state: 'current' });
    await publishIn(
      database,
      card,
      'en',
      { ...CLINIC_WORDS, answer: 'The clinic moved to the port.' },
      NOTHING,
      2,
    );
    expect((await shelf.card(card, 'bn'))?.standing).toEqual({ state: 'outdated' });
    // A translation of the older meaning cannot be published any more.
    await expect(
      publishWords(database, worker(), { card, lang: 'bn', revision: 1 }, NOTHING),
    ).rejects.toMatchObject({ lacking: 'outdated' });
  });

  it('is taken down everywhere at once', async () => {
    const card = await publishedCard(database);
    await publishIn(database, card, 'bn', BENGALI);
    await withdrawCard(database, worker(), card, 'not_true');
    const shelf = shelfNow();
    expect(await shelf.card(card, 'bn')).toBeUndefined();
    expect(await shelf.standing(card, 'bn', 1)).toEqual({ state: 'withdrawn', why: 'not_true' });
    expect(await shelf.languages(card)).toEqual([]);
    await expect(withdrawCard(database, worker(), card, 'harmful')).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(changeCard(database, worker(), card, 2, CLINIC)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('is changed by one editor at a time', async () => {
    const card = await publishedCard(database);
    await expect(
      saveWords(database, worker(), {
        card,
        lang: 'en',
        words: CLINIC_WORDS,
        change: 'typo',
        origin: 'written',
        after: 0,
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await changeCard(database, worker(), card, 1, { ...CLINIC, reviewBy: '2027-03-01' });
    await expect(changeCard(database, worker(), card, 1, CLINIC)).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe('the database', () => {
  it('lets nobody write the cards of others, publish without what is needed, or change what was published', async () => {
    const card = await publishedCard(database);
    const stranger = worker('00000000-0000-7000-8000-0000000000b2');
    await expect(
      saveWords(database, stranger, {
        card,
        lang: 'en',
        words: CLINIC_WORDS,
        change: 'typo',
        origin: 'written',
        after: 1,
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
    for (const statement of [
      `insert into guidance.mark (card, lang, revision, mark) values (${card}, 'en', 1, 'back_checked')`,
      `insert into guidance.publication (card, lang, version, revision, meaning) values (${card}, 'en', 2, 1, 1)`,
    ]) {
      await expect(
        act(database, acting(stranger), (tx) => tx.query(statement)),
      ).rejects.toMatchObject({ code: 'not_allowed' });
    }
    for (const statement of [
      `update guidance.revision set answer = 'x' where card = ${card}`,
      `update guidance.publication set resolved = '{"a": "b"}' where card = ${card}`,
      `delete from guidance.publication where card = ${card}`,
    ]) {
      await expect(
        act(database, acting(worker()), (tx) => tx.query(statement)),
      ).rejects.toMatchObject({ code: 'not_allowed' });
    }
    for (const table of [
      'card',
      'revision',
      'mark',
      'publication',
      'rumour',
      'suggestion',
      'medium',
      'hearing',
      'recording',
    ]) {
      await expect(
        look(database, { role: 'app_public', actor: 'public', purpose: 'guidance' }, (tx) =>
          tx.query(`select from guidance.${table}`),
        ),
      ).rejects.toMatchObject({ code: 'not_allowed' });
    }
  });

  it('says the same as the rule about what is lacking', async () => {
    const marks: readonly Mark[] = ['reviewed', 'back_checked', 'understood', 'returned'];
    const people = [worker(), worker(), worker()];
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          safety: fc.boolean(),
          essential: fc.boolean(),
          topic: fc.constantFrom('health', 'school'),
          expired: fc.boolean(),
          translation: fc.boolean(),
          older: fc.boolean(),
          origin: fc.constantFrom('written', 'machine'),
          audio: fc.boolean(),
          recorded: fc.boolean(),
          override: fc.boolean(),
          marks: fc.array(
            fc.record({
              mark: fc.constantFrom(...marks),
              by: fc.nat(2),
              right: fc.integer({ min: 6, max: 10 }),
            }),
            { maxLength: 6 },
          ),
        }),
        async (world) => {
          const facts = {
            ...CLINIC,
            safety: world.safety,
            essential: world.essential,
            topic: world.topic as Card['topic'],
            ...(world.expired ? { expiresOn: '2026-11-20' } : {}),
          };
          const [writer] = people as [ReturnType<typeof worker>];
          const card = await addCard(database, writer, facts);
          const lang = world.translation ? 'fr' : 'en';
          const save = (on: string, after: number, origin: 'written' | 'machine' = 'written') =>
            saveWords(database, writer, {
              card,
              lang: on,
              words: CLINIC_WORDS,
              change: 'meaning',
              origin,
              after,
            });
          if (world.translation) await save('en', 0);
          const revision = await save(lang, 0, world.origin);
          if (world.older) await save('en', 1);
          const given: Pick<CardMark, 'mark' | 'by' | 'right' | 'asked'>[] = [];
          for (const { mark, by, right } of world.marks) {
            const who = people[by] as ReturnType<typeof worker>;
            if (given.some((one) => one.mark === mark && one.by === who.actor)) continue;
            const asked = mark === 'understood' ? { right, asked: 10 } : {};
            given.push({ mark, by: who.actor, ...asked });
            await markWords(database, who, card, { lang, revision, mark, ...asked });
          }
          // Somebody has listened, two where a wrong word could hurt; else it is as if there were none.
          const listeners = world.audio ? (world.safety ? 2 : 1) : 0;
          if (world.audio || world.recorded) {
            const medium = await addMedium(database, writer, {
              card,
              lang,
              revision,
              kind: 'audio',
              mime: 'audio/ogg',
              content: Buffer.from('OggS'),
              synthetic: true,
              spoken: {},
            });
            for (const who of people.slice(1, 1 + listeners))
              await hearMedium(database, who, { medium, verdict: 'right' });
          }
          const override = world.override ? 'No speaker was found in time.' : undefined;
          const [row] = await look(database, acting(writer), (tx) =>
            tx.query<{ lacks: string | null }>('select guidance.lacking($1, $2, $3, $4) lacks', [
              card,
              lang,
              revision,
              override ?? null,
            ]),
          );
          const rule = lacking({
            card: facts,
            revision: {
              lang,
              meaning: 1,
              origin: world.origin,
              by: writer.actor,
            },
            sourceMeaning: world.older ? 2 : 1,
            marks: given,
            audio: world.audio,
            ...(override ? { override } : {}),
            today: new Date().toISOString().slice(0, 10),
          });
          expect(row?.lacks ?? undefined).toBe(rule);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** A clock that moves on by two seconds with every look at it. */
function advancing(): () => number {
  let at = 0;
  return () => (at += 2000);
}
