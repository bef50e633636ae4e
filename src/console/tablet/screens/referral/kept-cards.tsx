/** Referrals that this tablet still holds: ready and not sent, or sent with a link and a code to tell once. */
import { useCallback, useEffect, useState } from 'react';
import { useAround, useDesk, useDeskState } from '../../desk-context.tsx';
import { Icon } from '../../icon.tsx';
import { Says } from '../../parts/says.tsx';
import { type Speech, useSpeech } from '../../speech.tsx';
import type { Changed } from './kept-changes.ts';
import { conditionName } from './conditions.tsx';
import { cancelKept, dropKept, type Kept, readKept, sendKept } from './kept.ts';

/** Read anew after every change of the desk; `reread` for changes made here. */
export function useKept(): { kept: readonly Kept[]; reread: () => void } {
  const desk = useDesk();
  const state = useDeskState();
  const [kept, setKept] = useState<readonly Kept[]>([]);
  const reread = useCallback(() => {
    void readKept(desk).then(setKept, () => undefined);
  }, [desk]);
  useEffect(reread, [reread, state]);
  return { kept, reread };
}

export function KeptCards({ visit }: { visit?: string }) {
  const { kept, reread } = useKept();
  const shown = kept.filter(({ input }) => visit === undefined || input.visit_id === visit);
  return (
    <>
      {shown.map((one) => (
        <KeptCard key={one.input.referral_id} one={one} changed={reread} />
      ))}
    </>
  );
}

function KeptCard({ one, changed }: { one: Kept; changed: () => void }) {
  const speech = useSpeech();
  const { t, time } = speech;
  const { desk, say } = useAround();
  const [busy, setBusy] = useState(false);
  const { input, to_name: place, link, fault, telephone, changed: news = [] } = one;
  const title = t('referral.to', { place });
  const acting = (act: () => Promise<void>) => (): void => {
    if (busy) return;
    setBusy(true);
    act()
      .catch(() => say(t('fault.other')))
      .finally(() => {
        setBusy(false);
        changed();
      });
  };
  const send = acting(async () => {
    const left = await sendKept(desk, one);
    if (!left) say(t('say.referred', { place }));
    else if (left.state === 'sent') say(t('say.referred', { place }));
    else if (left.state === 'ready' && !left.fault) say(t('say.referral_ready'));
  });
  const told = acting(() => dropKept(desk, input.referral_id));
  const cancel = acting(async () => {
    await cancelKept(desk, one);
  });
  if (link)
    return (
      <section className="card lintel part" aria-label={title}>
        <h2>{title}</h2>
        <p>{t('referral.link_told')}</p>
        <dl className="facts">
          <dt>{t('referral.link')}</dt>
          <dd>
            <bdi className="link-text" dir="ltr">
              {link.link}
            </bdi>
          </dd>
          <dt>{t('referral.link_code')}</dt>
          <dd>
            <bdi className="aloud" dir="ltr">
              {link.code}
            </bdi>
          </dd>
          {telephone ? (
            <>
              <dt>{t('referral.telephone')}</dt>
              <dd>
                <bdi dir="ltr">{telephone}</bdi>
              </dd>
            </>
          ) : null}
        </dl>
        <div className="acts">
          <button type="button" className="btn one" onClick={told}>
            {t('referral.i_told')}
          </button>
        </div>
      </section>
    );
  if (one.cancelled)
    return (
      <section className="card part" aria-label={title}>
        <h2>{title}</h2>
        <Says>{t('referral.cancelled_here')}</Says>
      </section>
    );
  return (
    <section className="card part" aria-label={title}>
      <h2>{title}</h2>
      <Says kind={fault ? 'bad' : 'warn'}>
        <p>{t('referral.ready_since', { time: time(one.made_at) })}</p>
        {fault ? <p>{t('referral.fault', { code: fault })}</p> : null}
        {news.length ? (
          <>
            <p>{t('referral.changed')}</p>
            <ul>
              {news.map((one) => (
                <li key={JSON.stringify(one)}>{changedText(speech, one)}</li>
              ))}
            </ul>
            <p>{t('referral.changed_ask')}</p>
          </>
        ) : null}
      </Says>
      <div className="acts">
        <button type="button" className="btn one" onClick={send} aria-disabled={busy}>
          <Icon name="send" />
          {t(news.length ? 'referral.send_changed' : 'sending.now')}
        </button>
        <button type="button" className="btn" onClick={cancel} aria-disabled={busy}>
          {t('referral.step', { step: 'cancel' })}
        </button>
      </div>
    </section>
  );
}

function changedText(speech: Speech, one: Changed): string {
  const { t } = speech;
  if (one.what === 'fact')
    return t('referral.changed_fact', { field: t('referral.field', { field: one.field }) });
  if (one.what === 'condition')
    return t('referral.changed_condition', {
      condition: conditionName(speech, one.name),
      verdict: t('referral.verdict', { verdict: one.verdict }),
    });
  return t('referral.changed_what', { what: one.what });
}
