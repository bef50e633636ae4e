/** Welcome (LANG-01, PT-03; chapter 30, section 3.2): language, how to be told, a woman or a man, a slip or none. Nothing is preselected. */
import { useEffect, useMemo, useState } from 'react';
import { type MODES, NOT_ANSWERED, type SAME_SEX } from '../../../desk/values.ts';
import type { Visit } from '../../../desk/visit.ts';
import { useAround } from '../desk-context.tsx';
import { nameAct, shortened, slipAct } from '../handing.ts';
import { Icon } from '../icon.tsx';
import { digits, useKeys } from '../keys.ts';
import { useNavigation } from '../navigation.tsx';
import { ticketName } from '../parts/marks.tsx';
import { TongueTiles } from '../parts/tongue-tiles.tsx';
import { SETTINGS } from '../settings.ts';
import { loadWords, type Speech, speechOf, useSpeech } from '../speech.tsx';
import { HoldToReturn, turnTo, useTurnedVisit } from '../turned.tsx';

type Step = 'language' | 'mode' | 'wish' | 'slip' | 'thanks';
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
  const { act } = useAround();
  const { go } = useNavigation();
  const turned = useTurnedVisit() !== undefined;
  const [step, setStep] = useState<Step>('language');
  const [tag, setTag] = useState<string>();
  const [asked, setAsked] = useState<'picture' | 'spoken'>('picture');
  const [name, setName] = useState('');
  const own = usePersonSpeech(tag);
  const speech = own ?? worker;
  const { t } = speech;
  const { visit_id } = visit;

  const leave = (): void => {
    turnTo(undefined);
    go({ screen: 'visit', visit: visit_id });
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
  const pickSlip = (wanted: boolean): void => {
    const said = shortened(name);
    if (wanted) void act(slipAct(visit, said, tag), worker.t('say.slip'));
    else if (said) void act(nameAct(visit, said, tag), worker.t('say.named'));
    if (turned) setStep('thanks');
    else leave();
  };
  const back = (): void => {
    const before: Record<Step, Step | undefined> = {
      language: undefined,
      mode: 'language',
      wish: 'mode',
      slip: 'wish',
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
    slip: digits((index) => pickSlip(index === 0), 2),
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
          <button type="button" className="btn low" onClick={leave}>
            {worker.t('welcome.skip_all')}
          </button>
        </header>
      )}
      <main id="main" className="work" key={step}>
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
            <>
              <p className="promise">{t('welcome.promise')}</p>
              <Question title={t('welcome.slip')}>
                <Tile
                  icon="slip"
                  nth={0}
                  label={t('welcome.slip_yes')}
                  pick={() => pickSlip(true)}
                />
                <Tile icon="no" nth={1} label={t('welcome.slip_no')} pick={() => pickSlip(false)} />
              </Question>
              <label className="entry part">
                {t('welcome.name')}
                <input
                  value={name}
                  onChange={({ target }) => setName(target.value)}
                  dir="auto"
                  autoComplete="off"
                  spellCheck={false}
                />
                <small>{t('welcome.name_note')}</small>
              </label>
            </>
          ) : null}
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
