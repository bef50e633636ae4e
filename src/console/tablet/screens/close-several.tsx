/** Several visits that are closed with one answer at the end of a day (PT-05, chapter 30, section 3.10): each is an act of its own. */
import { useEffect, useRef, useState } from 'react';
import type { Visit } from '../../../desk/visit.ts';
import { useAround } from '../desk-context.tsx';
import { Icon } from '../icon.tsx';
import { useKeys } from '../keys.ts';
import { HowEnded, useEnding } from '../parts/how-ended.tsx';
import { Ticket, Urgency } from '../parts/marks.tsx';
import { useSpeech } from '../speech.tsx';
import { openNeeds } from '../waiting.ts';

export function CloseSeveral({ open, leave }: { open: readonly Visit[]; leave: () => void }) {
  const { t, number } = useSpeech();
  const { actAll } = useAround();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const ending = useEnding();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  // A colleague may have closed one meanwhile.
  const ticked = open.filter(({ visit_id }) => picked.has(visit_id));
  const isAll = ticked.length === open.length;
  const { body } = ending;
  const ready = body !== undefined && ticked.length > 0 && !isBusy;
  const tick = (visit_id: string, on: boolean): void => {
    const next = new Set(picked);
    if (on) next.add(visit_id);
    else next.delete(visit_id);
    setPicked(next);
  };
  const tickAll = (): void => setPicked(new Set(isAll ? [] : open.map(({ visit_id }) => visit_id)));
  const save = (): void => {
    if (!body || !ready) return;
    setBusy(true);
    const acts = ticked.map(({ visit_id }) => ({
      events: [{ kind: 'visit_closed' as const, visit_id, body }],
    }));
    void actAll(acts, t('say.ended_several', { n: acts.length })).then((kept) => {
      // What could not be kept stays ticked.
      if (kept.length === acts.length) leave();
      else setBusy(false);
    });
  };
  useKeys({
    ...ending.keys,
    KeyA: tickAll,
    'Ctrl+Enter': save,
    Escape: () => ending.back() || leave(),
  });
  return (
    <div className="narrow">
      <button type="button" className="link back" onClick={leave}>
        <Icon name="back" />
        {t('close.title')}
      </button>
      <h1 ref={heading} tabIndex={-1}>
        {t('close.several')}
      </h1>
      <p className="lead">{t('close.several_lead')}</p>
      <div role="group" aria-label={t('close.open')}>
        <label className="switch tick-all">
          <input
            type="checkbox"
            ref={(box) => {
              if (box) box.indeterminate = ticked.length > 0 && !isAll;
            }}
            checked={isAll}
            onChange={tickAll}
            aria-keyshortcuts="A"
          />
          <span className="grow">{t('close.all', { n: number(open.length) })}</span>
          <kbd aria-hidden="true">A</kbd>
        </label>
        <ul className="list tick-visits">
          {open.map((visit) => (
            <li key={visit.visit_id}>
              <VisitBox
                visit={visit}
                on={picked.has(visit.visit_id)}
                set={(on) => tick(visit.visit_id, on)}
              />
            </li>
          ))}
        </ul>
      </div>
      <HowEnded ending={ending} />
      <div className="dock">
        <button type="button" className="btn one" onClick={save} aria-disabled={!ready}>
          {ticked.length ? t('close.several_save', { n: ticked.length }) : t('close.several')}{' '}
          <kbd aria-hidden="true">Ctrl Enter</kbd>
        </button>
      </div>
    </div>
  );
}

function VisitBox({ visit, on, set }: { visit: Visit; on: boolean; set: (on: boolean) => void }) {
  const speech = useSpeech();
  const needs = openNeeds(visit);
  const level = visit.queue?.level;
  return (
    <label className="switch">
      <input type="checkbox" checked={on} onChange={({ target }) => set(target.checked)} />
      <span className="grow">
        <span className="line">
          <Ticket visit={visit} /> <span className="soft">{speech.t(`state.${visit.state}`)}</span>{' '}
          {level === 'now' || level === 'soon' ? <Urgency level={level} /> : null}
        </span>
        {needs.length ? (
          <small>
            {speech.t('end.open_needs', {
              n: needs.length,
              needs: speech.list(needs.map(({ code }) => speech.need(code))),
            })}
          </small>
        ) : null}
      </span>
    </label>
  );
}
