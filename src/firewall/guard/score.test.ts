import { describe, expect, test } from 'vitest';
import { random } from './corpus/disguise.ts';
import { spaceLabels } from './corpus/space.ts';
import { judgeName } from './index.ts';
import learned from './score-weights.json' with { type: 'json' };
import { tokenise } from './normalise.ts';
import { BITS, scoreOf, SIGNS } from './score.ts';

describe('the second opinion', () => {
  test('has one small whole number a trait', () => {
    expect(learned.weights).toHaveLength(1 << BITS);
    expect([...new Set(learned.weights)].every((sign) => SIGNS.includes(sign))).toBe(true);
    expect(JSON.stringify(learned).length).toBeLessThan(150_000);
  });

  test('leans towards status and away from a school', () => {
    const score = (text: string): number => scoreOf(tokenise(text)).score;
    expect(score('expiry of the stay permit card')).toBeGreaterThan(
      score('size of the school coat'),
    );
    expect(scoreOf([])).toEqual({ score: -1000, token: undefined });
  });

  test('never says the text that was judged', () => {
    for (const label of ['xqresidenzz permitqq', 'asylantragxy qqstatuszz'])
      expect(judgeName(label)?.word ?? '').not.toMatch(/qq|xy/);
  });
});

describe('the space of names and questions', () => {
  const labels = spaceLabels(1, 7);
  const looked = labels.filter((_, at) => at % 3 === 0);
  const share = (hostile: boolean, disguised: boolean): number => {
    const mine = looked.filter((one) => one.hostile === hostile && one.disguised === disguised);
    return mine.filter((one) => judgeName(one.label)).length / mine.length;
  };

  test('is refused, plain or disguised, and what resembles it is not', () => {
    expect(share(true, false)).toBeGreaterThan(0.97);
    expect(share(true, true)).toBeGreaterThan(0.9);
    expect(share(false, false)).toBeLessThan(0.005);
    expect(share(false, true)).toBeLessThan(0.02);
  }, 120_000);

  test('the same seed gives the same disguises', () => {
    expect(spaceLabels(1, 7)).toEqual(labels);
    expect(random(3)()).toBe(random(3)());
  });
});
