import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { WeightsFile } from '../../src/finder/reader/weights-file.ts';
import { digest, learn, lessons } from './learn.ts';
import { LANGUAGES } from './score.ts';

const FOLDER = new URL('../../src/finder/reader/weights/', import.meta.url);

describe('what the second reader has learned', () => {
  // Learning all takes a minute: here it is enough that what was learned from is what is there.
  it.each(LANGUAGES)('comes from the questions as they are: %s', (lang) => {
    const file = JSON.parse(readFileSync(new URL(`${lang}.json`, FOLDER), 'utf8')) as WeightsFile;
    expect(file.learnedFrom, 'run `node checks/search-words/learn.ts`').toBe(digest(lessons(lang)));
  });

  it('is the same from the same lessons, and another from others', () => {
    const some = lessons('km').filter((_, n) => n % 50 === 0);
    expect(some.length).toBeGreaterThan(50);
    const first = learn('km', some);
    expect(learn('km', some)).toEqual(first);
    const other = learn('km', some.slice(1));
    expect(other.learnedFrom).not.toBe(first.learnedFrom);
    expect(other.weights).not.toBe(first.weights);
  }, 60_000);
});
