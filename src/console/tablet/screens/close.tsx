/** The close of the day (chapter 30, section 3.10): what is unsent, who is still here, and three numbers that never mix. */
import { useEffect, useRef, useState } from 'react';
import { countsOf, leftOf } from '../../../desk/counts.ts';
import { useAround, useDeskState, useNow, useVisits } from '../desk-context.tsx';
import { Icon } from '../icon.tsx';
import { useKeys } from '../keys.ts';
import { Link } from '../navigation.tsx';
import { Ticket, ticketName } from '../parts/marks.tsx';
import { Says } from '../parts/says.tsx';
import { agoText } from '../parts/ago.ts';
import { dayHere } from '../place.ts';
import { standingOf, teamOf } from '../point-facts.ts';
import { useSpeech } from '../speech.tsx';
import { CloseSeveral } from './close-several.tsx';
import { itemName } from '../../../desk/told.ts';
import { shown } from '../waiting.ts';

export function CloseScreen() {
  const speech = useSpeech();
  const { t, number } = speech;
  const { act, desk } = useAround();
  const state = useDeskState();
  const visits = useVisits();
  const now = useNow();
  const [counter, setCounter] = useState('');
  const [several, setSeveral] = useState(false);
  const toSeveral = useRef<HTMLButtonElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const isToday = (at: number): boolean => dayHere(at) === dayHere(now);
  const today = [...visits.values()].filter(({ opened_at }) => isToday(opened_at));
  const open = shown(visits.values()).filter(({ state }) => state !== 'closed');
  const left = leftOf(desk.events()).filter(({ at }) => isToday(at));
  const { items, visits: contacts, people, topics } = countsOf(today, { dayOf: dayHere, left });
  const pieces = [...items.values()].reduce((sum, value) => sum + value, 0);
  const { waiting, oldest_ms, worker } = state;
  const others = teamOf(state).filter(
    ({ account, roles }) =>
      account !== worker.account && roles.some((role) => standingOf(role, now) !== 'ended'),
  );
  const close = (): void => {
    void act(
      { events: [{ kind: 'point_closed', body: counter ? { counted_by: counter } : {} }] },
      t('say.point_closed'),
    );
  };
  const isSeveral = several && open.length > 0;
  const wasSeveral = useRef(false);
  useEffect(() => {
    if (wasSeveral.current && !isSeveral) (toSeveral.current ?? title.current)?.focus();
    wasSeveral.current = isSeveral;
  }, [isSeveral]);
  useKeys({ 'Ctrl+Enter': isSeveral ? undefined : close });
  if (isSeveral) return <CloseSeveral open={open} leave={() => setSeveral(false)} />;
  return (
    <div className="column">
      <h1 ref={title} tabIndex={-1}>
        {t('close.title')}
      </h1>
      <p className="lead">{t('close.lead')}</p>
      <div className="figures">
        <Figure icon="box" value={number(pieces)} label={t('close.items', { n: pieces })}>
          <ul>
            {[...items].map(([code, count]) => (
              <li key={code}>
                {itemName(speech, code)}: <span className="num">{number(count)}</span>
              </li>
            ))}
          </ul>
        </Figure>
        <Figure icon="visit" value={number(contacts)} label={t('close.visits', { n: contacts })}>
          <ul>
            {[...topics].map(([topic, count]) => (
              <li key={topic}>
                {speech.need(topic)}: <span className="num">{number(count)}</span>
              </li>
            ))}
          </ul>
        </Figure>
        <Figure
          icon="people"
          value={
            people.basis === 'TOKEN'
              ? number(people.people)
              : t('close.range', { from: people.from, to: people.to })
          }
          label={t('close.people', { n: people.basis === 'TOKEN' ? people.people : people.to })}
        >
          <p className="hint">
            {t(people.basis === 'TOKEN' ? 'close.basis_token' : 'close.basis_range')}
          </p>
        </Figure>
      </div>
      <p className="hint">{t('close.never_mix')}</p>
      <div className="grid">
        <section className="card">
          <h2>{t('close.unsent')}</h2>
          {waiting ? (
            <>
              <p>
                {t('close.unsent_some', {
                  n: waiting,
                  age: oldest_ms === null ? '' : agoText(speech, now - oldest_ms),
                })}
              </p>
              <Link to={{ screen: 'sending' }}>{t('nav.sending')}</Link>
            </>
          ) : (
            <p>{t('close.unsent_none')}</p>
          )}
        </section>
        <section className="card">
          <h2>{t('close.stock')}</h2>
          <label className="entry">
            {t('close.counted_by')}
            <select value={counter} onChange={({ target }) => setCounter(target.value)}>
              <option value="">{t('close.not_counted')}</option>
              {others.map(({ account, name }) => (
                <option key={account} value={account}>
                  {name}
                </option>
              ))}
            </select>
            <small>{t('close.second_person')}</small>
          </label>
        </section>
        <section className="card all">
          <h2>{t('close.open')}</h2>
          {open.length > 1 ? (
            <button type="button" className="btn" ref={toSeveral} onClick={() => setSeveral(true)}>
              {t('close.several')}
            </button>
          ) : null}
          {open.length ? (
            <ul className="list open-visits">
              {open.map((visit) => (
                <li key={visit.visit_id}>
                  <span className="grow">
                    <Ticket visit={visit} />
                    <span className="soft">{t(`state.${visit.state}`)}</span>
                  </span>
                  <Link
                    to={{ screen: 'end', visit: visit.visit_id }}
                    className="btn low"
                    aria-label={t('close.end_of', { ticket: ticketName(speech, visit) })}
                  >
                    {t('task.end')}
                  </Link>
                </li>
              ))}
            </ul>
          ) : (
            <p>{t('close.open_none')}</p>
          )}
        </section>
      </div>
      {open.length || waiting ? <Says kind="warn">{t('close.still')}</Says> : null}
      <div className="dock">
        <button type="button" className="btn one" onClick={close}>
          {t('close.close')} <kbd aria-hidden="true">Ctrl Enter</kbd>
        </button>
      </div>
    </div>
  );
}

function Figure({
  icon,
  value,
  label,
  children,
}: {
  icon: string;
  value: string;
  label: string;
  children: React.ReactNode;
}) {
  return (
    <section className="card figure">
      <Icon name={icon} />
      <h2>
        <b>{value}</b> {label}
      </h2>
      {children}
    </section>
  );
}
