import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { bucketBits, bucketOf, widerBuckets } from './buckets.ts';

test('8 to 16 people are expected in a bucket, from 8 people to ten million', () => {
  for (const people of [8, 15, 16, 17, 31, 32, 100, 999, 12_345, 1_000_000, 9_999_999]) {
    const expected = people / 2 ** bucketBits(people);
    expect([people, expected >= 8 && expected < 16]).toEqual([people, true]);
  }
  expect(bucketBits(0)).toBe(0);
});

test('20,000 people fall evenly: no bucket is empty or stands out', () => {
  const key = randomBytes(32);
  const sizes = new Map<number, number>();
  const people = 20_000;
  for (let n = 0; n < people; n++) {
    const bucket = bucketOf(key, 'phone', `+9627900${n}`, people);
    sizes.set(bucket, (sizes.get(bucket) ?? 0) + 1);
  }
  // 2,048 buckets with 9.8 expected: a Poisson tail beyond 32 has a chance of one in 10^8.
  expect(sizes.size).toBeGreaterThan(2_040);
  expect(Math.max(...sizes.values())).toBeLessThan(33);
});

test('a value stays within its wider bucket as the organisation grows', () => {
  const key = randomBytes(32);
  const wide = bucketOf(key, 'card', 'WH-1', 100);
  const narrow = bucketOf(key, 'card', 'WH-1', 100_000);
  expect(widerBuckets(narrow)).toContain(wide);
  expect(widerBuckets(narrow).at(-1)).toBe(1);
  expect(widerBuckets(bucketOf(key, 'card', 'WH-1', 2 ** 40))[0]).toBeLessThan(2 ** 31);
});

test('keys of two organisations and two fields give nothing in common beyond chance', () => {
  const [a, b] = [randomBytes(32), randomBytes(32)];
  let same = 0;
  for (let n = 0; n < 1_000; n++) {
    const value = `name ${n}`;
    if (bucketOf(a, 'name_year', value, 1e6) === bucketOf(b, 'name_year', value, 1e6)) same++;
    if (bucketOf(a, 'name_year', value, 1e6) === bucketOf(a, 'phone', value, 1e6)) same++;
  }
  expect(same).toBeLessThan(3);
});
