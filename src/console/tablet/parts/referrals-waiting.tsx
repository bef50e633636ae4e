/** Referrals that wait for a tap of whoever made them: in sight on every screen, since nothing else happens to them. */
import { useEffect, useState } from 'react';
import { useDesk, useDeskState } from '../desk-context.tsx';
import { Link, useNavigation } from '../navigation.tsx';
import { useSpeech } from '../speech.tsx';
import { Says } from './says.tsx';

export function ReferralsWaiting() {
  const { t } = useSpeech();
  const desk = useDesk();
  const state = useDeskState();
  const { address } = useNavigation();
  const [waiting, setWaiting] = useState(0);
  useEffect(() => {
    let gone = false;
    import('../screens/referral/kept.ts')
      .then(async ({ readKept, waitsForTap }) => (await readKept(desk)).filter(waitsForTap).length)
      .then(
        (n) => {
          if (!gone) setWaiting(n);
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
      <p>{t('notice.referrals', { n: waiting })}</p>
      <p>
        <Link to={{ screen: 'referrals' }}>{t('nav.referrals')}</Link>
      </p>
    </Says>
  );
}
