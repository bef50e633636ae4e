/** How the states, reasons and moments of a referral are said. */
import { LEFT_REASONS, REFUSALS } from '../../../../desk/values.ts';
import type { Speech } from '../../speech.tsx';

export const stateText = ({ t }: Speech, state: string): string => t('referral.state', { state });

export function reasonText({ t }: Speech, reason: string): string {
  if (reason in REFUSALS) return t(`refusal.${reason as keyof typeof REFUSALS}`);
  const left = LEFT_REASONS.find((one) => one === reason);
  return t(left ? `left.${left}` : 'refusal.other');
}

export const momentText = ({ day, time, t }: Speech, iso: string): string =>
  t('referral.moment', { day: day(Date.parse(iso)), time: time(Date.parse(iso)) });

/** Causes, never blame; the house refuses any other. */
export const NOT_SERVED = [
  'full',
  'hours',
  'no_language',
  'no_same_sex',
  'fee',
  'papers',
  'status',
  'age_rule',
  'insurance',
  'too_far',
  'no_service_here',
  'not_our_service',
  'safety',
] as const;
