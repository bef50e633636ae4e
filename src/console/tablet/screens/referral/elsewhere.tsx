/** Where else she could go, when nobody answered or the answer was no (REF-03; chapter 30, section 4.5): the house's answer, the own network first. */
import { useEffect, useState } from 'react';
import { Icon } from '../../icon.tsx';
import { Says } from '../../parts/says.tsx';
import { useSpeech } from '../../speech.tsx';
import { conditionName } from './conditions.tsx';
import { ask, type Elsewhere as Place, type Line } from './wire.ts';

/** After these she needs another place. */
const STATES = ['overdue', 'declined', 'expired', 'refused', 'partly_received'];
export const needsElsewhere = ({ state, need_open }: Line): boolean =>
  need_open && STATES.includes(state);

export function Elsewhere({
  line,
  choose,
}: {
  line: Line;
  /** Missing while no visit of hers is open here. */
  choose: ((networkId: string) => void) | undefined;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const [found, setFound] = useState<readonly Place[] | 'loading' | 'failed'>('loading');
  const path = `/api/referrals/${line.referral_id}/alternatives`;
  useEffect(() => {
    let gone = false;
    void ask<{ alternatives: Place[] }>('GET', path).then((answer) => {
      if (!gone) setFound(answer.kind === 'ok' ? answer.value.alternatives : 'failed');
    });
    return () => {
      gone = true;
    };
  }, [path]);
  if (found === 'loading') return <p className="hint">{t('referral.loading')}</p>;
  if (found === 'failed') return null;
  return (
    <section className="part" aria-label={t('referral.elsewhere')}>
      <h3>{t('referral.elsewhere')}</h3>
      {found.length ? (
        <ul className="list">
          {found.map(({ listing_code: code, network_id: id, name, unknown }) => (
            <li key={code}>
              <span className="grow">
                <b dir="auto">{name}</b>
                <br />
                <span className="hint">
                  {unknown.length
                    ? t('referral.not_known', {
                        what: speech.list(unknown.map((one) => conditionName(speech, one))),
                      })
                    : t('referral.fits_all')}
                </span>
              </span>
              {id ? (
                <button
                  type="button"
                  className="btn low one"
                  aria-disabled={!choose}
                  onClick={() => choose?.(id)}
                >
                  <Icon name="refer" />
                  {t('referral.choose', { place: name })}
                </button>
              ) : (
                <span className="hint">{t('referral.listed', { code })}</span>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <Says kind="warn">{t('referral.no_other')}</Says>
      )}
    </section>
  );
}
