/** One ticket beside the queue; on a narrow screen a page of its own. */
import type { Visit } from '../../../desk/visit.ts';
import { Icon } from '../icon.tsx';
import { Link } from '../navigation.tsx';
import { type Speech, useSpeech } from '../speech.tsx';
import { turnTo } from '../turned.tsx';
import { adaptations, asksForWoman, nextStep, openNeeds, waitedMinutes } from '../waiting.ts';
import { Arch, ticketName, Urgency } from './marks.tsx';
import { needIcon, Speaks, stepText } from './queue-table.tsx';

const MONTH = 30 * 86_400_000;

/** What is kept of a visit, and until when: thirty days after the last contact (chapter 20). */
export function heldText({ t, day }: Speech, visit: Visit, now: number): string {
  const notes = visit.lines.filter(({ event, struck }) => event.has_note && !struck).length;
  const last = Math.max(visit.opened_at, ...visit.lines.map(({ event }) => event.at));
  const until = day(Math.max(last, now) + MONTH);
  return t('held.short', { lines: visit.lines.length, notes, until });
}

export function prefersText({ t }: Speech, { languages }: Visit): string {
  const [mode] = languages?.value.modes ?? [];
  return mode ? t(`prefers.${mode}`) : t('queue.not_asked');
}

export function askedForText({ t }: Speech, visit: Visit): string {
  const wish = asksForWoman(visit);
  const said = [
    ...(wish ? [t(wish === 'woman' ? 'wish.woman_long' : 'wish.man_long')] : []),
    ...(visit.wishes?.value.veto_interpreter ? [t('wish.outside')] : []),
  ];
  if (said.length) return said.join(' ');
  return visit.wishes?.value.same_sex === 'either' ? t('wish.either') : t('queue.not_asked');
}

/** "11 min, mother-and-baby corner". */
function waitingText({ t }: Speech, visit: Visit, now: number): string {
  const time = t('time.minutes', { n: waitedMinutes(visit, now) });
  const { space } = visit;
  return space
    ? t('queue.waiting_in', { time, space: t(`space.${space.value.place_kind}`) })
    : time;
}

export function SidePanel({
  visit,
  now,
  callIn,
  change,
}: {
  visit: Visit;
  now: number;
  callIn: () => void;
  change: () => void;
}) {
  const speech = useSpeech();
  const { t, time } = speech;
  const { visit_id, queue, screening, space, state } = visit;
  const step = nextStep(visit);
  const name = ticketName(speech, visit);
  return (
    <aside className="side" aria-label={name} data-region>
      <Link to={{ screen: 'queue' }} className="back">
        <Icon name="back" />
        {t('nav.queue')}
      </Link>
      <header>
        <Arch visit={visit} className="full large" />
        <div>
          <h1 className="alone">{name}</h1>
          <h2>{name}</h2>
          <p className="soft">{t('people.heads', { n: visit.heads })}</p>
        </div>
        <Urgency level={queue?.level ?? 'any_time'} />
      </header>
      <dl className="facts">
        <dt>{t('queue.speaks')}</dt>
        <dd>
          <Speaks visit={visit} />
        </dd>
        <dt>{t('queue.prefers')}</dt>
        <dd>{prefersText(speech, visit)}</dd>
        <dt>{t('queue.asked_for')}</dt>
        <dd>{askedForText(speech, visit)}</dd>
        <dt>{t('queue.waiting')}</dt>
        <dd>{waitingText(speech, visit, now)}</dd>
        {adaptations(visit).length ? (
          <>
            <dt>{t('queue.adapt')}</dt>
            <dd>{speech.list(adaptations(visit).map((one) => t(`adapt.${one}`)))}</dd>
          </>
        ) : null}
      </dl>
      <div className="next">
        <p className="title">{t('queue.next_is', { step: stepText(speech, step) })}</p>
        {queue ? (
          <p>
            {queue.due_at <= visit.opened_at + 60_000
              ? t('queue.promised_now')
              : t('queue.promised', { time: time(queue.due_at) })}
          </p>
        ) : null}
      </div>
      <div className="four">
        {state === 'called' ? (
          <Link to={{ screen: 'visit', visit: visit_id }} className="btn one wide">
            {t('queue.open_visit')}
          </Link>
        ) : step === 'language' ? (
          <Link to={{ screen: 'welcome', visit: visit_id }} className="btn one wide">
            {t('queue.ask_language')}
          </Link>
        ) : (
          <button type="button" className="btn one wide" onClick={callIn}>
            {t('queue.call')} <kbd aria-hidden="true">Enter</kbd>
          </button>
        )}
        <Link to={{ screen: 'screening', visit: visit_id }} className="btn">
          {t('task.screening')}
        </Link>
        <Link to={{ screen: 'help', visit: visit_id }} className="btn">
          {t('task.help')}
        </Link>
        <button type="button" className="btn" onClick={change}>
          {t('queue.change')}
        </button>
        <button type="button" className="btn" onClick={() => turnTo(visit_id)}>
          {t('queue.turn')}
        </button>
        {step === 'language' ? (
          <button type="button" className="btn" onClick={callIn}>
            {t('queue.call')}
          </button>
        ) : null}
      </div>
      <ul className="steps">
        <Step done={screening !== null}>
          {screening
            ? screening.value.skipped.length
              ? t('steps.screening_skipped', {
                  time: time(screening.at),
                  n: screening.value.skipped.length,
                })
              : t('steps.screening', { time: time(screening.at) })
            : t('steps.no_screening')}
        </Step>
        {openNeeds(visit).map(({ code, how }) => (
          <li key={code}>
            <Icon name={needIcon(code)} />
            <span>
              {speech.need(code)}
              {how === 'observed_help_declined' ? <small>{t('steps.declined')}</small> : null}
            </span>
          </li>
        ))}
        {space ? (
          <Step done>{t('steps.space', { space: t(`space.${space.value.place_kind}`) })}</Step>
        ) : null}
        <Step done={visit.handles.length > 0}>
          {t(visit.handles.length ? 'steps.slip' : 'steps.no_slip')}
        </Step>
      </ul>
      <p className="says">
        <Icon name="eye" />
        <span>
          <b>{t('held.label')}</b> {heldText(speech, visit, now)}{' '}
          <Link to={{ screen: 'held', visit: visit_id }}>{t('held.show')}</Link>
        </span>
      </p>
    </aside>
  );
}

function Step({ done, children }: { done: boolean; children: React.ReactNode }) {
  return (
    <li>
      <Icon name={done ? 'yes' : 'unknown'} />
      <span>{children}</span>
    </li>
  );
}
