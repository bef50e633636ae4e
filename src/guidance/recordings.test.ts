import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { act } from '../firewall/index.ts';
import { hearMedium, playMedium, removeMedium } from './media.ts';
import { followReferences } from './follow-references.ts';
import { publishWords } from './publish.ts';
import {
  isAudible,
  listenersOf,
  mayConfirm,
  recordingsAsk,
  standingOfRecording,
  type Weighed,
} from './recordings.ts';
import { HOURS, recordingDesk, WORDS } from './recordings-testing.ts';
import {
  acting,
  addCard,
  changeCard,
  type Editor,
  markWords,
  readCard,
  saveWords,
  withdrawCard,
} from './store.ts';
import { CLINIC, CLINIC_WORDS, publishedCard, publishIn, worker } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const { values, resolve, renew, silence, bring, hears, publicly, todo, weighed } = recordingDesk(
  () => database,
);

describe('a recording', () => {
  it('is heard in public once somebody else has listened, and not before', async () => {
    renew();
    const card = await publishedCard(database, {}, WORDS, resolve);
    const [author, listener] = [worker(), worker()];
    const id = await bring(author, card);
    expect([await publicly(card), await todo(card)]).toEqual([[], ['listen']]);
    await expect(hears(author, id)).rejects.toMatchObject({ code: 'second_person_needed' });
    // Nor past the verb: the database holds it too.
    await expect(
      act(database, acting(author), (tx) =>
        tx.query(
          `insert into guidance.hearing (medium, card, lang, verdict) values ($1, $2, 'en', 'right')`,
          [id, card],
        ),
      ),
    ).rejects.toMatchObject({ code: 'not_allowed' });
    // Nor in another's name: who acts is who the session says.
    await expect(
      act(database, acting(author), (tx) =>
        tx.query(
          `insert into guidance.hearing (medium, card, lang, verdict, worker_id) values ($1, $2, 'en', 'right', gen_random_uuid())`,
          [id, card],
        ),
      ),
    ).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await playMedium(database, listener, { card, lang: 'en', id })).toMatchObject({
      mime: 'audio/ogg',
    });
    await hears(listener, id);
    await hears(listener, id);
    expect([await publicly(card), await todo(card)]).toEqual([[id], []]);
    expect(standingOfRecording(await weighed(card))).toBe('heard');
  });

  it('of a card of safety needs three people in all, and one that becomes so a further listener', async () => {
    renew();
    const card = await publishedCard(database);
    silence();
    const id = await bring(worker(), card);
    await hears(worker(), id);
    expect(await publicly(card)).toEqual([id]);
    await changeCard(database, worker(), card, 1, { ...CLINIC, safety: true });
    expect([await publicly(card), await todo(card)]).toEqual([[], ['listen']]);
    await hears(worker(), id);
    expect([await publicly(card), await todo(card)]).toEqual([[id], []]);
  });

  it('that is sent back is silent at once, says why, and asks for another until it is taken away', async () => {
    renew();
    const card = await publishedCard(database, {}, WORDS, resolve);
    const [author, listener] = [worker(), worker()];
    const id = await bring(author, card);
    await hears(listener, id);
    const back = (note?: string) =>
      hearMedium(database, listener, {
        medium: id,
        verdict: 'returned',
        ...(note ? { note } : {}),
      });
    for (const note of [undefined, '  ', 'x'.repeat(401)])
      await expect(back(note)).rejects.toMatchObject({ code: 'bad_input', field: 'note' });
    await back('She says four o’clock, it is eight.');
    expect([await publicly(card), await todo(card)]).toEqual([[], ['record']]);
    expect((await readCard(database, author, card)).hearings).toMatchObject([
      { verdict: 'right' },
      { verdict: 'returned', note: 'She says four o’clock, it is eight.' },
    ]);
    const next = await bring(author, card);
    expect(await todo(card)).toEqual(['listen']);
    await removeMedium(database, author, id);
    await hears(listener, next);
    expect([await publicly(card), await todo(card)]).toEqual([[next], []]);
    await expect(hears(listener, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(removeMedium(database, author, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('reads its words: spelling changes nothing, meaning silences it, in a translation too', async () => {
    renew();
    const card = await publishedCard(database);
    silence();
    await publishIn(database, card, 'fr', { ...CLINIC_WORDS, nextStep: 'Allez-y.' });
    const id = await bring(worker(), card, 1, 'fr');
    await hears(worker(), id);
    const save = async (after: number, change: 'typo' | 'meaning', nextStep: string) => {
      const words = { ...CLINIC_WORDS, nextStep };
      const at = { card, lang: 'fr', revision: after + 1 };
      await saveWords(database, worker(), { ...at, words, change, origin: 'written', after });
      await markWords(database, worker(), card, { ...at, mark: 'reviewed' });
      await publishWords(database, worker(), at, resolve);
    };
    await save(1, 'typo', 'Allez-y !');
    expect(await publicly(card, 'fr')).toEqual([id]);
    // The translation was wrong: what was recorded says the wrong thing.
    await save(2, 'meaning', 'Appelez d’abord.');
    expect([await publicly(card, 'fr'), await todo(card)]).toEqual([[], ['record']]);
    expect(standingOfRecording(await weighed(card, 'fr'))).toBe('other_words');
  });

  it('is silent when an hour that it says has changed, and heard again when it is as before', async () => {
    renew();
    const card = await publishedCard(database, {}, WORDS, resolve);
    const id = await bring(worker(), card);
    await hears(worker(), id);
    values[HOURS] = '10:00–12:00';
    await followReferences(database, resolve);
    expect([await publicly(card), await todo(card)]).toEqual([[], ['record']]);
    expect(standingOfRecording(await weighed(card))).toBe('other_values');
    renew();
    await followReferences(database, resolve);
    expect([await publicly(card), await todo(card)]).toEqual([[id], []]);
  });

  it('made before its words are out says the values of that time, not of the day on which they go out', async () => {
    renew();
    const card = await addCard(database, worker(), CLINIC);
    const at = { card, lang: 'en', revision: 1 };
    const words = { ...CLINIC_WORDS, ...WORDS };
    await saveWords(database, worker(), {
      ...at,
      words,
      change: 'meaning',
      origin: 'written',
      after: 0,
    });
    await markWords(database, worker(), card, { ...at, mark: 'reviewed' });
    const id = await bring(worker(), card);
    await hears(worker(), id);
    values[HOURS] = '10:00–12:00';
    await publishWords(database, worker(), at, resolve);
    expect([await publicly(card), await todo(card)]).toEqual([[], ['record']]);
  });

  it.each(['another listener', 'whoever mends the spelling'])(
    'waits for nobody once it is heard, though %s acts at the same moment',
    async (other) => {
      renew();
      const card = await publishedCard(database, {}, WORDS, resolve);
      const safety = other === 'another listener';
      if (safety) await changeCard(database, worker(), card, 1, { ...CLINIC, safety });
      const id = await bring(worker(), card);
      const meanwhile = (): Promise<unknown> =>
        safety
          ? hears(worker(), id)
          : saveWords(database, worker(), {
              card,
              lang: 'en',
              words: { ...CLINIC_WORDS, ...WORDS },
              change: 'typo',
              origin: 'written',
              after: 1,
            });
      let second: Promise<unknown> | undefined;
      await act(database, acting(worker()), async (tx) => {
        await tx.query(
          `insert into guidance.hearing (medium, card, lang, verdict) values ($1, $2, 'en', 'right')`,
          [id, card],
        );
        second = meanwhile();
        const waits = async (): Promise<boolean> => {
          const rows = await tx.query(
            'select from pg_locks l where not l.granted and pg_backend_pid() = any (pg_blocking_pids(l.pid))',
          );
          return rows.length > 0;
        };
        await expect.poll(waits, { timeout: 20_000 }).toBe(true);
      });
      await second;
      expect(await todo(card)).toEqual([]);
    },
  );

  it('is no business of other organisations', async () => {
    const card = await publishedCard(database);
    silence();
    const id = await bring(worker(), card);
    const stranger = worker('00000000-0000-7000-8000-0000000000b2');
    await expect(hears(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(bring(stranger, card)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(removeMedium(database, stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    await withdrawCard(database, worker(), card, 'not_true');
    expect(await todo(card)).toEqual([]);
  });
});

describe('who may confirm', () => {
  it('is everybody but the author, once', () => {
    const recording = { id: 'r', revision: 1, spoken: {}, by: 'a', emptied: false };
    const hearings = [{ medium: 'r', verdict: 'right', by: 'b' } as const];
    // What the author says of it counts for nothing, however it came there.
    const own = { medium: 'r', verdict: 'right', by: 'a' } as const;
    expect(listenersOf({ recording, hearings: [...hearings, own] })).toBe(1);
    expect(['a', 'b', 'c'].map((me) => mayConfirm({ recording, hearings }, me))).toEqual([
      'own',
      'done',
      'yes',
    ]);
  });
});

describe('the database', () => {
  it('says the same as the rule about who hears what, and what waits', async () => {
    const people = [worker(), worker(), worker(), worker()] as const;
    const chance = fc.record({
      safety: fc.boolean(),
      recorded: fc.nat(3),
      steps: fc.array(
        fc.oneof(
          fc.record({ do: fc.constant('save' as const), meaning: fc.boolean() }),
          fc.record({ do: fc.constant('publish' as const) }),
          // Saved and given out at once.
          fc.record({ do: fc.constant('renew' as const), meaning: fc.boolean() }),
          fc.record({ do: fc.constant('hear' as const), by: fc.nat(3) }),
          fc.record({ do: fc.constant('return' as const), by: fc.nat(3) }),
          fc.record({ do: fc.constant('hours' as const) }),
          fc.record({ do: fc.constant('record' as const), by: fc.nat(3) }),
        ),
        { maxLength: 9 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(chance, async ({ safety, recorded, steps }) => {
        renew();
        const card = await publishedCard(database, {}, WORDS, resolve);
        if (safety) await changeCard(database, worker(), card, 1, { ...CLINIC, safety });
        let revision = 1;
        let last: string | undefined;
        let author: number | undefined;
        // Most worlds begin with a recording that two people have heard.
        if (recorded < 3) {
          author = recorded;
          last = await bring(people[recorded] as Editor, card);
          for (const who of people.toSpliced(recorded, 1).slice(0, 2)) await hears(who, last);
        }
        for (const step of steps) {
          if (step.do === 'save' || step.do === 'renew')
            await saveWords(database, people[0], {
              card,
              lang: 'en',
              words: { ...CLINIC_WORDS, ...WORDS },
              change: step.meaning ? 'meaning' : 'typo',
              origin: 'written',
              after: revision++,
            });
          if (step.do === 'publish' || step.do === 'renew') {
            if (safety) continue;
            await markWords(database, people[1], card, { lang: 'en', revision, mark: 'reviewed' });
            await publishWords(database, people[0], { card, lang: 'en', revision }, resolve);
          } else if (step.do === 'record') {
            last = await bring(people[step.by] as Editor, card, revision);
            author = step.by;
          } else if (step.do === 'hours') {
            values[HOURS] = values[HOURS] === '08:00–12:00' ? '10:00–14:00' : '08:00–12:00';
            await followReferences(database, resolve);
          } else if (last !== undefined && step.do !== 'save') {
            if (step.do === 'hear' && step.by !== author)
              await hears(people[step.by] as Editor, last);
            if (step.do === 'return')
              await hearMedium(database, people[step.by] as Editor, {
                medium: last,
                verdict: 'returned',
                note: 'It is too quiet.',
              });
          }
        }
        const desk = await readCard(database, people[0], card);
        const out = desk.publications.find(({ endedAt }) => endedAt === undefined);
        const all = desk.media.map(
          (recording): Weighed => ({
            card: desk.card,
            recording,
            hearings: desk.hearings,
            revisions: desk.revisions,
            ...(out ? { out } : {}),
          }),
        );
        expect((await publicly(card)).toSorted()).toEqual(
          all
            .flatMap((one) => (isAudible(one) ? [(one.recording as { id: string }).id] : []))
            .toSorted(),
        );
        const asks = recordingsAsk(all.map(standingOfRecording));
        expect(await todo(card)).toEqual(asks ? [asks] : []);
      }),
      { numRuns: 60 },
    );
  });
});
