/**
 * What may decide who is served (FIRE-01): never a text, always one of these. "Residents only" has nowhere to go.
 * Pure.
 */
export const CRITERIA = [
  'need',
  'age_band',
  'place',
  'capacity',
  'safe_space',
  'appointment',
] as const;

export type Criterion = (typeof CRITERIA)[number];

export function isCriterion(value: unknown): value is Criterion {
  return CRITERIA.some((criterion) => criterion === value);
}

/**
 * Whether a code of vulnerability may stand in a value set of intake. Codes that disclose status (LP-ND no legal
 * documents, LP-RR risk of return, and what is filed under them) belong to the sealed legal file only (T27).
 */
export function isIntakeCode(code: string): boolean {
  return !/^LP-?(?:ND|RR)/i.test(code.trim());
}
