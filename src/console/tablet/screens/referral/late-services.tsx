/** What waits too long in the whole network, for whoever manages the point (REF-02): services, times and whom to call, and nobody in it. */
import { useEffect, useState } from 'react';
import { useDeskState, useNow } from '../../desk-context.tsx';
import { Icon } from '../../icon.tsx';
import { Urgency } from '../../parts/marks.tsx';
import { agoText } from '../../parts/ago.ts';
import { useSpeech } from '../../speech.tsx';
import { stateText } from './words.ts';
import { ask, type LateService } from './wire.ts';

export const isManager = (roles: readonly string[]): boolean => roles.includes('point_manager');

export function LateServices() {
  const speech = useSpeech();
  const { t } = speech;
  const now = useNow();
  const { online } = useDeskState();
  const [services, setServices] = useState<readonly LateService[]>();
  useEffect(() => {
    let gone = false;
    void ask<{ services: LateService[] }>('GET', '/api/network/overdue').then((answer) => {
      if (!gone && answer.kind === 'ok') setServices(answer.value.services);
    });
    return () => {
      gone = true;
    };
  }, [online]);
  if (!services) return null;
  return (
    <section className="part" aria-label={t('late.title')}>
      <h2>{t('late.title')}</h2>
      <p className="hint">{t(services.length ? 'late.note' : 'late.none')}</p>
      <ul className="referrals">
        {services.map(({ network_id, to_name, telephone, answer_hours, rate, waiting }) => (
          <li key={network_id} className="card">
            <h3>
              <bdi>{to_name}</bdi>
            </h3>
            <p className="soft">
              {t('late.rate', { asked: rate.asked, in_time: rate.in_time })}
              {answer_hours ? <span dir="auto"> · {answer_hours}</span> : null}
            </p>
            {telephone ? (
              <p>
                <a className="btn" href={`tel:${telephone.replace(/[^+0-9]/g, '')}`}>
                  {t('late.call', { number: telephone })}
                </a>
              </p>
            ) : null}
            <ul className="list">
              {waiting.map(({ number, level, state, waits_since }) => (
                <li key={`${number} ${waits_since}`}>
                  <Urgency level={level} />
                  <span className="grow">
                    <b>{t('referral.number', { number })}</b> {stateText(speech, state)}
                    <br />
                    <span className="hint">
                      <Icon name="clock" />{' '}
                      {t('late.since', { age: agoText(speech, now - Date.parse(waits_since)) })}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
