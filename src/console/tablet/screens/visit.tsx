/** The encounter (chapter 30, section 3.6): what happened on one side, what can be done on the other. */
import { useState } from 'react';
import type { Visit } from '../../../desk/visit.ts';
import type { Address } from '../addresses.ts';
import { useCallIn } from '../act-hooks.ts';
import { useAround, useDesk, useNow } from '../desk-context.tsx';
import { Icon } from '../icon.tsx';
import { useKeys } from '../keys.ts';
import { Link, useNavigation } from '../navigation.tsx';
import { Arch, ticketName, Urgency } from '../parts/marks.tsx';
import { MoveSheet } from '../parts/move-sheet.tsx';
import { Speaks } from '../parts/queue-table.tsx';
import { Says } from '../parts/says.tsx';
import { askedForText, heldText, prefersText } from '../parts/side-panel.tsx';
import { SpaceSheet } from '../parts/space-sheet.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { useSpeech, type WordId } from '../speech.tsx';
import { turnTo } from '../turned.tsx';
import { adaptations, openNeeds, waitedMinutes } from '../waiting.ts';
import { REFERRAL_SCREEN } from './referral/slot.ts';

type Task = {
  screen:
    | 'help'
    | 'screening'
    | 'interpreter'
    | 'refer'
    | 'note'
    | 'follow-up'
    | 'private'
    | 'held'
    | 'slip'
    | 'end';
  icon: string;
  word: WordId;
  key?: string;
};
const TASKS: readonly Task[] = [
  { screen: 'help', icon: 'box', word: 'task.help', key: 'E' },
  { screen: 'screening', icon: 'health', word: 'task.screening', key: 'S' },
  { screen: 'interpreter', icon: 'interpreter', word: 'task.interpreter', key: 'I' },
  ...(REFERRAL_SCREEN
    ? [{ screen: 'refer' as const, icon: 'refer', word: 'task.refer' as const, key: 'R' }]
    : []),
  { screen: 'note', icon: 'note', word: 'task.note' },
  { screen: 'follow-up', icon: 'day', word: 'task.follow_up' },
  { screen: 'private', icon: 'speak', word: 'task.private' },
  { screen: 'slip', icon: 'slip', word: 'task.slip' },
  { screen: 'held', icon: 'eye', word: 'task.held' },
  { screen: 'end', icon: 'leave', word: 'task.end' },
];

export function VisitScreen({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t } = speech;
  const { go } = useNavigation();
  const { act } = useAround();
  const desk = useDesk();
  const now = useNow();
  const callIn = useCallIn();
  const [moving, setMoving] = useState(false);
  const [placing, setPlacing] = useState(false);
  const { visit_id, state } = visit;
  const to = (screen: Task['screen']): Address => ({ screen, visit: visit_id });
  const closed = state === 'closed';
  const waits = state === 'waiting' || state === 'arrived';
  const person = visit.subject ? desk.person(visit.subject) : undefined;
  const heads = (by: number): void => {
    const next = visit.heads + by;
    if (next < 1 || next > 200) return;
    const opened = visit.lines.find(
      ({ event, struck }) => event.kind === 'visit_opened' && !struck,
    );
    if (opened)
      void act(
        {
          events: [
            {
              kind: 'visit_opened',
              visit_id,
              supersedes: opened.event.event_id,
              body: { ...opened.event.body, heads: next },
            },
          ],
        },
        t('say.heads', { n: next }),
      );
  };
  useKeys({
    KeyE: () => go(to('help')),
    KeyS: () => go(to('screening')),
    KeyI: () => go(to('interpreter')),
    KeyR: REFERRAL_SCREEN ? () => go(to('refer')) : undefined,
    KeyU: waits ? () => setMoving(true) : undefined,
    KeyT: () => turnTo(visit_id),
    Enter: waits ? () => callIn(visit) : undefined,
    Escape: () => go({ screen: 'queue', visit: visit_id }),
  });
  return (
    <>
      <div className="head">
        <Arch visit={visit} className="full large" />
        <div>
          <h1>
            {ticketName(speech, visit)}
            {person?.name ? (
              <>
                {' '}
                <bdi className="soft">{person.name}</bdi>
              </>
            ) : null}
          </h1>
          <p className="soft heads">
            {t(`state.${state}`)} · {t('people.heads', { n: visit.heads })}
            <span className="amount small noprint">
              <button
                type="button"
                className="btn"
                aria-label={t('visit.one_less')}
                aria-disabled={visit.heads < 2}
                onClick={() => heads(-1)}
              >
                −
              </button>
              <button
                type="button"
                className="btn"
                aria-label={t('visit.one_more')}
                onClick={() => heads(1)}
              >
                +
              </button>
            </span>
          </p>
        </div>
        <span className="push">
          <Urgency level={visit.queue?.level ?? 'any_time'} />
        </span>
      </div>
      {visit.start_missing ? <Says kind="warn">{t('visit.start_missing')}</Says> : null}
      {visit.languages?.also ? <Says kind="warn">{t('visit.ask_again')}</Says> : null}
      <div className="two timeline">
        <div>
          {waits ? (
            <div className="acts">
              <button type="button" className="btn one" onClick={() => callIn(visit)}>
                {t('queue.call')} <kbd aria-hidden="true">Enter</kbd>
              </button>
              <button type="button" className="btn" onClick={() => setMoving(true)}>
                {t('queue.change')} <kbd aria-hidden="true">U</kbd>
              </button>
            </div>
          ) : null}
          <h2>{t('visit.do')}</h2>
          <nav className="tasks" aria-label={t('visit.do')}>
            {TASKS.filter(
              ({ screen }) => !closed || ['held', 'slip', 'note', 'follow-up'].includes(screen),
            ).map(({ screen, icon, word, key }, index) => (
              <Link
                key={screen}
                to={to(screen)}
                className={index === 0 && !closed && !waits ? 'btn one' : 'btn'}
              >
                <Icon name={icon} />
                <span>{t(word)}</span>
                {key ? <kbd aria-hidden="true">{key}</kbd> : null}
              </Link>
            ))}
            {closed ? null : (
              <button type="button" className="btn" onClick={() => setPlacing(true)}>
                <Icon name="house" />
                <span>{t('task.space')}</span>
              </button>
            )}
          </nav>
          <h2>{t('visit.known')}</h2>
          <dl className="facts card">
            <dt>{t('queue.speaks')}</dt>
            <dd>
              <Speaks visit={visit} />{' '}
              {closed ? null : (
                <Link to={{ screen: 'welcome', visit: visit_id }}>
                  {t(visit.languages ? 'visit.ask' : 'welcome.language')}
                </Link>
              )}
            </dd>
            <dt>{t('queue.prefers')}</dt>
            <dd>{prefersText(speech, visit)}</dd>
            <dt>{t('queue.asked_for')}</dt>
            <dd>{askedForText(speech, visit)}</dd>
            {waits ? (
              <>
                <dt>{t('queue.waiting')}</dt>
                <dd>{t('time.minutes', { n: waitedMinutes(visit, now) })}</dd>
              </>
            ) : null}
            <dt>{t('queue.needs')}</dt>
            <dd>
              {openNeeds(visit).length
                ? speech.list(openNeeds(visit).map(({ code }) => speech.need(code)))
                : t('visit.no_needs')}
            </dd>
            {adaptations(visit).length ? (
              <>
                <dt>{t('queue.adapt')}</dt>
                <dd>{speech.list(adaptations(visit).map((one) => t(`adapt.${one}`)))}</dd>
              </>
            ) : null}
            <dt>{t('held.label')}</dt>
            <dd>{heldText(speech, visit, now)}</dd>
          </dl>
        </div>
        <section className="card lintel past" aria-label={t('visit.happened')}>
          <h2>{t('visit.happened')}</h2>
          <Timeline visit={visit} />
        </section>
      </div>
      {moving ? <MoveSheet visit={visit} close={() => setMoving(false)} /> : null}
      {placing ? <SpaceSheet visit={visit} close={() => setPlacing(false)} /> : null}
    </>
  );
}
