import { describe, expect, it } from 'vitest';
import { demoHolidays } from './holidays.ts';

describe('holidays of Selmora', () => {
  it('come once a day, in order, for every year asked for', () => {
    const days = demoHolidays(2025, 2028).map(({ day }) => day);
    expect(days).toEqual([...new Set(days)].sort());
    expect(demoHolidays(2025, 2028)).toHaveLength(36);
  });

  it('are certain when the calendar says them, and not when the moon does', () => {
    const year = demoHolidays(2026);
    expect(year.find(({ name }) => name === 'Longest Night')).toEqual({
      territory: 'XW',
      day: '2026-12-21',
      name: 'Longest Night',
      certain: true,
    });
    expect(year.filter(({ certain }) => !certain).map(({ name }) => name)).toEqual([
      'Feast of the Spring Moon',
      'Feast of the Harvest Moon',
    ]);
  });

  it('put the feasts within a day of the true full moon, and harvest on the second Monday', () => {
    const true2026 = { spring: '2026-04-02', harvest: '2026-09-26' };
    const away = (a: string, b: string) => Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000;
    const day = (name: string) =>
      demoHolidays(2026).find((one) => one.name === name)?.day as string;
    expect(away(day('Feast of the Spring Moon'), true2026.spring)).toBeLessThanOrEqual(1);
    expect(away(day('Feast of the Harvest Moon'), true2026.harvest)).toBeLessThanOrEqual(1);
    expect(day('Harvest Monday')).toBe('2026-09-14');
  });
});
