/** First contact (VUL-01; chapter 30, section 3.3): ten items on one screen, each may be skipped, and why somebody is seen when, at once. */
import { useRef, useState } from 'react';
import {
  type Answer,
  ASKED_ALONE,
  DEGREES,
  divide,
  FUNCTIONS,
  type Item,
  ITEMS,
  skippedIn,
} from '../../../desk/screening.ts';
import { dueAt, type Urgency as Urgent, urgency } from '../../../desk/urgency.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useAround, useDeskState } from '../desk-context.tsx';
import { rulesOf } from '../point-facts.ts';
import { digits, useKeys } from '../keys.ts';
import { useNavigation } from '../navigation.tsx';
import { screeningAct } from '../recording.ts';
import { TaskHead } from '../parts/task-head.tsx';
import { levelText, ticketName, Urgency } from '../parts/marks.tsx';
import { Says } from '../parts/says.tsx';
import { type Speech, useSpeech } from '../speech.tsx';
import { becauseText } from '../../../desk/told.ts';

type Given = Readonly<Partial<Record<Item, Answer>>>;
type Functions = Readonly<Partial<Record<(typeof FUNCTIONS)[number], (typeof DEGREES)[number]>>>;

const SAID: readonly Answer[] = ['yes', 'no'];
const SEEN: readonly Answer[] = ['seen', 'seen_declined'];

export function ScreeningScreen({ visit }: { visit: Visit }) {
  const speech = useSpeech();
  const { t } = speech;
  const { act, say } = useAround();
  const { go } = useNavigation();
  const [given, show] = useState<Given>(() => givenIn(visit));
  // What was answered counts at once, also when it is saved before the screen has shown it.
  const answered = useRef(given);
  const setGiven = (change: (before: Given) => Given): void => {
    answered.current = change(answered.current);
    show(answered.current);
  };
  const [functions, setFunctions] = useState<Functions>({});
  const [isAlone, setAlone] = useState(visit.wishes?.value.alone ?? false);
  const answer = (item: Item, value: Answer): void => {
    if (ASKED_ALONE.includes(item) && !isAlone) return say(t('screening.alone_first'));
    setGiven(({ [item]: before, ...rest }) =>
      before === value ? rest : { ...rest, [item]: value },
    );
  };
  const codes = codesOf(given, functions);
  const rules = rulesOf(useDeskState());
  const found = urgency(codes, rules);
  const save = (): void => {
    const all = codesOf(answered.current, functions);
    void act(
      screeningAct(visit, all, isAlone, rules),
      t('say.screened', {
        ticket: ticketName(speech, visit),
        level: levelText(speech, urgency(all, rules).level),
      }),
    ).then((operation) => {
      if (operation?.pathways) {
        // Whoever is in other hands is not taken back by a key.
        say(t('say.private', { ticket: ticketName(speech, visit) }));
        go({ screen: 'private', visit: visit.visit_id });
      }
      if (operation && !operation.pathways) go({ screen: 'visit', visit: visit.visit_id });
    });
  };
  useKeys({
    ...digits((index) => {
      const item = ITEMS[index];
      if (item) answer(item, 'yes');
    }, ITEMS.length),
    'Ctrl+Enter': save,
    Escape: () => go({ screen: 'visit', visit: visit.visit_id }),
  });
  return (
    <div className="broad">
      <TaskHead visit={visit} title={t('screening.title')} />
      <p className="lead">{t('screening.lead')}</p>
      <div className="screening">
        <div>
          <label className="switch">
            <input
              type="checkbox"
              checked={isAlone}
              onChange={({ target }) => {
                setAlone(target.checked);
                if (!target.checked) setGiven(({ afraid: _, ...rest }) => rest);
              }}
            />
            <span>{t('screening.alone')}</span>
          </label>
          <ol className="items">
            {ITEMS.map((item, index) => (
              <ItemRow
                key={item}
                item={item}
                index={index}
                given={given[item]}
                shut={ASKED_ALONE.includes(item) && !isAlone}
                answer={(value) => answer(item, value)}
              />
            ))}
          </ol>
          {given.hard === 'yes' || given.hard === 'seen' ? (
            <Hard functions={functions} set={setFunctions} />
          ) : null}
        </div>
        <Verdict
          speech={speech}
          codes={codes}
          found={found}
          due={dueAt(visit.opened_at, found.level, rules)}
        />
      </div>
      <div className="dock">
        <button type="button" className="btn one" onClick={save}>
          {t('act.save_go_on')} <kbd aria-hidden="true">Ctrl Enter</kbd>
        </button>
        <button type="button" className="btn" onClick={() => setGiven(() => ({}))}>
          {t('screening.skip_all')}
        </button>
        <span className="hint">{t('screening.skipped', { n: skippedIn(codes).length })}</span>
      </div>
    </div>
  );
}

function ItemRow({
  item,
  index,
  given,
  shut,
  answer,
}: {
  item: Item;
  index: number;
  given: Answer | undefined;
  shut: boolean;
  answer: (value: Answer) => void;
}) {
  const { t, number } = useSpeech();
  const name = t(`item10.${item}`);
  const button = (value: Answer) => (
    <button
      key={value}
      type="button"
      className="answer"
      aria-pressed={given === value}
      aria-disabled={shut}
      aria-label={t('screening.answer_of', { item: name, answer: t(`answer.${value}`) })}
      onClick={() => answer(value)}
    >
      {t(`answer.${value}`)}
    </button>
  );
  return (
    <li className={given ? 'said' : ''}>
      <span className="nth">{number(index + 1)}</span>
      <span>
        {name}
        {shut ? <small className="hint"> {t('screening.when_alone')}</small> : null}
      </span>
      <span className="answers" role="group" aria-label={name}>
        {[...SAID, ...SEEN].map(button)}
      </span>
    </li>
  );
}

/** The six questions of the Washington Group: they change what the place does, and put no label on anybody. */
function Hard({
  functions,
  set,
}: {
  functions: Functions;
  set: (change: (before: Functions) => Functions) => void;
}) {
  const { t } = useSpeech();
  return (
    <section className="part card">
      <h2>{t('hard.title')}</h2>
      <p className="hint">{t('hard.note')}</p>
      <ul className="list">
        {FUNCTIONS.map((what) => (
          <li key={what}>
            <span className="grow">{t(`hard.${what}`)}</span>
            <span className="answers" role="group" aria-label={t(`hard.${what}`)}>
              {DEGREES.map((degree) => (
                <button
                  key={degree}
                  type="button"
                  className="answer"
                  aria-pressed={functions[what] === degree}
                  onClick={() => set((before) => ({ ...before, [what]: degree }))}
                >
                  {t(`degree.${degree}`)}
                </button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Verdict({
  speech,
  codes,
  found,
  due,
}: {
  speech: Speech;
  codes: readonly string[];
  found: Urgent;
  /** Ms since 1970. */
  due: number;
}) {
  const { t, time } = speech;
  const isProtected = divide(codes).sealed.some((code) => !code.endsWith(':no'));
  return (
    <aside className="verdict card" aria-live="polite" aria-label={t('queue.urgency')}>
      <Urgency level={found.level} />
      {found.because.length ? (
        <>
          <h2 className="hint">{t('screening.because')}</h2>
          <ul className="because">
            {found.because.map((rule) => (
              <li key={rule}>{becauseText(speech, rule)}</li>
            ))}
          </ul>
        </>
      ) : (
        <p className="hint">{t('screening.nothing_yet')}</p>
      )}
      <p>
        {found.level === 'now' ? t('queue.promised_now') : t('queue.promised', { time: time(due) })}
      </p>
      {found.next_steps.length ? (
        <>
          <h2 className="hint">{t('screening.steps')}</h2>
          <ul className="because">
            {found.next_steps.map((step) => (
              <li key={step}>{t(`step.${step}`)}</li>
            ))}
          </ul>
        </>
      ) : null}
      {isProtected ? <Says kind="warn">{t('screening.protected')}</Says> : null}
    </aside>
  );
}

/** What was answered before, so that a second look begins where the first ended. */
function givenIn({ screening }: Visit): Given {
  const pairs = (screening?.value.answers ?? []).flatMap((code) => {
    const [item, answer] = code.split(':');
    return (ITEMS as readonly string[]).includes(item ?? '') ? [[item, answer]] : [];
  });
  return Object.fromEntries(pairs) as Given;
}

const codesOf = (given: Given, functions: Functions): string[] => [
  ...Object.entries(given).map(([item, answer]) => `${item}:${answer}`),
  ...Object.entries(functions).map(([what, degree]) => `${what}:${degree}`),
];
