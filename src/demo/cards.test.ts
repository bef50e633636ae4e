import { daysAfter } from '../languages/days.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { loadGazetteer } from '../directory/gazetteer/index.ts';
import { isNeedCode } from '../directory/needs.ts';
import { checkWords, openInfo, openKits, openShelf } from '../guidance/index.ts';
import { makeDemoCards } from './cards.ts';
import { flagshipNames } from './flagships.ts';
import { demoGazetteer } from './gazetteer.ts';
import cards from '#root/demo/cards/cards.json' with { type: 'json' };

const TODAY = '2026-11-22';
let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const codes = new Map([...flagshipNames().keys()].map((key, n) => [`@${key}`, String(400000 + n)]));
const resolve = async (references: readonly string[]) =>
  Object.fromEntries(references.map((reference) => [reference, '09:00']));

it('publishes every card once, in words that the checks let through, and moves the dates on', async () => {
  for (const { key, words } of cards) {
    const stops = checkWords(words as Parameters<typeof checkWords>[0], 'en').filter(
      ({ level, code }) => level === 'block' && code !== 'reference_unknown',
    );
    expect(stops, key).toEqual([]);
  }
  const shelf = (today: string) => openShelf(database, { today: () => today, now: Date.now });
  for (const [today, later] of [
    [TODAY, 0],
    [daysAfter(TODAY, 1), 1],
    [daysAfter(TODAY, 80), 80],
  ] as const) {
    await makeDemoCards(database, today, resolve, codes);
    const shown = await shelf(today).list('en');
    expect(
      shown.map(({ standing }) => standing.state),
      String(later),
    ).toEqual(Array(cards.length).fill('current'));
  }
  // The kit is made once, of cards that stand.
  const kits = await openKits(database, Date.now).list();
  expect(kits.map(({ cards: own }) => own.length)).toEqual([4]);
  // So are the information points, when the places are there.
  const info = () => openInfo(database, Date.now).read();
  expect((await info()).points).toEqual([]);
  await loadGazetteer(database, demoGazetteer());
  for (let again = 0; again < 2; again++) await makeDemoCards(database, TODAY, resolve, codes);
  const { points, routes } = await info();
  expect(points.map(({ kind, cards: own }) => [kind, own.length])).toEqual([
    ['port', 7],
    ['border', 6],
  ]);
  expect(points.every(({ needs }) => needs.every(isNeedCode))).toBe(true);
  expect(routes.map(({ points: own }) => own)).toEqual([points.map(({ code }) => code)]);
});
