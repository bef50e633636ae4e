/** The last question of the welcome: a slip or none, one from before, and what she would like to be called, if anything (PT-03). */
import { useState } from 'react';
import { asciiDigits } from '../../../languages/dates.ts';
import { Icon } from '../icon.tsx';
import { digits, useKeys } from '../keys.ts';
import type { Speech } from '../speech.tsx';
import { Says } from './says.tsx';

export type SlipGiven = { wantsSlip: boolean; name: string; birth_year?: number };

const OLDEST = 1900;

export function SlipStep({
  person,
  busy,
  pick,
  showOld,
}: {
  person: Speech;
  /** Looking whether we have met. */
  busy: boolean;
  pick: (given: SlipGiven) => void;
  /** She has a slip from before; left out where nobody may try codes. */
  showOld?: () => void;
}) {
  const { t, number } = person;
  const [name, setName] = useState('');
  const [year, setYear] = useState('');
  const [wrongYear, setWrongYear] = useState(false);
  const thisYear = new Date().getFullYear();
  const give = (wantsSlip: boolean): void => {
    const typed = asciiDigits(year).trim();
    const birth_year = Number(typed);
    const isYear = /^\d{4}$/.test(typed) && birth_year >= OLDEST && birth_year <= thisYear;
    if (name.trim() && typed && !isYear) return setWrongYear(true);
    pick({ wantsSlip, name, ...(typed && isYear ? { birth_year } : {}) });
  };
  const tiles = [
    { icon: 'slip', label: t('welcome.slip_yes'), act: () => give(true) },
    { icon: 'no', label: t('welcome.slip_no'), act: () => give(false) },
    ...(showOld ? [{ icon: 'read', label: t('welcome.slip_old'), act: showOld }] : []),
  ];
  useKeys(digits((index) => tiles[index]?.act(), tiles.length));
  return (
    <>
      <p className="promise">{t('welcome.promise')}</p>
      <section>
        <h1>{t('welcome.slip')}</h1>
        <div className="big">
          {tiles.map(({ icon, label, act }, nth) => (
            <button key={icon} type="button" className="choice" onClick={act} aria-disabled={busy}>
              <Icon name={icon} />
              <span>{label}</span>
              <kbd aria-hidden="true">{number(nth + 1)}</kbd>
            </button>
          ))}
        </div>
      </section>
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
      {name.trim() ? (
        <label className="entry part">
          {t('welcome.year')}
          <input
            value={year}
            onChange={({ target }) => {
              setYear(target.value);
              setWrongYear(false);
            }}
            inputMode="numeric"
            maxLength={4}
            autoComplete="off"
            aria-invalid={wrongYear}
            aria-describedby="year-note"
          />
          <small id="year-note">
            {t(wrongYear ? 'welcome.year_wrong' : 'welcome.year_note', {
              from: String(OLDEST),
              to: String(thisYear),
            })}
          </small>
        </label>
      ) : null}
      <div aria-live="polite">{busy ? <Says icon="queue">{t('met.looking')}</Says> : null}</div>
    </>
  );
}
