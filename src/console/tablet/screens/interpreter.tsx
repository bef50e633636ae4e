/** An interpreter (LANG-03 to LANG-05; chapter 30, section 3.7): who is here, else asked for; nobody is counted as a gap. */
import { useState } from 'react';
import type { EventBody } from '../../../desk/kinds.ts';
import { SAME_SEX } from '../../../desk/values.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useAround, useDeskState } from '../desk-context.tsx';
import { digits, useKeys } from '../keys.ts';
import { useNavigation } from '../navigation.tsx';
import { Choices, Part } from '../parts/choices.tsx';
import { Says } from '../parts/says.tsx';
import { TaskHead } from '../parts/task-head.tsx';
import { teamOf } from '../point-facts.ts';
import { Link } from '../navigation.tsx';
import { useSpeech } from '../speech.tsx';
import { newVisitId } from '../store/ids.ts';
import { asksForWoman, spokenTag } from '../waiting.ts';

const SETTINGS_OF = ['room', 'phone', 'video'] as const;
type Setting = (typeof SETTINGS_OF)[number];
type Wish = (typeof SAME_SEX)[number];
type Booking = EventBody<'interpreter_answered'>['booking'];

/** What can come after what: requested, offered, accepted, joined, ended; or nobody, or not needed any more. */
const AFTER: Readonly<Record<'asked' | Booking, readonly Booking[]>> = {
  asked: ['accepted', 'joined', 'unavailable', 'cancelled'],
  offered: ['accepted', 'unavailable', 'cancelled'],
  accepted: ['joined', 'unavailable', 'cancelled'],
  joined: ['ended'],
  ended: [],
  unavailable: [],
  cancelled: [],
};

type Request = { ref: string; setting: Setting; tags: readonly string[]; now: 'asked' | Booking };

/** Requests of a visit, each as it stands. */
export function requestsOf(visit: Visit): Request[] {
  const found = new Map<string, Request>();
  for (const { event, struck } of visit.lines) {
    if (struck) continue;
    if (event.kind === 'interpreter_asked') {
      const { interpreter_ref, setting, tags } = event.body as EventBody<'interpreter_asked'>;
      found.set(interpreter_ref, { ref: interpreter_ref, setting, tags, now: 'asked' });
    }
    if (event.kind === 'interpreter_answered') {
      const { interpreter_ref, booking } = event.body as EventBody<'interpreter_answered'>;
      const request = found.get(interpreter_ref);
      if (request) found.set(interpreter_ref, { ...request, now: booking });
    }
  }
  return [...found.values()];
}

export function InterpreterScreen({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t } = speech;
  const { act } = useAround();
  const { go } = useNavigation();
  const state = useDeskState();
  const tag = spokenTag(visit);
  const { visit_id } = visit;
  const [setting, setSetting] = useState<Setting>();
  const [wish, setWish] = useState<Wish | undefined>(asksForWoman(visit) ?? undefined);
  const [isSensitive, setSensitive] = useState(false);
  const here = tag
    ? teamOf(state).filter(({ languages }) =>
        languages.some((one) => one.split('-', 1)[0] === tag.split('-', 1)[0]),
      )
    : [];
  const requests = requestsOf(visit);
  const ask = (): void => {
    if (!tag || !setting) return;
    void act(
      {
        events: [
          {
            kind: 'interpreter_asked',
            visit_id,
            body: {
              interpreter_ref: newVisitId(),
              tags: [tag],
              setting,
              ...(wish ? { same_sex: wish } : {}),
              ...(isSensitive ? { sensitive: true } : {}),
            },
          },
        ],
      },
      t('say.interpreter', { language: speech.languageName(tag) }),
    );
    setSetting(undefined);
  };
  const answer = ({ ref, tags }: Request, booking: Booking): void => {
    void act(
      {
        events: [
          { kind: 'interpreter_answered', visit_id, body: { interpreter_ref: ref, booking } },
          ...(booking === 'joined'
            ? [
                {
                  kind: 'communication' as const,
                  visit_id,
                  body: { shared_language: false, tags: [...tags], interpreter_ref: ref },
                },
              ]
            : []),
          ...(booking === 'unavailable'
            ? [{ kind: 'gap_met' as const, visit_id, body: { gap: 'interpreter' } }]
            : []),
        ],
      },
      t('told.interpreter_answered', { booking }),
    );
  };
  const shared = (): void => {
    if (tag)
      void act(
        {
          events: [
            { kind: 'communication', visit_id, body: { shared_language: true, tags: [tag] } },
          ],
        },
        t('say.shared', { language: speech.languageName(tag) }),
      );
  };
  useKeys({
    ...digits((index) => setSetting(SETTINGS_OF[index]), SETTINGS_OF.length),
    'Ctrl+Enter': ask,
    Escape: () => go({ screen: 'visit', visit: visit_id }),
  });
  return (
    <div className="narrow">
      <TaskHead visit={visit} title={t('task.interpreter')} />
      {tag ? (
        <p className="lead">{t('interpreter.lead', { language: speech.languageName(tag) })}</p>
      ) : (
        <Says kind="warn">
          <p>{t('interpreter.no_language')}</p>
          <Link to={{ screen: 'welcome', visit: visit_id }}>{t('queue.ask_language')}</Link>
        </Says>
      )}
      {requests.length ? (
        <Part title={t('interpreter.requests')}>
          <ul className="list card">
            {requests.map((request) => (
              <li key={request.ref}>
                <span className="grow">
                  {t(`interpreter.${request.setting}`)}: {t(`booking.${request.now}`)}
                </span>
                {AFTER[request.now].map((booking) => (
                  <button
                    key={booking}
                    type="button"
                    className="btn low"
                    onClick={() => answer(request, booking)}
                  >
                    {t(`booking.to_${booking}`)}
                  </button>
                ))}
              </li>
            ))}
          </ul>
          {requests.some(({ now }) => now === 'unavailable') ? (
            <Says kind="warn">{t('interpreter.nobody')}</Says>
          ) : null}
        </Part>
      ) : null}
      {tag ? (
        <>
          <Part title={t('interpreter.here')}>
            {here.length ? (
              <ul className="list card">
                {here.map(({ account, name }) => (
                  <li key={account}>
                    <bdi className="grow">{name}</bdi>
                    <button type="button" className="btn low" onClick={shared}>
                      {t('interpreter.speak_now')}
                    </button>
                  </li>
                ))}
              </ul>
            ) : (
              <p className="hint">{t('interpreter.nobody_here')}</p>
            )}
          </Part>
          <Part title={t('interpreter.ask')} hint={t('interpreter.online')}>
            <Choices
              label={t('interpreter.ask')}
              of={SETTINGS_OF.map((value) => ({ value, label: t(`interpreter.${value}`) }))}
              chosen={setting}
              pick={setSetting}
              few
              numbered
            />
          </Part>
          <Part title={t('interpreter.wish')}>
            <Choices
              label={t('interpreter.wish')}
              of={SAME_SEX.map((value) => ({ value, label: t(`welcome.${value}`) }))}
              chosen={wish}
              pick={setWish}
              few
            />
          </Part>
          <label className="switch part">
            <input
              type="checkbox"
              checked={isSensitive}
              onChange={({ target }) => setSensitive(target.checked)}
            />
            <span>{t('interpreter.sensitive')}</span>
          </label>
          {visit.wishes?.value.veto_interpreter ? <Says>{t('interpreter.veto')}</Says> : null}
          <div className="dock">
            <button type="button" className="btn one" onClick={ask} aria-disabled={!setting}>
              {t('interpreter.send')} <kbd aria-hidden="true">Ctrl Enter</kbd>
            </button>
          </div>
        </>
      ) : null}
    </div>
  );
}
