/** Free places as they can still be believed (chapter 10, section 1.1: `capacity_note`). Pure. */
import type { ListingSource } from './source.ts';

export type FreePlaces = { places: number; unit?: string; updated: number };

/**
 * The sum of the rows that still count at `now` (ms), all of the first one's unit; undefined when every
 * number is too old: then nobody knows.
 */
export function capacityNow(rows: ListingSource['capacity'], now: number): FreePlaces | undefined {
  const current = rows.filter((row) => now <= row.until && row.updated <= now + 60_000);
  const first = current[0];
  if (!first) return undefined;
  const same = current.filter((row) => row.unit === first.unit);
  return {
    places: same.reduce((sum, row) => sum + row.free, 0),
    ...(first.unit ? { unit: first.unit } : {}),
    updated: Math.min(...same.map((row) => row.updated)),
  };
}
