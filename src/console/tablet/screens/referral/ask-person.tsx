/**
 * The question, turned to the person (FIRE-06; chapter 70, sections 4 and 7): what, to whom, what for, until when, what not, what
 * cannot be taken back, what a no means, how to stop it. Yes, No and Later are equal; nothing is preselected.
 */
import { useEffect, useState } from 'react';
import type { Visit } from '../../../../desk/visit.ts';
import { knownLanguage } from '../../../../languages/known-languages.ts';
import { Icon } from '../../icon.tsx';
import { SETTINGS } from '../../settings.ts';
import { loadWords, type Speech, speechOf, useSpeech } from '../../speech.tsx';
import { HoldToReturn } from '../../turned.tsx';
import { spokenTag } from '../../waiting.ts';
import { useAround } from '../../desk-context.tsx';
import { slipAct } from '../../handing.ts';
import { packetOf } from './compose.tsx';
import { tellable } from './composing.ts';
import type { Drafting } from './drafts.ts';
import { factLines } from './facts.ts';
import { HearIt } from './hear-it.tsx';
import { HowGiven, type Way } from './how-given.tsx';
import type { Network } from './network-hooks.ts';
import type { ConsentGiven, NetworkLine, Packet } from './wire.ts';

const DAYS = 30;
const DAY = 86_400_000;
/** The text of the question below; a change of what it promises is a new version. */
const NOTICE_VERSION = 1;

/** Dari is written as Persian is; nothing else is near enough. */
const codeOf = (tag: string): string => {
  const primary = tag.split('-', 1)[0] ?? '';
  return primary === 'prs' ? 'fa' : primary;
};

export function AskPerson({
  visit,
  entry,
  known,
  drafting: { draft, set, change },
}: {
  visit: Visit;
  entry: NetworkLine;
  known: Network;
  drafting: Drafting;
}) {
  const worker = useSpeech();
  const { act, desk } = useAround();
  const hers = visit.languages?.value.tags.filter((tag) => tag !== 'not_answered') ?? [];
  const [code, setCode] = useState(
    () => hers.map(codeOf).find((one) => one in SETTINGS.words) ?? worker.code,
  );
  const speech = useWordsOf(code) ?? worker;
  const { t } = speech;
  const [step, setStep] = useState<'question' | 'how' | 'thanks'>('question');
  const [agreed, setAgreed] = useState<Packet>();
  const first = spokenTag(visit);
  const unspoken = first !== null && codeOf(first) !== speech.code;
  const person = visit.subject ? desk.person(visit.subject) : undefined;
  const profile = known.profiles.find(({ service_type }) => service_type === entry.service_type);
  const packet = packetOf(draft, tellable(visit, draft.need ?? '', profile, person), person?.name);
  const place = entry.to_name;
  const facts = factLines(speech, packet);
  const until = Date.now() + DAYS * DAY;
  const lines: readonly [icon: string, text: string][] = [
    ['house', t('consent.to', { place })],
    ['speak', t('consent.for', { need: speech.need(draft.need ?? '') })],
    ['day', t('consent.until', { day: speech.day(until) })],
    ['lock', t(packet.chosen_name ? 'consent.not_told_but_name' : 'consent.not_told')],
    ['warn', t('consent.not_back')],
    ['yes', t('consent.if_no')],
    ['undo', t('consent.stop')],
  ];
  const interpreted = typeof draft.told === 'object' ? draft.told : undefined;

  const answered = (answer: 'yes' | 'no' | 'later'): void => {
    if (answer === 'yes') {
      setAgreed(packet);
      return setStep('how');
    }
    change({ asked: answer });
    setStep('thanks');
  };
  const given = (way: Way): void => {
    const signs = visit.languages?.value.modes.includes('signs') ?? false;
    const told: ConsentGiven = {
      grant_id: crypto.randomUUID(),
      notice_version: NOTICE_VERSION,
      notice_lang: interpreted && first ? first : speech.code,
      explained: interpreted ? (signs ? 'signed' : 'interpreted') : 'read',
      communication: { shared_language: !interpreted, ...interpreted },
      ...way,
    };
    set({ consent: { at: Date.now(), given: told, packet: agreed ?? packet } });
    // The way back to her: a token, and the codes that open it.
    if (!visit.subject) void act(slipAct(visit, '', first ?? undefined), worker.t('say.slip'));
    setStep('thanks');
  };
  const spoken = [
    t('consent.ask', { place }),
    ...facts.map(({ label, value }) => `${label}: ${value}`),
    ...lines.map(([, text]) => text),
  ].join('. ');
  return (
    <div className="turned" lang={speech.tag} dir={speech.dir}>
      <span />
      <main id="main" className="work" key={step}>
        <div className="page">
          {unspoken && step === 'question' ? (
            <p className="says warn" lang={worker.tag} dir={worker.dir}>
              <Icon name="warn" />
              <span>
                {worker.t(interpreted ? 'consent.shown_interpreted' : 'consent.shown_in', {
                  shown: worker.languageName(speech.code),
                  language: worker.languageName(first),
                })}
              </span>
            </p>
          ) : null}
          {step === 'question' ? (
            <>
              <div className="spoken-in">
                <span className="languages" role="group" aria-label={worker.t('settings.language')}>
                  {Object.keys(SETTINGS.words).map((one) => (
                    <button
                      key={one}
                      type="button"
                      className="btn low"
                      lang={one}
                      aria-pressed={one === speech.code}
                      onClick={() => setCode(one)}
                    >
                      {knownLanguage(one)?.autonym ?? one}
                    </button>
                  ))}
                </span>
                <HearIt speech={speech} text={spoken} />
              </div>
              <h1>{t('consent.ask', { place })}</h1>
              <ol className="told-facts">
                <li>{t('referral.code_goes')}</li>
                {facts.map(({ field, label, value }) => (
                  <li key={field}>
                    {label}: <b dir="auto">{value}</b>
                  </li>
                ))}
              </ol>
              {person?.name ? (
                <label className="switch">
                  <input
                    type="checkbox"
                    checked={draft.name}
                    onChange={({ target }) => change({ name: target.checked })}
                  />
                  <span>
                    {t('consent.name_too')} <bdi>{person.name}</bdi>
                  </span>
                </label>
              ) : null}
              <ul className="terms">
                {lines.map(([icon, text]) => (
                  <li key={icon}>
                    <Icon name={icon} />
                    <span>{text}</span>
                  </li>
                ))}
              </ul>
              <div className="answers-three">
                {(['yes', 'no', 'later'] as const).map((answer) => (
                  <button
                    key={answer}
                    type="button"
                    className="choice"
                    onClick={() => answered(answer)}
                  >
                    {t(`consent.${answer}`)}
                  </button>
                ))}
              </div>
            </>
          ) : null}
          {step === 'how' ? (
            <HowGiven
              speech={speech}
              worker={worker}
              done={given}
              back={() => setStep('question')}
            />
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
        <span />
        <HoldToReturn done={() => undefined} />
      </footer>
    </div>
  );
}

/** Words of a language; those shown before stay until they have come. */
function useWordsOf(code: string): Speech | undefined {
  const [speech, setSpeech] = useState<Speech>();
  useEffect(() => {
    let gone = false;
    loadWords(code).then(
      (words) => {
        if (!gone) setSpeech(speechOf(words));
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [code]);
  return speech;
}
