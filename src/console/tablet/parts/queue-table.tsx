/** The queue as a grid: one row a ticket, each told by picture, number, shape and word. Narrow screens show tickets of two lines. */
import { memo, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { NEED_BRANCHES, needBranch } from '../../../directory/needs.ts';
import type { Visit } from '../../../desk/visit.ts';
import { Icon } from '../icon.tsx';
import { type Speech, useSpeech, type WordId } from '../speech.tsx';
import {
  asksForWoman,
  isLate,
  nextStep,
  type NextStep,
  openNeeds,
  prefersToHear,
  spokenTag,
  waitedMinutes,
} from '../waiting.ts';
import { Ticket, Urgency } from './marks.tsx';

const COLUMNS = [
  'queue.ticket',
  'queue.urgency',
  'queue.waiting',
  'queue.needs',
  'queue.speaks',
  'queue.asked_for',
  'queue.next',
] as const satisfies readonly WordId[];

/** The picture of a need: that of its branch, with a few of its own. */
export function needIcon(code: string): string {
  const own: Readonly<Record<string, string>> = {
    'health.maternal': 'baby',
    'talk.charging': 'phone',
    'talk.phone_wifi': 'phone',
    'items.baby': 'baby',
    'child.mother_baby': 'baby',
  };
  const branch = needBranch(code);
  return own[code] ?? (branch in NEED_BRANCHES ? NEED_BRANCHES[branch].icon : 'unknown');
}

export const stepText = ({ t }: Speech, step: NextStep): string => t(`step.${step}`);

export function QueueTable({
  visits,
  now,
  selected,
  isOpen,
  select,
}: {
  visits: readonly Visit[];
  now: number;
  selected: string | undefined;
  /** Somebody chose the row, it isn't only the first. */
  isOpen: boolean;
  select: (visit: Visit) => void;
}) {
  const { t } = useSpeech();
  const table = useRef<HTMLTableElement>(null);
  const tickets = useTickets(table, visits);
  return (
    <table
      ref={table}
      className={tickets ? 'queue tickets' : 'queue'}
      role="grid"
      aria-label={t('queue.title')}
      aria-rowcount={visits.length + 1}
    >
      <thead>
        <tr>
          {COLUMNS.map((word) => (
            <th key={word} scope="col">
              {t(word)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {visits.map((visit, index) => (
          <Row
            key={visit.visit_id}
            visit={visit}
            now={now}
            isSelected={visit.visit_id === selected}
            isOpen={isOpen}
            isFirst={selected === undefined && index === 0}
            select={select}
          />
        ))}
      </tbody>
    </table>
  );
}

const isNarrow = (): boolean => matchMedia('(max-width: 60em)').matches;

/**
 * Whether the rows are tickets: in a narrow window, and wherever a word would run into the next cell, as long ones do in some
 * languages and all do in large letters. Looked at anew when the window or the letters change.
 */
function useTickets(table: RefObject<HTMLTableElement | null>, visits: readonly Visit[]): boolean {
  const [seen, setSeen] = useState(() => ({ tickets: isNarrow() }));
  useEffect(() => {
    const again = (): void => setSeen({ tickets: isNarrow() });
    addEventListener('resize', again);
    return () => removeEventListener('resize', again);
  }, []);
  useLayoutEffect(() => {
    if (seen.tickets) return;
    const cells = table.current?.querySelectorAll(MEASURED) ?? [];
    if ([...cells].some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth))
      setSeen({ tickets: true });
  }, [table, seen, visits]);
  return seen.tickets;
}

/** The head, and so many rows that a queue of hundreds stays quick. */
const MEASURED = 'thead th, tbody tr:nth-child(-n + 40) > *';

/** Five hundred rows stay quick: a row is drawn anew only when its own visit, choice or waiting time changes. */
const Row = memo(function Row({
  visit,
  now,
  isSelected,
  isOpen,
  isFirst,
  select,
}: {
  visit: Visit;
  now: number;
  isSelected: boolean;
  isOpen: boolean;
  isFirst: boolean;
  select: (visit: Visit) => void;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (!isSelected || !isOpen) return;
    row.current?.scrollIntoView({ block: 'nearest' });
    // Arrows move the focus with the choice, wherever in the list it was.
    if (
      document.activeElement?.closest('table.queue, body') &&
      document.activeElement.tagName !== 'INPUT'
    )
      row.current?.focus({ preventScroll: true });
  }, [isSelected, isOpen]);
  const needs = openNeeds(visit).slice(0, 2);
  const more = openNeeds(visit).length - needs.length;
  const wish = asksForWoman(visit);
  const moves = visit.queue?.moves.length ?? 0;
  return (
    <tr
      ref={row}
      aria-selected={isSelected}
      tabIndex={isSelected || isFirst ? 0 : -1}
      onClick={() => select(visit)}
    >
      <th scope="row">
        <Ticket visit={visit} />
      </th>
      <td className="level">
        <Urgency level={visit.queue?.level ?? 'any_time'} />
      </td>
      <td className={isLate(visit, now) ? 'wait num late' : 'wait num'}>
        {t('time.minutes', { n: waitedMinutes(visit, now) })}
        {isLate(visit, now) ? <small>{t('queue.late')}</small> : null}
      </td>
      <td className="needs-of">
        {needs.length ? (
          <span className="needs">
            {needs.map(({ code }) => (
              <span key={code}>
                <Icon name={needIcon(code)} />
                {speech.need(code)}
              </span>
            ))}
            {more > 0 ? <small>{t('queue.more_needs', { n: more })}</small> : null}
          </span>
        ) : (
          <span className="none soft">{t('queue.none')}</span>
        )}
      </td>
      <td className="tongue">
        <Speaks visit={visit} />
      </td>
      <td className="wish">
        {wish ? (
          t(wish === 'woman' ? 'wish.woman' : 'wish.man')
        ) : visit.wishes?.value.veto_interpreter ? (
          t('wish.outside')
        ) : (
          <span className="none soft">{t('queue.none')}</span>
        )}
      </td>
      <td className="then">
        {stepText(speech, nextStep(visit))}
        {moves ? <small>{t('queue.moved_one')}</small> : null}
      </td>
    </tr>
  );
});

/** @param alone nothing beside it says that it is about the language */
export function Speaks({ visit, alone = false }: { visit: Visit; alone?: boolean }) {
  const { t, languageName } = useSpeech();
  const tag = spokenTag(visit);
  if (!visit.languages) return <span>{t(alone ? 'step.language' : 'queue.not_asked')}</span>;
  return (
    <span className="speaks">
      {tag ? languageName(tag) : t('queue.not_answered')}
      {prefersToHear(visit) ? (
        <>
          <Icon name="ear" />
          <span className="vh">{t('prefers.hears')}</span>
        </>
      ) : null}
    </span>
  );
}
