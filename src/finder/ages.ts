/** Age bands of a query and what a service's limits say of them (chapter 10, section 3.1). */

/** First and last age of each band of `FinderQuery.ageBand`; the last band has no upper end. */
const AGE_BANDS = [
  [0, 4],
  [5, 11],
  [12, 17],
  [18, 59],
  [60, 99],
] as const;
export const AGE_BAND_COUNT = AGE_BANDS.length;
const LAST_MINOR_AGE = 17;

/**
 * Whether a service takes everybody of a band (`covered`), nobody of it (`refused`), or it cannot
 * be said. Limits that are both absent are unknown; one limit alone is read as the only one.
 */
export function ageAnswer(
  band: number,
  minAge: number | undefined,
  maxAge: number | undefined,
): 'covered' | 'refused' | 'unknown' {
  const [first, last] = AGE_BANDS[band] as readonly [number, number];
  if (minAge === undefined && maxAge === undefined) return 'unknown';
  const from = minAge ?? 0;
  const to = maxAge ?? Number.POSITIVE_INFINITY;
  if (from > last || to < first) return 'refused';
  return from <= first && to >= last ? 'covered' : 'unknown';
}

export function adultsOnly(minAge: number | undefined): boolean {
  return minAge !== undefined && minAge > LAST_MINOR_AGE;
}
