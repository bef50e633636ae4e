/** Somebody in other hands: what is still told at the desk, and whoever asks for her, goes sealed to where she is (J6 step 4). */
import { useRef, useState } from 'react';
import type { Visit } from '../../../../desk/visit.ts';
import { useAround, useDeskState } from '../../desk-context.tsx';
import { Icon } from '../../icon.tsx';
import { useKeys } from '../../keys.ts';
import { Link, useNavigation } from '../../navigation.tsx';
import { Arch, ticketName } from '../../parts/marks.tsx';
import { Says } from '../../parts/says.tsx';
import { useSpeech } from '../../speech.tsx';
import { laterAct, sealTexts } from './opening.ts';
import { Told } from './told.tsx';

export function AskedFor({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t } = speech;
  const { act } = useAround();
  const { go } = useNavigation();
  const { worker, role_keys } = useDeskState();
  const [asks, setAsks] = useState('');
  const [said, setSaid] = useState('');
  const isSaving = useRef(false);
  const isReady = Boolean(asks.trim() || said.trim());
  const save = async (): Promise<void> => {
    if (!isReady || isSaving.current) return;
    isSaving.current = true;
    const by = { at: new Date().toISOString(), by: worker.account };
    const files = await sealTexts(role_keys, visit.visit_id, { asks_for: asks, said }, by);
    if (await act(laterAct(visit, files), t('say.asked'))) go({ screen: 'queue' });
    isSaving.current = false;
  };
  useKeys({
    'Ctrl+Enter': () => void save(),
    Escape: () => {
      if (!isReady) go({ screen: 'visits' });
    },
  });
  return (
    <div className="narrow">
      <Link to={{ screen: 'visits' }} className="back">
        <Icon name="back" />
        {t('nav.visits')}
      </Link>
      <div className="head">
        <Arch visit={visit} className="full" />
        <h1>{t('asked.title', { ticket: ticketName(speech, visit) })}</h1>
      </div>
      <Says kind="warn">{t('asked.lead')}</Says>
      {role_keys.length ? (
        <>
          <Told label={t('asked.who')} hint={t('asked.who_hint')} text={asks} set={setAsks} />
          <Told label={t('asked.said')} hint={t('private.sealed')} text={said} set={setSaid} />
          <div className="dock">
            <button
              type="button"
              className="btn one"
              onClick={() => void save()}
              aria-disabled={!isReady}
            >
              {t('asked.go')} <kbd aria-hidden="true">Ctrl Enter</kbd>
            </button>
          </div>
        </>
      ) : (
        <Says kind="warn">{t('private.no_key')}</Says>
      )}
    </div>
  );
}
