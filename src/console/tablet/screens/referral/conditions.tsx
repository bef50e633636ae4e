/** What is known of a service, one line for each wish, with who said so and when; what nobody knows is never shown as fitting. */
import { Icon } from '../../icon.tsx';
import { type Speech, useSpeech } from '../../speech.tsx';
import { byWeight } from './composing.ts';
import type { Condition } from './wire.ts';

const PICTURES = { fits: 'yes', does_not: 'no', unknown: 'unknown' } as const;
const DAY = 86_400_000;

export const conditionName = ({ t }: Speech, name: string): string =>
  t('referral.condition', { name });

function saidBy(
  { t, day, number }: Speech,
  { source, said_by, checked_on, rate }: Condition,
): string {
  if (rate !== undefined) return t('referral.rate', { percent: number(Math.round(rate * 100)) });
  const when = checked_on ? day(checked_on * DAY) : '';
  if (source)
    return t('referral.said', {
      who: said_by ?? t('referral.source', { source }),
      dated: when ? 'yes' : 'no',
      day: when,
    });
  return when ? t('referral.checked', { day: when }) : '';
}

export function Conditions({ lines }: { lines: readonly Condition[] }) {
  const speech = useSpeech();
  const { t } = speech;
  return (
    <ul className="conditions" aria-label={t('referral.known')}>
      {byWeight(lines).map((line) => {
        const said = saidBy(speech, line);
        return (
          <li key={line.name} className={line.verdict}>
            <Icon name={PICTURES[line.verdict]} />
            <span className="grow">
              {conditionName(speech, line.name)}
              {said ? <small>{said}</small> : null}
            </span>
            <b>{t('referral.verdict', { verdict: line.verdict })}</b>
          </li>
        );
      })}
    </ul>
  );
}
