/** Who waits, in one order that is in sight (VUL-02; chapter 30, section 3.5), and beside it the ticket that is chosen. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { movedByHand, queueOf } from '../../../desk/queue.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useCallIn, useNewVisit } from '../act-hooks.ts';
import { useDeskState, useNow, useVisits } from '../desk-context.tsx';
import { Icon } from '../icon.tsx';
import { useKeys } from '../keys.ts';
import { useNavigation } from '../navigation.tsx';
import { Ticket } from '../parts/marks.tsx';
import { MoveSheet, MovesSheet } from '../parts/move-sheet.tsx';
import { QueueTable } from '../parts/queue-table.tsx';
import { SidePanel } from '../parts/side-panel.tsx';
import { TicketFinder } from '../parts/ticket-finder.tsx';
import { useSpeech } from '../speech.tsx';
import { turnTo } from '../turned.tsx';
import { arrived, inRooms, shown as standing, waitedMinutes } from '../waiting.ts';

export function QueueScreen({ chosen }: { chosen: string | undefined }) {
  const { t } = useSpeech();
  const visits = useVisits();
  const now = useNow();
  const { go, replace } = useNavigation();
  const waiting = queueOf(standing(visits.values()));
  const early = arrived(visits.values());
  const all = [...waiting, ...early];
  const rooms = inRooms(visits.values());
  const open = chosen ? visits.get(chosen) : undefined;
  // On a wide screen one ticket is always in sight; on a narrow one the list comes first.
  const shown = open ?? all[0];
  // Before the first answer nobody knows that nobody waits.
  const isAsking = useDeskState().online === 'unknown';
  const newVisit = useNewVisit();
  const callIn = useCallIn();
  const [finding, setFinding] = useState(false);
  const [moving, setMoving] = useState<Visit>();
  const [movesShown, showMoves] = useState(false);
  const move = (by: number | 'first' | 'last'): void => {
    const here = all.findIndex(({ visit_id }) => visit_id === shown?.visit_id);
    const next =
      by === 'first'
        ? 0
        : by === 'last'
          ? all.length - 1
          : Math.min(all.length - 1, Math.max(0, here + by));
    const visit = all[next];
    if (visit) replace({ screen: 'queue', visit: visit.visit_id });
  };
  const select = useCallback(
    (visit: Visit) => go({ screen: 'queue', visit: visit.visit_id }),
    [go],
  );
  const task = (screen: 'screening' | 'help' | 'interpreter') => () => {
    if (shown) go({ screen, visit: shown.visit_id });
  };
  useKeys({
    KeyN: () => newVisit(false),
    Slash: () => setFinding(true),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Home: () => move('first'),
    End: () => move('last'),
    Enter: () => shown && callIn(shown),
    KeyE: task('help'),
    KeyS: task('screening'),
    KeyI: task('interpreter'),
    KeyU: () => setMoving(shown),
    KeyT: () => shown && turnTo(shown.visit_id),
    Escape: chosen ? () => go({ screen: 'queue' }) : undefined,
  });
  const longest = Math.max(0, ...waiting.map((visit) => waitedMinutes(visit, now)));
  const moved = movedByHand(waiting);
  return (
    <div className={open ? 'halves one' : 'halves'}>
      <div className="list-half">
        <div className="head">
          <h1>{t('queue.title')}</h1>
          <button type="button" className="btn push" onClick={() => setFinding(true)}>
            <Icon name="find" />
            <span>{t('queue.find')}</span>
            <kbd aria-hidden="true">/</kbd>
          </button>
          <NewVisit act={newVisit} />
        </div>
        <p className="lead">
          {waiting.length
            ? t('queue.summary', { n: waiting.length, longest, rooms: rooms.length })
            : t('queue.summary_rooms', { rooms: rooms.length })}
        </p>
        <p className="rule">
          <span>{t('queue.rule')}</span>
          {moved ? (
            <button type="button" className="link" onClick={() => showMoves(true)}>
              {t('queue.moved', { n: moved })}
            </button>
          ) : null}
        </p>
        {all.length ? (
          <QueueTable
            visits={all}
            now={now}
            selected={shown?.visit_id}
            isOpen={open !== undefined}
            select={select}
          />
        ) : (
          <div className="empty">
            <h2>{t(isAsking ? 'queue.asking' : 'queue.empty')}</h2>
            <p className="soft">{t('queue.empty_note')}</p>
          </div>
        )}
        {rooms.length ? <InRooms visits={rooms} /> : null}
      </div>
      {shown ? (
        <SidePanel
          visit={shown}
          now={now}
          callIn={() => callIn(shown)}
          change={() => setMoving(shown)}
        />
      ) : null}
      {finding ? <TicketFinder close={() => setFinding(false)} /> : null}
      {moving ? <MoveSheet visit={moving} close={() => setMoving(undefined)} /> : null}
      {movesShown ? <MovesSheet visits={waiting} close={() => showMoves(false)} /> : null}
    </div>
  );
}

/** A finger turns the screen to the person at once; a key or a mouse leaves it with the worker. */
function NewVisit({ act }: { act: (turned: boolean) => void }) {
  const { t } = useSpeech();
  const touched = useRef(false);
  useEffect(() => {
    touched.current = false;
  });
  return (
    <button
      type="button"
      className="btn one"
      onPointerDown={({ pointerType }) => {
        touched.current = pointerType === 'touch';
      }}
      onClick={() => act(touched.current)}
    >
      <Icon name="plus" />
      <span>{t('queue.new')}</span>
      <kbd aria-hidden="true">N</kbd>
    </button>
  );
}

function InRooms({ visits }: { visits: readonly Visit[] }) {
  const { t } = useSpeech();
  return (
    <section className="rooms" aria-label={t('queue.in_rooms')}>
      <h2>{t('queue.in_rooms')}</h2>
      <div className="choices">
        {visits.map((visit) => (
          <RoomTicket key={visit.visit_id} visit={visit} />
        ))}
      </div>
    </section>
  );
}

function RoomTicket({ visit }: { visit: Visit }) {
  const { go } = useNavigation();
  const speech = useSpeech();
  const { called } = visit;
  return (
    <button
      type="button"
      className="choice"
      onClick={() => go({ screen: 'visit', visit: visit.visit_id })}
    >
      <Ticket visit={visit} />
      <span className="push soft num">
        {called ? speech.t('visits.called', { time: speech.time(called.at) }) : ''}
      </span>
    </button>
  );
}
