/** What the tablet says, in the language of whoever holds it: messages, numbers, times, names of languages and needs. */
import { I18nProvider } from 'react-aria-components';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { dayFirst } from '../../languages/dates.ts';
import { KNOWN_LANGUAGES } from '../../languages/known-languages.ts';
import { type Value, type Words, wordsOf } from '../../languages/messages.ts';
import type { TabletWords } from '../tablet-words.ts';
import { remember, remembered } from './device-memory.ts';
import { placeZone } from './place.ts';
import { SETTINGS } from './settings.ts';
import type texts from './words/en.json';

/** Every message has a name of its own; the compiler refuses one that is not in `words/en.json`. */
export type WordId = keyof typeof texts;

export type Speech = {
  code: string;
  tag: string;
  dir: 'ltr' | 'rtl';
  draft: boolean;
  t(id: WordId, values?: Readonly<Record<string, Value>>): string;
  /** A warning of the guard. */
  guard(id: string): string;
  number(value: number): string;
  /** 24-hour clock of the wall. */
  time(ms: number): string;
  /** Day and month in words, with the weekday while it is near. */
  day(ms: number): string;
  /** A month and its year. */
  month(ms: number): string;
  list(items: readonly string[]): string;
  languageName(tag: string): string;
  need(code: string): string;
};

const TWO_WEEKS = 14 * 86_400_000;
const cache = new Map<string, Promise<TabletWords>>();

/** The words of a language, from the network once and then from the worker's cache. */
export function loadWords(code: string): Promise<TabletWords> {
  let words = cache.get(code);
  if (!words) {
    words = fetch(SETTINGS.words[code] ?? '').then((answer) => {
      if (!answer.ok) throw new Error(`The words of ${code} did not come.`);
      return answer.json() as Promise<TabletWords>;
    });
    words.catch(() => cache.delete(code));
    cache.set(code, words);
  }
  return words;
}

/** The language chosen on this tablet, else the first of the browser's that we speak. */
export function firstLanguage(): string {
  const wished = [remembered('language'), ...navigator.languages].map((tag) =>
    (tag ?? '').slice(0, 2).toLowerCase(),
  );
  return wished.find((code) => code in SETTINGS.words) ?? 'en';
}

/** @param zone in which moments are told: that of the place, however the tablet is set */
export function speechOf(words: TabletWords, zone = placeZone()): Speech {
  const { language, clockface, catalogue, quality, needs, names, guard } = words;
  const { tag, digits, dir } = language;
  const say: Words = wordsOf(language, clockface, catalogue, {});
  const warn: Words = wordsOf(
    language,
    clockface,
    { ...guard, 'text.list_join': catalogue['text.list_join'] ?? [] },
    {},
  );
  const format = (style: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(dayFirst(tag), {
      timeZone: zone,
      ...style,
      calendar: 'gregory',
      numberingSystem: digits,
    });
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const near = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const far = format({ day: 'numeric', month: 'long' });
  const months = format({ month: 'long', year: 'numeric', timeZone: 'UTC' });
  const displayed = new Intl.DisplayNames([tag], { type: 'language', fallback: 'none' });
  const lists = new Intl.ListFormat(tag, { type: 'unit', style: 'short' });
  return {
    code: language.code,
    tag,
    dir,
    draft: quality !== 'source' && quality !== 'reviewed' && quality !== 'back_checked',
    t: (id, values) => say.text(id, values),
    guard: (id) => warn.text(id),
    number: (value) => say.number(value),
    time: (ms) => time.format(ms),
    day: (ms) => (Math.abs(ms - Date.now()) < TWO_WEEKS ? near : far).format(ms),
    month: (ms) => months.format(ms),
    list: (items) => lists.format(items),
    languageName: (of) =>
      names[of] ??
      names[of.split('-', 1)[0] ?? ''] ??
      displayedName(displayed, of) ??
      KNOWN_LANGUAGES.find((known) => known.tag === of)?.english ??
      of,
    need: (code) => needs[code] ?? needs[code.split('.', 1)[0] ?? ''] ?? code,
  };
}

/** The browser throws at what is no tag; then the tag itself is shown. */
function displayedName(names: Intl.DisplayNames, tag: string): string | undefined {
  try {
    return names.of(tag);
  } catch {
    return undefined;
  }
}

const Spoken = createContext<{ speech: Speech; choose(code: string): void } | undefined>(undefined);

/** Speaks the language of this tablet; while another is fetched, the one before stays. */
export function SpeechProvider({ first, children }: { first: TabletWords; children: ReactNode }) {
  const [words, setWords] = useState(first);
  const speech = useMemo(() => speechOf(words), [words]);
  useEffect(() => {
    document.documentElement.lang = speech.tag;
    document.documentElement.dir = speech.dir;
  }, [speech]);
  const value = useMemo(
    () => ({
      speech,
      choose(code: string) {
        remember('language', code);
        void loadWords(code).then(setWords, () => undefined);
      },
    }),
    [speech],
  );
  return (
    <Spoken value={value}>
      <I18nProvider locale={speech.tag}>{children}</I18nProvider>
    </Spoken>
  );
}

export function useSpeech(): Speech {
  return useSpeaking().speech;
}

export function useSpeaking(): { speech: Speech; choose(code: string): void } {
  const found = useContext(Spoken);
  if (!found) throw new Error('There are no words around this part.');
  return found;
}
