/** Languages by their own names in their own letters (chapter 70, section 6): no flags, no countries, nothing chosen for anybody. */
import { useState } from 'react';
import { KNOWN_LANGUAGES, type KnownLanguage } from '../../../languages/known-languages.ts';
import { useDeskState } from '../desk-context.tsx';
import { Icon } from '../icon.tsx';
import { digits, useKeys } from '../keys.ts';
import { languagesListed } from '../point-facts.ts';
import { useSpeech } from '../speech.tsx';

const FIRST = 9;

/** The point's own order, then by script and own name: never by number of speakers. */
function inOrder(listed: readonly string[]): KnownLanguage[] {
  const place = ({ tag, code }: KnownLanguage): number => {
    const found = listed.findIndex((one) => one === tag || one === code);
    return found === -1 ? listed.length : found;
  };
  return KNOWN_LANGUAGES.map((language, index) => ({ language, index, place: place(language) }))
    .sort((a, b) => a.place - b.place || a.index - b.index)
    .map(({ language }) => language);
}

/** How the letters look: the beginning of the own name. */
const sampleOf = ({ autonym, script }: KnownLanguage): string =>
  [...new Intl.Segmenter().segment(autonym)]
    .slice(0, script === 'Latn' || script === 'Arab' ? 2 : 1)
    .map(({ segment }) => segment)
    .join('');

export function TongueTiles({
  pick,
  none,
}: {
  pick: (tag: string, how: 'picture' | 'spoken') => void;
  /** She did not say, or nobody knows. */
  none: (how: 'picture' | 'spoken') => void;
}) {
  const { t, languageName, number } = useSpeech();
  const state = useDeskState();
  const [all, setAll] = useState(false);
  const [typed, setTyped] = useState('');
  const ordered = inOrder(languagesListed(state));
  const wanted = typed.trim().toLowerCase();
  const matching = wanted
    ? ordered.filter(({ autonym, english, alsoCalled, tag }) =>
        [autonym, english, languageName(tag), ...alsoCalled].some((name) =>
          name.toLowerCase().includes(wanted),
        ),
      )
    : ordered;
  const shown = all || wanted ? matching : matching.slice(0, FIRST);
  useKeys({
    ...digits(
      (index) => {
        const language = shown[index];
        if (language) pick(language.tag, 'spoken');
      },
      Math.min(FIRST, shown.length),
    ),
    Digit0: () => none('spoken'),
  });
  return (
    <section>
      <h1>{t('welcome.language')}</h1>
      <div className="tongues">
        {shown.map((language, index) => (
          <button
            key={language.code}
            type="button"
            className="tongue-tile"
            onClick={() => pick(language.tag, 'picture')}
          >
            <span className="sample" lang={language.tag} dir={language.dir} aria-hidden="true">
              {sampleOf(language)}
            </span>
            <span>
              <span className="own" lang={language.tag} dir={language.dir}>
                {language.autonym}
              </span>
              <span className="for-worker">{languageName(language.tag)}</span>
            </span>
            {index < FIRST ? <kbd aria-hidden="true">{number(index + 1)}</kbd> : <span />}
          </button>
        ))}
      </div>
      <div className="acts">
        {all ? (
          <label className="entry">
            {t('welcome.search')}
            <input value={typed} onChange={({ target }) => setTyped(target.value)} dir="auto" />
          </label>
        ) : (
          <button type="button" className="btn" onClick={() => setAll(true)}>
            <Icon name="plus" />
            {t('welcome.more')}
          </button>
        )}
        <button type="button" className="btn" onClick={() => none('picture')}>
          <Icon name="unknown" />
          {t('welcome.not_known')} <kbd aria-hidden="true">{number(0)}</kbd>
        </button>
      </div>
      {wanted && !shown.length ? <p className="hint">{t('welcome.none_found')}</p> : null}
    </section>
  );
}
