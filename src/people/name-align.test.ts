import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestPairing, NOTHING, noWorth, type Worth } from './name-align.ts';

const LOSSES = { firstLeft: 50, lastLeft: 30, middleLeft: 10, bothLeft: 25, swapped: 15 };
const left = (place: number, parts: number): number =>
  place === 0 ? 50 : place === parts - 1 ? 30 : 10;

/** All ways one by one: each row alone, for one column or two, or with the next row, or left out. */
function everyWay({ rows, columns, one, joined, apart }: Worth): number {
  const ways = (row: number, free: readonly number[], rowLeft: boolean): number[] => {
    if (row === rows) {
      const lost = free.reduce((sum, column) => sum + left(column, columns), 0);
      return [-lost - (rowLeft && free.length > 0 ? LOSSES.bothLeft : 0)];
    }
    const found = ways(row + 1, free, true).map((rest) => rest - left(row, rows));
    const take = (gain: number, taken: readonly number[], done: number): void => {
      if (gain === NOTHING || row + done > rows || !taken.every((at) => free.includes(at))) return;
      const rest = free.filter((at) => !taken.includes(at));
      const [column = 0] = taken;
      const swapped = Array.from({ length: columns }, (_, at) => at).some(
        (at) => at > column && !free.includes(at),
      );
      const worth = gain - (swapped ? LOSSES.swapped : 0);
      found.push(...ways(row + done, rest, rowLeft).map((after) => after + worth));
    };
    for (const column of free) {
      const at = row * columns + column;
      take(one[at] ?? 0, [column], 1);
      take(joined[at] ?? 0, [column], 2);
      take(apart[at] ?? 0, [column, column + 1], 1);
    }
    return found;
  };
  return Math.max(
    ...ways(
      0,
      Array.from({ length: columns }, (_, at) => at),
      false,
    ),
  );
}

it('finds the best of all ways', () => {
  const points = fc.oneof(fc.integer({ min: -60, max: 200 }), fc.constant(NOTHING));
  const table = fc.array(points, { minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      table,
      table,
      table,
      (rows, columns, one, joined, apart) => {
        const worth = noWorth();
        worth.rows = rows;
        worth.columns = columns;
        worth.one.set(one);
        worth.joined.set(joined);
        worth.apart.set(apart);
        expect(bestPairing(worth, LOSSES)).toBe(everyWay(worth));
      },
    ),
    { numRuns: 150 },
  );
});
