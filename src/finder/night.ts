/** Needs that a place to sleep answers: what "tonight" looks for when no need is named. */
import type { NeedCode } from '../directory/needs.ts';

export const NIGHT_NEEDS: readonly NeedCode[] = [
  'shelter.night',
  'shelter.reception',
  'shelter.safe_place',
  'shelter.temporary',
  'shelter.women',
  'shelter.children',
];

export function isNightPlace(needs: readonly NeedCode[]): boolean {
  return needs.some((need) => NIGHT_NEEDS.includes(need));
}
