/** "Have we met?": at most five rows for the worker, three answers of the person; nothing is preselected (chapter 30, section 1.3). */
import { useState } from 'react';
import type { Visit } from '../../../desk/visit.ts';
import { useDesk } from '../desk-context.tsx';
import { Icon } from '../icon.tsx';
import { digits, useKeys } from '../keys.ts';
import { type Known, type Shown, showSlip } from '../met.ts';
import type { Found, MetPerson } from '../met-question.ts';
import { type Speech, useSpeech, type WordId } from '../speech.tsx';
import { Says } from './says.tsx';

export type MetAnswer = { same: MetPerson } | 'not_me' | 'rather_new' | 'later';

/** `2026-05` is "May 2026". */
function monthText({ month: named }: Speech, month: string): string {
  const at = Date.parse(`${month}-15T12:00:00Z`);
  return Number.isNaN(at) ? month : named(at);
}

/** Age groups by names that messages can choose by. */
const bandName = (band: string): string => `b${band.replace(/\W/g, '_')}`;

const OTHERS = [
  { answer: 'not_me', icon: 'no' },
  { answer: 'rather_new', icon: 'plus' },
] as const;

export function HaveWeMet({
  found: { people, asked, along },
  person,
  answer,
}: {
  found: Found;
  /** The person's own language, where the house has its words. */
  person: Speech;
  answer: (given: MetAnswer) => void;
}) {
  const speech = useSpeech();
  const { t, number, day } = speech;
  useKeys(
    digits((index) => {
      const same = people[index];
      const other = OTHERS[index - people.length]?.answer;
      if (same) answer({ same });
      else if (other) answer(other);
    }, people.length + OTHERS.length),
  );
  return (
    <section className="met" lang={speech.tag} dir={speech.dir}>
      <h1>{t('met.title')}</h1>
      <p className="promise" lang={person.tag} dir={person.dir}>
        {person.t('met.ask')}
      </p>
      <p>{t('met.worker')}</p>
      <div className="choices" role="group" aria-label={t('met.same')}>
        {people.map((one, index) => (
          <button
            key={one.subject}
            type="button"
            className="choice"
            onClick={() => answer({ same: one })}
          >
            <Icon name="yes" />
            <span className="grow">
              {one.name === undefined ? t('met.sounds') : <bdi>{one.name}</bdi>}
              <small>
                {t('met.row', {
                  age: t('met.age', { band: bandName(one.age_band) }),
                  month: monthText(speech, one.month),
                })}
              </small>
            </span>
            <kbd aria-hidden="true">{number(index + 1)}</kbd>
          </button>
        ))}
      </div>
      <div className="big">
        {OTHERS.map(({ answer: other, icon }, index) => (
          <button key={other} type="button" className="choice" onClick={() => answer(other)}>
            <Icon name={icon} />
            <span lang={person.tag} dir={person.dir}>
              {person.t(`met.${other}`)}
            </span>
            <kbd aria-hidden="true">{number(people.length + index + 1)}</kbd>
          </button>
        ))}
      </div>
      {asked ? null : (
        <Says kind="warn">
          {along === undefined ? t('met.here_only') : t('met.along_only', { day: day(along) })}
        </Says>
      )}
      <button type="button" className="btn low" onClick={() => answer('later')}>
        {t('met.later')}
      </button>
    </section>
  );
}

const FAULTS: Readonly<Record<Exclude<Shown['state'], Known['state']>, WordId>> = {
  not_hers: 'met.code_other',
  not_found: 'met.code_nothing',
  too_many: 'met.code_too_many',
  offline: 'met.code_offline',
};
const isKnown = (shown: Shown): shown is Known => !(shown.state in FAULTS);

/** The code of a slip from before, scanned or said: what joins at once. */
export function OldSlip({
  visit,
  same,
  done,
  without,
}: {
  visit: Visit;
  /** Whose slip it should be. */
  same?: MetPerson;
  done: (known: Known) => void;
  /** She has no slip with her. */
  without?: () => void;
}) {
  const desk = useDesk();
  const { t, tag, dir } = useSpeech();
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<WordId>();
  const [busy, setBusy] = useState(false);
  const look = async (): Promise<void> => {
    if (!code.trim() || busy) return;
    setBusy(true);
    const shown = await showSlip(desk, visit, code, same?.subject);
    setBusy(false);
    if (isKnown(shown)) done(shown);
    else setFault(FAULTS[shown.state]);
  };
  return (
    <form
      className="met"
      lang={tag}
      dir={dir}
      onSubmit={(event) => {
        event.preventDefault();
        void look();
      }}
    >
      <h1>
        {t(same?.name === undefined ? 'met.code_title' : 'met.same_title')}{' '}
        {same?.name === undefined ? null : <bdi className="soft">{same.name}</bdi>}
      </h1>
      <label className="entry">
        {t('met.code')}
        <input
          value={code}
          onChange={({ target }) => {
            setCode(target.value);
            setFault(undefined);
          }}
          dir="ltr"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          aria-invalid={fault !== undefined}
          aria-describedby="met-code-note"
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
        />
        <small id="met-code-note">{t(same ? 'met.code_note' : 'met.code_where')}</small>
      </label>
      {fault ? (
        <Says kind="bad" alert>
          {t(fault)}
        </Says>
      ) : null}
      <div className="acts">
        <button type="submit" className="btn one" aria-disabled={!code.trim() || busy}>
          {t(same ? 'met.join' : 'met.look')}
        </button>
        {without ? (
          <button type="button" className="btn" onClick={without}>
            {t('met.join_without')}
          </button>
        ) : null}
      </div>
    </form>
  );
}
