import { describe, expect, it } from 'vitest';
import { NEED_CODES } from '../directory/needs.ts';
import { demoDistributions } from './distributions.ts';

describe('distributions of the demonstration country', () => {
  const found = demoDistributions('2026-11-22');

  it('are the same each time', () => {
    expect(demoDistributions('2026-11-22')).toEqual(found);
  });

  it('count every record once', () => {
    const sum = (list: readonly { weight: number }[]) =>
      list.reduce((all, { weight }) => all + weight, 0);
    expect(sum(found.hours)).toBe(found.records);
    expect(sum(found.checkedDaysAgo)).toBe(found.records);
    expect(sum(found.needs)).toBe(
      found.needsPerRecord.reduce((all, { value, weight }) => all + value * weight, 0),
    );
  });

  it('know every need, many patterns of hours and many languages', () => {
    expect(new Set(found.needs.map(({ value }) => value))).toEqual(new Set(NEED_CODES));
    expect(found.hours.length).toBeGreaterThan(80);
    expect(new Set(found.languages.map(({ value }) => value.lang)).size).toBeGreaterThan(15);
  });

  it('leave shares of yes and no that add up to at most one, and much unknown', () => {
    const facts = Object.values(found.facts);
    expect(facts.every(({ yes, no }) => yes + no <= 1 + 1e-9)).toBe(true);
    expect(found.facts.free.yes).toBeGreaterThan(0.5);
    expect(found.facts.lgbti_welcome.yes + found.facts.lgbti_welcome.no).toBeLessThan(0.5);
  });

  it('turn hours into rules of the finder', () => {
    const night = found.hours.find(({ value }) =>
      value.some((rule) => rule.opens === 1320 && rule.closes === 420),
    );
    expect(night?.value[0]).toMatchObject({ effect: 'open', freq: 'WEEKLY' });
    expect(found.hours.some(({ value }) => value.length === 0)).toBe(true);
  });
});
