import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Clock, clockOfWord, is24Hours, readInterval } from './clock.ts';

const am = (hour: number, minute = 0): Clock => ({ hour, minute, half: 'am' });
const pm = (hour: number, minute = 0): Clock => ({ hour, minute, half: 'pm' });
const bare = (hour: number, minute = 0): Clock => ({ hour, minute });
const read = (from: Clock, to: Clock, of24 = false): [number, number] | undefined => {
  const reading = readInterval(from, to, of24);
  return reading && [reading.opens, reading.closes];
};

describe('which clock it is', () => {
  it.each<[string, Clock[], boolean]>([
    ['an hour after twelve', [bare(9), bare(17)], true],
    ['a leading zero', [{ ...bare(8, 30), of24: true }, bare(12)], true],
    ['an hour zero', [bare(0), bare(8)], true],
    ['nothing beyond twelve', [bare(9), bare(12)], false],
    ['a half of the day', [am(9), bare(17)], false],
    ['words only', [clockOfWord(720), clockOfWord(1440)], false],
    ['no times at all', [], false],
  ])('%s', (_what, clocks, expected) => {
    expect(is24Hours(clocks)).toBe(expected);
  });
});

describe('two times', () => {
  it('are read as written when both are complete', () => {
    expect(read(am(9), pm(5))).toEqual([540, 1020]);
    expect(read(pm(10), am(6))).toEqual([1320, 360]);
    expect(read(bare(9), bare(17), true)).toEqual([540, 1020]);
    expect(read(am(12), am(12))).toEqual([0, 1440]);
    expect(read(pm(12), am(12))).toEqual([720, 1440]);
    expect(read(bare(18), bare(0), true)).toEqual([1080, 1440]);
    expect(read(bare(18), bare(24), true)).toEqual([1080, 1440]);
  });

  it('know noon and midnight at both ends', () => {
    expect(read(clockOfWord(720), clockOfWord(1440))).toEqual([720, 1440]);
    expect(read(clockOfWord(1440), clockOfWord(720))).toEqual([0, 720]);
    expect(read(clockOfWord(1440), am(6))).toEqual([0, 360]);
  });

  it('know the Arabic noon, which also means the hours after it', () => {
    const noonish = (hour: number): Clock => ({ hour, minute: 0, half: 'noonish' });
    expect(read(am(9), noonish(12))).toEqual([540, 720]);
    expect(read(am(9), noonish(2))).toEqual([540, 840]);
    expect(read(am(9), noonish(11))).toEqual([540, 660]);
    expect(read(am(9), noonish(7))).toBeUndefined();
  });

  it('are not read when they are equal, too long over night, or no times', () => {
    expect(read(am(9), am(9))).toBeUndefined();
    expect(read(pm(9), pm(7))).toBeUndefined();
    expect(read(bare(25), pm(7))).toBeUndefined();
    expect(read(am(9), bare(24, 30))).toBeUndefined();
    expect(read(bare(24), am(7))).toBeUndefined();
    expect(read(am(9, 60), pm(5))).toBeUndefined();
    expect(read(am(13), pm(5))).toBeUndefined();
    expect(read(pm(0), pm(5))).toBeUndefined();
  });

  it('may lack one half when one reading lies within the others', () => {
    expect(readInterval(bare(6), pm(8), false)).toEqual({
      opens: 1080,
      closes: 1200,
      warnings: ['half_of_day_assumed'],
    });
    expect(read(bare(9), bare(5))).toBeUndefined();
    expect(readInterval(pm(13), pm(17), false)?.warnings).toEqual(['time_contradicts_itself']);
    expect(readInterval(am(9), pm(5), false)?.warnings).toEqual([]);
  });

  it('never promise a minute that another possible reading denies', () => {
    const clocks = fc.record({
      hour: fc.integer({ min: 0, max: 24 }),
      minute: fc.integer({ min: 0, max: 59 }),
      half: fc.constantFrom(undefined, 'am' as const, 'pm' as const),
    });
    const clean = ({
      hour,
      minute,
      half,
    }: {
      hour: number;
      minute: number;
      half: 'am' | 'pm' | undefined;
    }): Clock => (half ? { hour, minute, half } : { hour, minute });
    const halves = (clock: Clock): Clock[] =>
      clock.half || clock.hour > 12 || clock.hour === 0
        ? [clock]
        : [
            { ...clock, half: 'am' },
            { ...clock, half: 'pm' },
          ];
    const open = ([opens, closes]: [number, number]): Set<number> => {
      const minutes = new Set<number>();
      const end = closes > opens ? closes : closes + 1440;
      for (let minute = opens; minute < end; minute++) minutes.add(minute % 1440);
      return minutes;
    };
    fc.assert(
      fc.property(clocks.map(clean), clocks.map(clean), (from, to) => {
        const chosen = read(from, to);
        if (!chosen) return;
        const promised = open(chosen);
        for (const one of halves(from)) {
          for (const other of halves(to)) {
            const possible = read(one, other);
            if (!possible) continue;
            const minutes = open(possible);
            for (const minute of promised) expect(minutes.has(minute)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
