/** Referrals that wait for a tap of whoever made them: in sight on every screen, since nothing else happens to them. */
import { useEffect, useState } from 'react';
import { useDesk, useDeskState } from '../desk-context.tsx';
import { Link, useNavigation } from '../navigation.tsx';
import { useSpeech } from '../speech.tsx';
import { readKept, waitsForTap } from '../screens/referral/kept.ts';
import { Says } from './says.tsx';

export function ReferralsWaiting() {
  const { t } = useSpeech();
  const desk = useDesk();
  const state = useDeskState();
  const { address } = useNavigation();
  const [waiting, setWaiting] = useState(0);
  useEffect(() => {
    let gone = false;
    readKept(desk).then(
      (kept) => {
        if (!gone) setWaiting(kept.filter(waitsForTap).length);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [desk, state]);
  if (!waiting || address.screen === 'referrals' || address.screen === 'refer') return null;
  return (
    <Says kind="warn">
      <p>{t('pill.needs_you', { n: waiting })}</p>
      <p>
        <Link to={{ screen: 'referrals' }}>{t('nav.referrals')}</Link>
      </p>
    </Says>
  );
}
