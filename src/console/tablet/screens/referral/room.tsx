/** The room of referrals (REF-03; chapter 30, sections 4.4 to 4.9): what waits for an answer, overdue first, each with its next act. */
import { useCallback, useEffect, useState } from 'react';
import { useDeskState, useNow } from '../../desk-context.tsx';
import { Icon } from '../../icon.tsx';
import { Says } from '../../parts/says.tsx';
import { useSpeech } from '../../speech.tsx';
import { KeptCards, useKept } from './kept-cards.tsx';
import { isManager, LateServices } from './late-services.tsx';
import { Row } from './row.tsx';
import { isReady } from './kept.ts';
import { ask, type Line } from './wire.ts';

type Seen =
  | { state: 'loading' }
  | { state: 'offline' }
  | { state: 'failed'; code: string }
  | { state: 'here'; mine: readonly Line[]; needs: readonly Line[] };

const late = (line: Line, now: number): boolean =>
  line.state === 'overdue' || (line.next_due_at !== null && Date.parse(line.next_due_at) < now);

/** Overdue first, then by what is due next. */
export const byDue = (lines: readonly Line[], now: number): Line[] =>
  lines.toSorted(
    (a, b) =>
      Number(late(b, now)) - Number(late(a, now)) ||
      (a.next_due_at ?? '9').localeCompare(b.next_due_at ?? '9'),
  );

export function ReferralsRoom() {
  const { t } = useSpeech();
  const { online, worker } = useDeskState();
  const manages = isManager(worker.roles);
  const { kept } = useKept();
  const now = useNow();
  const [seen, setSeen] = useState<Seen>({ state: 'loading' });
  const load = useCallback(async (): Promise<void> => {
    const [mine, needs] = await Promise.all([
      ask<{ referrals: Line[] }>('GET', '/api/referrals?list=mine'),
      ask<{ referrals: Line[] }>('GET', '/api/referrals?list=open_needs'),
    ]);
    if (mine.kind === 'ok' && needs.kind === 'ok')
      setSeen({ state: 'here', mine: mine.value.referrals, needs: needs.value.referrals });
    else if (mine.kind === 'problem') setSeen({ state: 'failed', code: mine.code });
    else if (needs.kind === 'problem') setSeen({ state: 'failed', code: needs.code });
    else setSeen({ state: 'offline' });
  }, []);
  useEffect(() => {
    void load();
  }, [load, online]);
  const mine = seen.state === 'here' ? byDue(seen.mine, now) : [];
  const overdue = mine.filter((line) => late(line, now)).length;
  return (
    <div className="column referral">
      <div className="head">
        <h1>{t('nav.referrals')}</h1>
        <button type="button" className="btn push" onClick={() => void load()}>
          <Icon name="undo" />
          {t('referral.look_again')}
        </button>
      </div>
      {seen.state === 'here' ? (
        <p className="lead">{t('referral.count', { n: mine.length, overdue })}</p>
      ) : null}
      <KeptCards />
      {seen.state === 'loading' ? <p className="hint">{t('referral.loading')}</p> : null}
      {seen.state === 'offline' ? (
        <Says kind="warn">{t('referral.room_offline', { n: kept.filter(isReady).length })}</Says>
      ) : null}
      {seen.state === 'failed' && !(manages && seen.code === 'not_allowed') ? (
        <Says kind="bad" alert>
          {t('referral.fault', { code: seen.code })}
        </Says>
      ) : null}
      {seen.state === 'here' && !mine.length && !kept.length ? (
        <p className="card">{t('referral.empty')}</p>
      ) : null}
      {mine.length ? (
        <ul className="referrals">
          {mine.map((line) => (
            <Row key={line.referral_id} line={line} late={late(line, now)} changed={load} />
          ))}
        </ul>
      ) : null}
      {seen.state === 'here' && seen.needs.length ? (
        <section className="part">
          <h2>{t('referral.open_needs')}</h2>
          <p className="hint">{t('referral.open_needs_note')}</p>
          <ul className="referrals">
            {seen.needs.map((line) => (
              <Row key={line.referral_id} line={line} late={false} changed={load} />
            ))}
          </ul>
        </section>
      ) : null}
      {manages ? <LateServices /> : null}
    </div>
  );
}
