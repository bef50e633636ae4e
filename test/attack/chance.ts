/** Repeatable chance for the attack programs: the same seed gives the same worlds everywhere. */
export type Chance = {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  below(n: number): number;
  one<T>(values: readonly T[]): T;
  some<T>(values: readonly T[], most?: number): T[];
  is(probability: number): boolean;
  uuid(): string;
  hex(bytes: number): string;
};

/** A generator after George Marsaglia's xorshift, started with four mixed words of the seed. */
export function chanceOf(seed: number): Chance {
  let [x, y, z, w] = [seed ^ 0x9e3779b9, seed ^ 0x85ebca6b, seed ^ 0xc2b2ae35, seed + 0x27d4eb2f];
  const word = (): number => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) | 0;
    return w >>> 0;
  };
  for (let i = 0; i < 20; i++) word();
  const next = (): number => word() / 2 ** 32;
  const below = (n: number): number => Math.floor(next() * n);
  const hex = (bytes: number): string => {
    let text = '';
    while (text.length < bytes * 2) text += word().toString(16).padStart(8, '0');
    return text.slice(0, bytes * 2);
  };
  return {
    next,
    below,
    hex,
    one: (values) => values[below(values.length)] as (typeof values)[number],
    some: (values, most = values.length) => {
      const left = [...values];
      const count = Math.min(most, 1 + below(left.length));
      return Array.from({ length: count }, () => left.splice(below(left.length), 1)[0]!);
    },
    is: (probability) => next() < probability,
    uuid() {
      const h = hex(16);
      return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;
    },
  };
}
