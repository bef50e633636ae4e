/** What was kept as ready without a network goes when the line is back (chapter 30, section 5.4); shows nothing but that it went. */
import { useEffect } from 'react';
import { useAround, useDeskState } from '../../desk-context.tsx';
import { useSpeech } from '../../speech.tsx';
import { sendWaitingReferrals } from './kept.ts';

export function ReadyReferrals() {
  const { t } = useSpeech();
  const { desk, say } = useAround();
  const { online, lastContact, cover, signedOut } = useDeskState();
  const isOpen = cover === 'open' || cover === 'covered';
  useEffect(() => {
    if (online !== 'yes' || !isOpen || signedOut) return;
    // Nothing of hers may be lost by a failure here: what did not go is kept, and tried at the next contact.
    void sendWaitingReferrals(desk, Date.now()).then(
      (gone) => {
        const [one] = gone;
        if (one) say(t(one.link ? 'say.referred_link' : 'say.referred', { place: one.to_name }));
      },
      () => undefined,
    );
    // Each contact with the house is an occasion.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [desk, online, lastContact, isOpen, signedOut]);
  return null;
}
