/** Welcome (LANG-01, PT-03; chapter 30, section 3.2): language, how to be told, a woman or a man, a slip or none. Nothing is preselected. */
import { useEffect, useMemo, useState } from 'react';
import { type MODES, NOT_ANSWERED, type SAME_SEX } from '../../../desk/values.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useAround } from '../desk-context.tsx';
import { knownAct, nameAct, shortened, slipAct, type WithName } from '../handing.ts';
import { Icon } from '../icon.tsx';
import { digits, useKeys } from '../keys.ts';
import {
  endQuestion,
  keepQuestion,
  type MetPerson,
  type Offered,
  openQuestion,
} from '../met-question.ts';
import type { Known } from '../met.ts';
import { useNavigation } from '../navigation.tsx';
import type { MetAnswer } from '../parts/have-we-met.tsx';
import { ticketName } from '../parts/marks.tsx';
import { type SlipGiven, SlipStep } from '../parts/slip-step.tsx';
import { TongueTiles } from '../parts/tongue-tiles.tsx';
import { SETTINGS } from '../settings.ts';
import { loadWords, type Speech, speechOf, useSpeech } from '../speech.tsx';
import { HoldToReturn, turnTo, useTurnedVisit } from '../turned.tsx';
import { later } from '../parts/later.tsx';

/** Comes when a name is offered or a slip is shown; the worker has kept it. */
const met = () => import('../parts/have-we-met.tsx');
const HaveWeMet = later(async () => (await met()).HaveWeMet);
const OldSlip = later(async () => (await met()).OldSlip);

type Step = 'language' | 'mode' | 'wish' | 'slip' | 'code' | 'met' | 'same' | 'thanks';
type Mode = (typeof MODES)[number];
type Wish = (typeof SAME_SEX)[number];

const TOLD: readonly { mode: Mode; icon: string }[] = [
  { mode: 'hears', icon: 'ear' },
  { mode: 'reads', icon: 'read' },
  { mode: 'signs', icon: 'sign' },
];
const WISHES: readonly { wish: Wish; icon: string }[] = [
  { wish: 'woman', icon: 'woman' },
  { wish: 'man', icon: 'man' },
  { wish: 'either', icon: 'people' },
];

export function WelcomeScreen({ visit }: { visit: Visit }) {
  const worker = useSpeech();
  const { act, desk, pointId, say } = useAround();
  const { go } = useNavigation();
  const turned = useTurnedVisit() !== undefined;
  const { visit_id } = visit;
  // Asked while she held the tablet: answered now that the worker does.
  const question = openQuestion(desk, visit_id);
  const [step, setStep] = useState<Step>(question && !turned ? 'met' : 'language');
  const [tag, setTag] = useState<string | undefined>(question?.offered.lang);
  const [asked, setAsked] = useState<'picture' | 'spoken'>('picture');
  const [same, setSame] = useState<MetPerson>();
  const [busy, setBusy] = useState(false);
  const own = usePersonSpeech(tag);
  const speech = own ?? worker;
  const { t } = speech;

  const leave = (): void => {
    turnTo(undefined);
    // A question that was opened on the turned screen comes next.
    const next = turned && openQuestion(desk, visit_id) ? 'welcome' : 'visit';
    go({ screen: next, visit: visit_id });
  };
  const pickLanguage = (picked: string | undefined, how: 'picture' | 'spoken'): void => {
    setTag(picked);
    setAsked(how);
    setStep('mode');
  };
  const pickMode = (mode: Mode | undefined): void => {
    const body = { tags: [tag ?? NOT_ANSWERED], modes: mode ? [mode] : [], asked_how: asked };
    void act(
      { events: [{ kind: 'language_asked', visit_id, body }] },
      tag
        ? worker.t('say.language', { language: worker.languageName(tag) })
        : worker.t('say.language_none'),
    );
    setStep('wish');
  };
  const pickWish = (same_sex: Wish | undefined): void => {
    if (same_sex)
      void act(
        { events: [{ kind: 'preference_set', visit_id, body: { same_sex } }] },
        worker.t('say.wish'),
      );
    setStep('slip');
  };
  const keep = ({ name, lang, wantsSlip, birth_year }: Offered, more: WithName = {}): void => {
    const given = { ...(birth_year ? { birth_year } : {}), ...more };
    if (wantsSlip) void act(slipAct(visit, name, lang, given), worker.t('say.slip'));
    else if (name) void act(nameAct(visit, name, lang, given), worker.t('say.named'));
  };
  const pickSlip = async ({ wantsSlip, name, birth_year }: SlipGiven): Promise<void> => {
    if (busy) return;
    const offered: Offered = {
      name: shortened(name),
      wantsSlip,
      ...(tag ? { lang: tag } : {}),
      ...(birth_year ? { birth_year } : {}),
    };
    if (offered.name) {
      setBusy(true);
      const found = await import('../met.ts')
        .then(({ haveWeMet }) => haveWeMet(desk, { point: pointId, offered, not: visit.subject }))
        // Whatever stands in the way of asking, the name is kept: the server asks when it arrives.
        .catch(() => ({ people: [], asked: false }));
      setBusy(false);
      if (found.people.length) {
        keepQuestion(desk, { visit_id, offered, found });
        setStep(turned ? 'thanks' : 'met');
        return;
      }
      keep(offered, { met: { asked: found.asked } });
    } else keep(offered);
    if (turned) setStep('thanks');
    else leave();
  };
  const answerMet = (given: MetAnswer): void => {
    if (!question) return leave();
    const { offered, found } = question;
    if (typeof given === 'object') {
      setSame(given.same);
      return setStep('same');
    }
    endQuestion(desk);
    const not_me = found.people.map(({ subject }) => subject);
    if (given === 'rather_new') keep(offered, { no_link: true, met: { asked: true } });
    else if (given === 'later') keep(offered, { met: { asked: false } });
    else keep(offered, { met: { asked: found.asked, not_me } });
    leave();
  };
  /** She says who she is, and has no slip: a second worker looks. */
  const proposed = (): void => {
    if (!question || !same) return leave();
    endQuestion(desk);
    keep(question.offered, { met: { asked: question.found.asked, same: same.subject } });
    say(worker.t('say.join_waits'));
    leave();
  };
  const shown = (found: Known): void => {
    endQuestion(desk);
    if (found.state === 'known') {
      const wantsSlip = question?.offered.wantsSlip ?? false;
      void act(knownAct(visit, found.subject, wantsSlip), worker.t('say.known'));
    } else say(worker.t(found.state === 'joined' ? 'say.joined' : 'say.join_waits'));
    leave();
  };
  const back = (): void => {
    const before: Record<Step, Step | undefined> = {
      language: undefined,
      mode: 'language',
      wish: 'mode',
      slip: 'wish',
      code: 'slip',
      met: 'slip',
      same: 'met',
      thanks: undefined,
    };
    const to = before[step];
    if (to) setStep(to);
    else if (!turned) leave();
  };
  const ofStep = {
    language: {},
    mode: digits((index) => pickMode(TOLD[index]?.mode), TOLD.length),
    wish: digits((index) => pickWish(WISHES[index]?.wish), WISHES.length),
    slip: {},
    code: {},
    met: {},
    same: {},
    thanks: {},
  } as const;
  useKeys({ ...ofStep[step], Escape: back, ...(turned ? {} : { KeyT: () => turnTo(visit_id) }) });
  const unspoken = tag !== undefined && !own && worker.code !== codeOf(tag);
  return (
    <div className="turned" lang={speech.tag} dir={speech.dir}>
      {turned ? (
        <span />
      ) : (
        <header className="workerbar" lang={worker.tag} dir={worker.dir}>
          <b>{ticketName(worker, visit)}</b>
          <span className="soft">{worker.t('welcome.worker')}</span>
          <button type="button" className="btn low push" onClick={() => turnTo(visit_id)}>
            {worker.t('queue.turn')} <kbd aria-hidden="true">T</kbd>
          </button>
          <button
            type="button"
            className="btn low"
            onClick={question ? () => answerMet('later') : leave}
          >
            {worker.t('welcome.skip_all')}
          </button>
        </header>
      )}
      <main id="main" className="work" key={step} aria-busy={busy}>
        <div className="page">
          {unspoken && step !== 'thanks' ? (
            <p className="says warn" lang={worker.tag} dir={worker.dir}>
              <Icon name="warn" />
              <span>{worker.t('welcome.no_words', { language: worker.languageName(tag) })}</span>
            </p>
          ) : null}
          {step === 'language' ? (
            <TongueTiles pick={pickLanguage} none={(how) => pickLanguage(undefined, how)} />
          ) : null}
          {step === 'mode' ? (
            <Question title={t('welcome.mode')}>
              {TOLD.map(({ mode, icon }, index) => (
                <Tile
                  key={mode}
                  icon={icon}
                  nth={index}
                  label={t(`prefers.${mode}`)}
                  pick={() => pickMode(mode)}
                />
              ))}
            </Question>
          ) : null}
          {step === 'wish' ? (
            <Question title={t('welcome.wish')}>
              {WISHES.map(({ wish, icon }, index) => (
                <Tile
                  key={wish}
                  icon={icon}
                  nth={index}
                  label={t(`welcome.${wish}`)}
                  pick={() => pickWish(wish)}
                />
              ))}
            </Question>
          ) : null}
          {step === 'slip' ? (
            <SlipStep
              person={speech}
              busy={busy}
              // Codes are read with the worker: a screen in somebody's hands must not try them.
              {...(turned ? {} : { showOld: () => setStep('code') })}
              pick={(given) => void pickSlip(given)}
            />
          ) : null}
          {step === 'met' && question ? (
            <HaveWeMet found={question.found} person={speech} answer={answerMet} />
          ) : null}
          {step === 'same' && same ? (
            <OldSlip visit={visit} same={same} done={shown} without={proposed} />
          ) : null}
          {step === 'code' ? <OldSlip visit={visit} done={shown} /> : null}
          {step === 'thanks' ? (
            <>
              <h1>{t('welcome.thanks')}</h1>
              <p className="promise">{t('welcome.give_back')}</p>
            </>
          ) : null}
        </div>
      </main>
      <footer className="foot">
        {step === 'language' || step === 'thanks' ? (
          <span />
        ) : (
          <button type="button" className="btn low" onClick={back}>
            <Icon name="back" />
            {t('act.back')}
          </button>
        )}
        {step === 'mode' || step === 'wish' ? (
          <button
            type="button"
            className="btn low"
            onClick={() => (step === 'mode' ? pickMode(undefined) : pickWish(undefined))}
          >
            {t('act.skip_question')}
          </button>
        ) : null}
        <span className="soft">{t('welcome.no_sound')}</span>
        {turned ? <HoldToReturn done={leave} /> : null}
      </footer>
    </div>
  );
}

const codeOf = (tag: string): string => {
  const primary = tag.split('-', 1)[0] ?? '';
  return primary === 'prs' ? 'fa' : primary;
};

/** The person's own words, where the house has them; they come while the next question is shown. */
function usePersonSpeech(tag: string | undefined): Speech | undefined {
  const [speech, setSpeech] = useState<Speech>();
  const code = tag && codeOf(tag);
  useEffect(() => {
    let gone = false;
    setSpeech(undefined);
    if (code && code in SETTINGS.words)
      void loadWords(code).then(
        (words) => {
          if (!gone) setSpeech(speechOf(words));
        },
        () => undefined,
      );
    return () => {
      gone = true;
    };
  }, [code]);
  return useMemo(() => speech, [speech]);
}

function Question({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h1>{title}</h1>
      <div className="big">{children}</div>
    </section>
  );
}

function Tile({
  icon,
  label,
  nth,
  pick,
}: {
  icon: string;
  label: string;
  nth: number;
  pick: () => void;
}) {
  const { number } = useSpeech();
  return (
    <button type="button" className="choice" onClick={pick}>
      <Icon name={icon} />
      <span>{label}</span>
      <kbd aria-hidden="true">{number(nth + 1)}</kbd>
    </button>
  );
}
