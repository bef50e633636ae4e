import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { look } from '../firewall/index.ts';
import { daysAfter } from '../languages/days.ts';
import { followReferences } from './follow-references.ts';
import { printsThatAreOut } from './forget-addresses.ts';
import { PLACE, recordingDesk, WORDS } from './recordings-testing.ts';
import { openShelf } from './shelf.ts';
import { changeCard, type CardFacts, withdrawCard } from './store.ts';
import { CLINIC, publishedCard, worker } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
const { values, resolve, renew } = recordingDesk(() => database);

const NOTHING_DONE = { renewed: 0, ended: 0 };
const EXPIRES = '2027-01-10';
/** What anybody may read of the values of a card's references. */
const readable = async (card: number): Promise<string> => {
  const rows = await look(
    database,
    { role: 'app_public', actor: 'public', purpose: 'guidance' },
    (tx) =>
      tx.query<{ text: string }>(
        `select string_agg(p::text, ' ') text from guidance.pub_publication p where p.card = $1`,
        [card],
      ),
  );
  return rows[0]?.text ?? '';
};
const onDay = (day: string) => openShelf(database, { today: () => day, now: Date.now });

describe('a card whose time is over', () => {
  it.each<[string, Partial<CardFacts>, string, object]>([
    ['for it expires', { expiresOn: EXPIRES }, EXPIRES, { state: 'expired', on: EXPIRES }],
    [
      'for nobody looked at it again',
      {},
      daysAfter(CLINIC.reviewBy, 31),
      { state: 'withdrawn', why: 'not_confirmed' },
    ],
  ])('ends, %s: its address and its prints go, its code says why', async (_, facts, last, said) => {
    renew();
    const card = await publishedCard(database, facts, WORDS, resolve);
    const code = `${String(card)}-en-1`;
    const eve = daysAfter(last, -1);
    expect(await followReferences(database, resolve, eve)).toEqual(NOTHING_DONE);
    expect(await readable(card)).toContain('4 Harbour Road');
    expect(await printsThatAreOut(database, [code])).toEqual([code]);
    expect(await followReferences(database, resolve, last)).toEqual({ renewed: 0, ended: 1 });
    expect(await readable(card)).not.toContain('4 Harbour Road');
    expect(await printsThatAreOut(database, [code])).toEqual([]);
    expect(await onDay(last).standing(card, 'en', 1)).toEqual(said);
    expect((await onDay(last).gone(card, 'en'))?.standing).toEqual(said);
    expect(await followReferences(database, resolve, last)).toEqual(NOTHING_DONE);

    values[PLACE] = '9 Mill Lane';
    // An editor who gives it more time gives it out again, with what is true then.
    const later = { ...CLINIC, reviewBy: daysAfter(last, 90) };
    await changeCard(database, worker(), card, 1, later);
    expect(await followReferences(database, resolve, last)).toEqual({ renewed: 1, ended: 0 });
    expect((await onDay(last).card(card, 'en'))?.publication.words.answer).toContain('9 Mill Lane');
    expect(await onDay(last).standing(card, 'en', 1)).toEqual({ state: 'replaced', by: 2 });
    expect(await followReferences(database, resolve, last)).toEqual(NOTHING_DONE);
    await withdrawCard(database, worker(), card, 'other');
  });

  it('says that it has expired also while a later day waits for what it refers to', async () => {
    renew();
    const card = await publishedCard(database, { expiresOn: EXPIRES }, WORDS, resolve);
    await followReferences(database, resolve, EXPIRES);
    delete values[PLACE];
    await changeCard(database, worker(), card, 1, { ...CLINIC, expiresOn: '2027-01-20' });
    expect(await followReferences(database, resolve, EXPIRES)).toEqual(NOTHING_DONE);
    expect(await onDay(EXPIRES).standing(card, 'en', 1)).toMatchObject({ state: 'expired' });
  });
});
