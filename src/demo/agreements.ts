/** Agreements between service points and authorities, in every state that a page must be able to tell (PT-02). */
import { daysAfter } from '../languages/days.ts';
import type { LocationProfile } from '../directory/profile.ts';
import type { Chance } from './random.ts';

export type AgreementState = 'live' | 'lapsing' | 'lapsed' | 'breached' | 'informal' | 'none';
type Agreement = NonNullable<NonNullable<LocationProfile['point']>['agreement']>;

const GUARANTEES = ['humanitarian_only', 'no_arrest_around', 'no_checks_at_door'] as const;

/** An agreement whose dates, read on `today`, give this state (lapsing: 30 days or less are left). */
export function agreementOf(state: AgreementState, today: string, chance: Chance): Agreement {
  if (state === 'none') return { kind: 'none' };
  const guarantees = chance.some(GUARANTEES, chance.between(1, 3));
  const from = daysAfter(today, -chance.between(200, 500));
  const dated = (end: number): Agreement => ({
    kind: 'formal',
    guarantees,
    valid_from: from,
    valid_to: daysAfter(today, end),
  });
  if (state === 'live') return dated(chance.between(60, 400));
  if (state === 'lapsing') return dated(chance.between(3, 29));
  if (state === 'lapsed') return dated(-chance.between(2, 90));
  if (state === 'breached')
    return {
      ...dated(chance.between(60, 300)),
      breached_on: daysAfter(today, -chance.between(3, 40)),
    };
  return { kind: 'informal', guarantees: ['humanitarian_only'], valid_from: from };
}
