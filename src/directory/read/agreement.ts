/** The state of a point's agreement, from its dates alone (PT-02; chapter 10, sections 1.1 and 1.3). Pure. */
import type { SpaceAgreementState } from '../listing.ts';

export type Guarantee = 'humanitarian_only' | 'no_arrest_around' | 'no_checks_at_door';

/** Days are counted since 1970 (UTC). */
export type SpaceAgreement = {
  kind: 'formal' | 'informal' | 'none';
  guarantees: readonly Guarantee[];
  validFrom?: number;
  validTo?: number;
  breachedOn?: number;
};

const LAPSING_WITHIN = 30;

/**
 * What the notice says on day `today`. An agreement that has not begun, or whose end nobody has stated,
 * promises nothing: `none`. On its last day it still holds.
 */
export function agreementState(
  agreement: SpaceAgreement | undefined,
  today: number,
): SpaceAgreementState {
  if (!agreement || agreement.kind === 'none') return 'none';
  const { validFrom, validTo, breachedOn } = agreement;
  if (breachedOn !== undefined && breachedOn <= today) return 'breached';
  if (validTo === undefined || (validFrom !== undefined && validFrom > today)) return 'none';
  if (validTo < today) return 'lapsed';
  return validTo - today <= LAPSING_WITHIN ? 'lapsing' : 'live';
}
