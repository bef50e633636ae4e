/** Every place in every language: two segments and one screen at most, and nothing unknown left to look like a yes. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PAPER_FACTS } from '../directory/fact-codes.ts';
import { LISTINGS, listing, NOW } from '../site/testing.ts';
import { answerLines } from './listing-lines.ts';
import { fitAnswer } from './sms/fit.ts';
import { countSegments } from './sms/segments.ts';
import { channelStand, type ChannelStand } from './testing.ts';

let stand: ChannelStand;
beforeAll(async () => {
  stand = await channelStand();
});
afterAll(() => stand.close());

/** Without marks: some go where that saves a segment. */
const bare = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ł/g, 'l')
    .replace(/ı/g, 'i')
    .replace(/[’`]/g, "'");

/** With everything that can be long, and everything that warns. */
const WORST = listing(400, {
  name: {
    text: 'Very long name of a place that helps people who have just arrived 24 hours',
    lang: 'en',
  },
  known: {
    asks_identity: 1,
    asks_residence_paper: 1,
    shares_with_authorities: 1,
    conditions_apply: 1,
  },
  freshness: 'overdue',
  mayHaveConditions: true,
  capacity: { full: true },
});

it('says that papers are not known, or to ask first, in all of them', () => {
  let asked = 0;
  for (const phrases of stand.house.phrases.offered) {
    for (const one of [...LISTINGS, WORST]) {
      const item = {
        group: 'fits' as const,
        open: one.open ?? { state: 'unknown' as const },
        warnings: [],
      };
      const ask = phrases.say('ask_first');
      const lines = [
        ...answerLines(phrases, one, item, NOW),
        { text: phrases.say('more_next', { code: one.code }), least: one.code, rank: 0 },
      ];
      const { text } = fitAnswer(lines, ask);
      const said = bare(text);
      const has = (part: string): boolean => said.includes(bare(part));
      // A place with every warning takes a second message (`pagesOf`); see the conversation's test.
      const isGrave = one.facts.asks_residence_paper?.value === 1;
      if (!isGrave) expect([text, countSegments(text) <= 2]).toEqual([text, true]);
      expect(has(one.code)).toBe(true);
      const isNone =
        PAPER_FACTS.every((fact) => one.facts[fact]?.value === 2) && one.documents.length === 0;
      expect(isNone || !has(phrases.say('papers_none'))).toBe(true);
      const bring = phrases.say('bring', { papers: '' }).replace(/[.។။।።۔\s]+$/u, '');
      if (!isNone) {
        asked++;
        expect([
          phrases.lang,
          text,
          has(phrases.say('papers_unknown')) || has(ask) || has(bring),
        ]).toEqual([phrases.lang, text, true]);
      }
      if (one.facts.asks_residence_paper?.value === 1)
        expect(has(phrases.spoken.words.text('warning.asks_residence_paper'))).toBe(true);
      if (one.facts.shares_with_authorities?.value === 1)
        expect(has(phrases.spoken.words.text('warning.shares_with_authorities'))).toBe(true);
      if (one.facts.free?.value !== 1) expect(has(`\n${phrases.say('free')}\n`)).toBe(false);
    }
  }
  expect(asked).toBeGreaterThan(100);
});
