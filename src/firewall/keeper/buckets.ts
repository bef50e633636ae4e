/** Blind indexes (section 8), pure: a value's bucket is so wide that 8 to 16 people are expected in it. */
import { createHmac } from 'node:crypto';
import type { BlindField } from './messages.ts';

const MOST_BITS = 30;
const LEAST_PEOPLE = 8;

/** How many bits of the HMAC are kept among `people`: then 8 ≤ people / 2^bits < 16 from 8 people on. */
export function bucketBits(people: number): number {
  return people < 2 * LEAST_PEOPLE
    ? 0
    : Math.min(MOST_BITS, Math.floor(Math.log2(people / LEAST_PEOPLE)));
}

/**
 * The bucket of a value: a whole number from 1 to 2^31 − 1 that holds its own width. The first of its binary
 * digits is a marker, the rest are the first bits of HMAC-SHA-256(key, field|value).
 */
export function bucketOf(key: Buffer, field: BlindField, value: string, people: number): number {
  const bits = bucketBits(people);
  const mac = createHmac('sha256', key).update(`${field}|${value}`).digest();
  return 2 ** bits + Math.floor(mac.readUInt32BE(0) / 2 ** (32 - bits));
}

/**
 * A bucket and all wider ones that hold it, narrowest first: what a look-up asks for, since rows from the time
 * when fewer people were known have wider buckets.
 */
export function widerBuckets(bucket: number): number[] {
  const all: number[] = [];
  for (let wider = bucket; wider >= 1; wider = Math.floor(wider / 2)) all.push(wider);
  return all;
}
