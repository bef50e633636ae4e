/** How waiting operations are grouped and how long to wait between tries (design chapter 30, section 5.3). Pure. */
import { BATCH_BYTES, BATCH_OPS } from './wire.ts';

/** Cuts items into batches that the server reads: at most 200 and at most 1 MiB each. One that is larger goes alone. */
export function batchesOf<T>(
  items: readonly T[],
  bytesOf: (item: T) => number,
  { most = BATCH_OPS, bytes = BATCH_BYTES }: { most?: number; bytes?: number } = {},
): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  let size = 0;
  for (const item of items) {
    const add = bytesOf(item);
    if (batch.length && (batch.length >= most || size + add > bytes)) {
      batches.push(batch);
      batch = [];
      size = 0;
    }
    batch.push(item);
    size += add;
  }
  if (batch.length) batches.push(batch);
  return batches;
}

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 300_000;

/**
 * Ms to wait after so many failures in a row: doubling from 1 s to 5 min, of which a random half is taken off, so that forty
 * tablets do not come back in the same second. `chance` is from 0 to 1.
 */
export function backOff(failures: number, chance: number): number {
  if (failures <= 0) return 0;
  const whole = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(failures - 1, 20));
  return Math.round(whole * (1 - chance / 2));
}
