/**
 * Seeded chance: the same words give the same numbers on every machine, so that the demonstration
 * country comes out byte for byte the same. Each thing draws from its own stream, named by its own
 * key: adding a thing never moves the others.
 */
export type Chance = {
  /** 0 ≤ x < 1. */
  next(): number;
  /** Whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Items with weights: picks one in proportion. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
  /** `count` different items, in the order of `items`. */
  some<T>(items: readonly T[], count: number): T[];
};

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** A stream of its own for each name. The numbers come from mulberry32 (32 bits of state). */
export function chanceOf(...name: readonly (string | number)[]): Chance {
  let state = hash(name.join('\u0000'));
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number): number =>
    low + Math.floor(next() * (high - low + 1));
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new Error('Nothing to pick from');
    return items[between(0, items.length - 1)] as T;
  };
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick,
    weighted: (items) => {
      const total = items.reduce((sum, [, weight]) => sum + weight, 0);
      let left = next() * total;
      for (const [item, weight] of items) if ((left -= weight) < 0) return item;
      return pick(items)[0];
    },
    some: <T>(items: readonly T[], count: number) => {
      const order = items.map((item, i) => ({ item, i, draw: next() }));
      order.sort((a, b) => a.draw - b.draw);
      return order
        .slice(0, count)
        .sort((a, b) => a.i - b.i)
        .map(({ item }) => item);
    },
  };
}
