import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Listing } from '../directory/listing.ts';
import type { FinderItem } from '../finder/query.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { type Asked, finderQuery, MUSTS, WHENS } from './asked.ts';
import { cardsFor } from './card.ts';
import { loadLook } from './look.ts';
import { surroundingsOf } from './surroundings.ts';
import { LISTINGS, smallHouse } from './testing.ts';

const house = smallHouse();
const start = house.now();
let now = start;
const languages = loadLanguages();
const { view } = surroundingsOf({ ...house, now: () => now }, languages, loadLook());
const MINUTE_MS = 60_000;

const asked: fc.Arbitrary<Asked> = fc.record(
  {
    speak: fc.subarray(['ar', 'ti', 'fr'], { maxLength: 2 }),
    must: fc.subarray([...MUSTS], { maxLength: 4 }),
    place: fc.constantFrom(1, 2),
    when: fc.constantFrom(...WHENS),
  },
  { requiredKeys: ['speak', 'must'] },
);
const itemsOf = (question: Asked, lang: string): readonly FinderItem[] =>
  house.find(finderQuery(question, { now, lang, zone: house.settings.zone, limit: 20 })).items;

test('a card of kept parts reads as one made anew, whatever was asked before and in whatever minute', () => {
  const byCode = new Map(LISTINGS.map((listing) => [listing.code, listing]));
  let compared = 0;
  fc.assert(
    fc.property(
      asked,
      fc.constantFrom('en', 'ar', 'fa', 'ti'),
      fc.constantFrom(0, 1, 45, 600, 4000),
      (question, lang, minutes) => {
        now = start + minutes * MINUTE_MS;
        const spoken = languages.find(lang) ?? languages.english;
        const card = cardsFor(view(spoken), question);
        for (const item of itemsOf(question, lang)) {
          const listing = byCode.get(item.code) as Listing;
          // A copy is another listing: nothing is kept with it. A writer of its own has said nothing yet.
          const anew = cardsFor(view(spoken), question)(item, structuredClone(listing));
          expect(card(item, listing).html).toBe(anew.html);
          compared++;
        }
      },
    ),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(500);
});

test('what the finder says otherwise of the same place is shown at once', () => {
  now = start;
  const card = cardsFor(view(languages.english), { speak: [], must: [] });
  const listing = LISTINGS[0] as Listing;
  const [item] = itemsOf({ speak: [], must: [] }, 'en').filter(({ code }) => code === listing.code);
  if (!item) throw new Error('the small house does not find its first listing');
  const before = card(item, listing).html;
  expect(card({ ...item, bring: ['income'] }, listing).html).not.toBe(before);
  expect(card({ ...item, open: { state: 'closed' } }, listing).html).not.toBe(before);
  expect(card({ ...item, notAsked: ['asks_income'] }, listing).html).not.toBe(before);
  expect(card({ ...item, distanceM: 4321 }, listing).html).toContain('4.3');
  expect(card(item, listing).html).toBe(before);
});

test('nobody is sent on foot to a telephone line, however near the finder puts it', () => {
  now = start;
  const lawLine = LISTINGS.find(({ place }) => !place) as Listing;
  const [item] = house.find({ needs: ['law.advice'], lang: 'en', now, limit: 1 }).items;
  if (!item) throw new Error('the small house does not find its telephone line');
  const card = cardsFor(view(languages.english), { speak: [], must: [] });
  const told = card({ ...item, distanceM: 10 }, lawLine).html;
  expect(told).toContain('By phone or online');
  expect(told).not.toMatch(/10 m|on foot|#walk/);
});
