/** Refer (REF-01, REF-02; chapter 30, sections 3.8 and 4): a service that fits, what goes and what stays, her yes, and then it goes. */
import { useEffect } from 'react';
import type { Visit } from '../../../../desk/visit.ts';
import { useKeys } from '../../keys.ts';
import { useNavigation } from '../../navigation.tsx';
import { Says } from '../../parts/says.tsx';
import { TaskHead } from '../../parts/task-head.tsx';
import { useSpeech } from '../../speech.tsx';
import { useTurnedVisit } from '../../turned.tsx';
import { WelcomeScreen } from '../welcome.tsx';
import { Choose } from './choose.tsx';
import { Compose } from './compose.tsx';
import { AskPerson } from './ask-person.tsx';
import { useDraft } from './drafts.ts';
import { KeptCards } from './kept-cards.tsx';
import { useNetwork } from './network-hooks.ts';

export function ReferScreen({ visit }: { visit: Visit }) {
  const { t } = useSpeech();
  const { go } = useNavigation();
  const seen = useNetwork();
  const drafting = useDraft(visit.visit_id);
  const turned = useTurnedVisit() === visit.visit_id;
  const { draft, set } = drafting;
  const known = seen.state === 'here' ? seen.known : undefined;
  const entry = known?.network.find(({ network_id }) => network_id === draft.network_id);
  const composing = draft.composing && draft.need !== undefined && entry !== undefined;
  useKeys(
    turned
      ? {}
      : {
          Escape: () =>
            composing ? set({ composing: false }) : go({ screen: 'visit', visit: visit.visit_id }),
        },
  );
  useEffect(() => {
    document.getElementById('main')?.scrollTo({ top: 0 });
  }, [composing]);
  if (turned && composing && known)
    return <AskPerson visit={visit} entry={entry} known={known} drafting={drafting} />;
  // The page was loaded anew while she held it: she finds what she knows, and no name of a place.
  if (turned) return draft.composing ? null : <WelcomeScreen visit={visit} />;
  return (
    <div className="column referral">
      <TaskHead visit={visit} title={t('task.refer')} />
      <KeptCards visit={visit.visit_id} />
      {seen.state === 'loading' ? <p className="hint">{t('referral.loading')}</p> : null}
      {seen.state === 'offline' ? <Says kind="warn">{t('referral.never_seen')}</Says> : null}
      {seen.state === 'failed' ? (
        <Says kind="bad" alert>
          {t('referral.fault', { code: seen.code })}
        </Says>
      ) : null}
      {seen.state === 'here' && !seen.online ? (
        <Says kind="warn">
          {seen.fault ? t('referral.fault', { code: seen.fault }) : t('referral.offline')}
        </Says>
      ) : null}
      {known && composing ? (
        <Compose visit={visit} entry={entry} known={known} drafting={drafting} />
      ) : null}
      {known && !composing ? <Choose visit={visit} known={known} drafting={drafting} /> : null}
    </div>
  );
}
