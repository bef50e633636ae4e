/** What a provider told by telephone: a yes with or without a time, another time, or a no with its reason (REF-03; chapter 30, section 4.4). */
import { useId, useRef, useState } from 'react';
import { useNow } from '../../desk-context.tsx';
import { Choices } from '../../parts/choices.tsx';
import { placeZone } from '../../place.ts';
import { useSpeech } from '../../speech.tsx';
import { comingMomentTyped, type MomentFault } from '../../../../languages/typed-moment.ts';
import { momentText, NOT_SERVED, reasonText } from './words.ts';

export type Heard =
  | { step: 'accept'; appointment_at?: string }
  | { step: 'move'; appointment_at: string }
  | { step: 'decline'; reason: string };

/** Each that is possible now as one button; what it needs to be told unfolds below. */
export function HeardByTelephone({
  next,
  save,
}: {
  next: ReadonlySet<string>;
  save: (heard: Heard) => void;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const [step, setStep] = useState<Heard['step']>();
  const possible = (['accept', 'move', 'decline'] as const).filter((one) => next.has(one));
  if (!possible.length) return null;
  return (
    <section className="part">
      <h3>{t('heard.title')}</h3>
      <Choices
        label={t('heard.title')}
        of={possible.map((value) => ({ value, label: t(`heard.${value}`) }))}
        chosen={step}
        pick={setStep}
        few
      />
      {step === 'accept' || step === 'move' ? (
        <TimeHeard
          key={step}
          mayBeEmpty={step === 'accept'}
          save={(at) => {
            if (at !== undefined) save({ step, appointment_at: at });
            else if (step === 'accept') save({ step });
          }}
        />
      ) : null}
      {step === 'decline' ? (
        <Choices
          label={t('help.why_not')}
          of={NOT_SERVED.map((value) => ({ value, label: reasonText(speech, value) }))}
          chosen={undefined}
          pick={(reason) => save({ step, reason })}
          few
        />
      ) : null}
    </section>
  );
}

/** Day and time as people type them, with what was understood before it is saved. */
function TimeHeard({
  mayBeEmpty,
  save,
}: {
  mayBeEmpty: boolean;
  save: (at: string | undefined) => void;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const now = useNow();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [day, setDay] = useState('');
  const [time, setTime] = useState('');
  const [fault, setFault] = useState<MomentFault>();
  const heard = comingMomentTyped({ language: speech }, { day, time }, { zone: placeZone(), now });
  const finish = (): void => {
    if (mayBeEmpty && !day.trim() && !time.trim()) return save(undefined);
    if (typeof heard === 'string') return save(heard);
    setFault(heard);
    form.current?.querySelector<HTMLInputElement>(`[name=${heard.field}]`)?.focus();
  };
  const field = (
    name: 'day' | 'time',
    value: string,
    set: (value: string) => void,
    example: string,
  ) => {
    const wrong = fault?.field === name;
    return (
      <label className="entry">
        {t(`heard.${name}`)}
        <input
          name={name}
          value={value}
          maxLength={40}
          dir="auto"
          autoComplete="off"
          aria-invalid={wrong}
          aria-describedby={`${id}-${name}`}
          onChange={({ target }) => {
            set(target.value);
            setFault(undefined);
          }}
        />
        <small id={`${id}-${name}`} role={wrong ? 'alert' : undefined}>
          {wrong
            ? t('heard.fault', { fault: fault.key, example })
            : t('heard.example', { example })}
        </small>
      </label>
    );
  };
  // Far enough that no weekday stands before it.
  const someDay = now + 15 * 86_400_000;
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
    >
      {mayBeEmpty ? <p className="hint">{t('heard.may_be_empty')}</p> : null}
      {field('day', day, setDay, speech.day(someDay))}
      {field('time', time, setTime, `${speech.number(14)}:${speech.number(30)}`)}
      <p role="status">
        {typeof heard === 'string' ? (
          <b>{t('referral.at', { when: momentText(speech, heard) })}</b>
        ) : null}
      </p>
      <div className="acts">
        <button type="submit" className="btn one">
          {t('heard.save')}
        </button>
      </div>
    </form>
  );
}
