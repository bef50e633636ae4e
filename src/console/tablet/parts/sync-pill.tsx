/** How sending stands, always in sight (chapter 30, section 5.5): it opens the list of what waits. */
import { Icon } from '../icon.tsx';
import { useDeskState, useNow } from '../desk-context.tsx';
import { Link } from '../navigation.tsx';
import { type Speech, useSpeech } from '../speech.tsx';
import type { DeskState } from '../store/index.ts';
import { agoText } from './ago.ts';

type Pill = { text: string; icon: string; held: boolean };

export function pillOf(speech: Speech, state: DeskState, now: number): Pill {
  const { t, time } = speech;
  const { online, waiting, oldest_ms, needsLook, lastContact } = state;
  const age = oldest_ms === null ? '' : agoText(speech, now - oldest_ms);
  if (needsLook.length)
    return { text: t('pill.needs_you', { n: needsLook.length }), icon: 'warn', held: true };
  if (online === 'no') {
    if (!waiting)
      return {
        text:
          lastContact === null
            ? t('pill.offline')
            : t('pill.offline_since', { time: time(lastContact) }),
        icon: 'offline',
        held: true,
      };
    return {
      text:
        lastContact === null
          ? t('pill.offline_waiting', { n: waiting, age })
          : t('pill.offline_since_waiting', { time: time(lastContact), n: waiting, age }),
      icon: 'offline',
      held: true,
    };
  }
  if (waiting) return { text: t('pill.sending', { n: waiting }), icon: 'send', held: false };
  return { text: t('pill.sent'), icon: 'sent', held: false };
}

export function SyncPill() {
  const speech = useSpeech();
  const state = useDeskState();
  const now = useNow();
  const { text, icon, held } = pillOf(speech, state, now);
  return (
    <Link to={{ screen: 'sending' }} className={held ? 'btn low held push' : 'btn low push'}>
      <Icon name={icon} />
      {text}
    </Link>
  );
}
