/** What a phone needs to speak one language without a network: plain data, kept only on "Keep". */
import { stopWordsOf } from '../finder/stop-words.ts';
import type { Clockface } from '../languages/dates.ts';
import type { KnownLanguage } from '../languages/known-languages.ts';
import { type Catalogue, wordsOf } from '../languages/messages.ts';
import type { Quality, SpokenLanguage } from '../languages/catalogues.ts';
import type { SiteSettings } from './house.ts';
import type { Style, StylePart } from './look.ts';
import type { View } from './page.ts';

export type PhoneWords = {
  language: KnownLanguage;
  clockface: Clockface;
  catalogue: Catalogue;
  needs: Readonly<Record<string, string>>;
  languageNames: Readonly<Record<string, string>>;
  quality: Quality;
  settings: Pick<
    SiteSettings,
    'name' | 'origin' | 'territory' | 'zone' | 'emergencyNumbers' | 'demo'
  >;
  /** One style for every page that a phone makes. */
  style: Style;
  script?: string;
  /** Folded words that say nothing of a need, in this language and in English. */
  stop: readonly string[];
};

/** What the pages that a phone makes itself are styled with, all together. */
const PHONE_STYLE: readonly StylePart[] = ['card', 'service', 'tiles'];

/** Messages of pages that a phone never makes itself: those that are kept come with their words. */
export const NOT_ON_PHONE = new RegExp(
  [
    'how|privacy|accessibility|agreement|map|organization|print|emergency|danger|suggest',
    'language(?!\\.word)|place(?!\\.near_you)|point(?!\\.tab)|error(?!\\.start)|ended(?!\\.near|\\.from)',
    'offline(?!\\.(title|notice|old|expired|not_kept|kept$))|find(?!\\.when\\.)|home(?!\\.question)',
    'cards\\.(listen|paper|hours_)|alerts|kits|pass|at',
  ]
    .map((names) => `^(${names})\\.`)
    .join('|'),
);

/** Collects the data of one language; messages that it lacks come in English. */
export function phoneWords(
  spoken: SpokenLanguage,
  english: Catalogue,
  settings: SiteSettings,
  style: (parts: readonly StylePart[]) => Style,
  script: string,
): PhoneWords {
  const { name, origin, territory, zone, emergencyNumbers, demo } = settings;
  return {
    language: spoken.language,
    clockface: spoken.words.clockface,
    catalogue: Object.fromEntries(
      Object.entries({ ...english, ...spoken.catalogue }).filter(([id]) => !NOT_ON_PHONE.test(id)),
    ),
    needs: spoken.needs,
    languageNames: spoken.languageNames,
    quality: spoken.quality,
    settings: { name, origin, territory, zone, emergencyNumbers, demo },
    style: style(PHONE_STYLE),
    script,
    stop: stopWordsOf([spoken.language.code, 'en']),
  };
}

/** The view with which a phone makes pages. */
export function phoneView(data: PhoneWords, now: number): View {
  return {
    words: wordsOf(data.language, data.clockface, data.catalogue, {}),
    quality: data.quality,
    needs: data.needs,
    settings: { ...data.settings, neutralAddress: '/leave' },
    look: { style: () => data.style },
    now,
    languageName: (tag) =>
      data.languageNames[tag] ?? data.languageNames[tag.split('-', 1)[0] ?? ''] ?? tag,
    ...(data.script ? { script: data.script } : {}),
  };
}
