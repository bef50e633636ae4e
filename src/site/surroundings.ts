/** What every page of one language shares, made when the server starts. */
import type { Languages, SpokenLanguage } from '../languages/catalogues.ts';
import { knownLanguage } from '../languages/known-languages.ts';
import type { SiteHouse } from './house.ts';
import type { Look } from './look.ts';
import type { View } from './page.ts';

/** Names of languages in one language: its own list, then CLDR; a language that neither knows keeps its own name. */
export function languageNames(
  tag: string,
  own: Readonly<Record<string, string>> = {},
): (of: string) => string {
  const names = new Intl.DisplayNames([tag], { type: 'language', fallback: 'none' });
  const made = new Map<string, string>();
  return (of) => {
    let name = made.get(of);
    if (name === undefined) {
      name =
        own[of] ??
        own[knownLanguage(of)?.code ?? of] ??
        nameOf(names, of) ??
        knownLanguage(of)?.autonym ??
        of;
      made.set(of, name);
    }
    return name;
  };
}

function nameOf(names: Intl.DisplayNames, of: string): string | undefined {
  try {
    return names.of(of);
  } catch {
    return undefined;
  }
}

export type Surroundings = {
  house: SiteHouse;
  languages: Languages;
  look: Look;
  /** The view for one request. */
  view(spoken: SpokenLanguage): View;
};

/** @param script address of the enhancement, absent when it could not be built */
export function surroundingsOf(
  house: SiteHouse,
  languages: Languages,
  look: Look,
  script?: string,
): Surroundings {
  const names = new Map(
    languages.offered.map(({ language, languageNames: own }) => [
      language.code,
      languageNames(language.tag, own),
    ]),
  );
  return {
    house,
    languages,
    look,
    view: ({ words, quality, needs }) => ({
      words,
      quality,
      needs,
      settings: house.settings,
      look,
      now: house.now(),
      ...(house.alerts
        ? {
            alerts: {
              banner: (place) => house.alerts?.banner(words.language.code, place) ?? '',
              foot: house.alerts.foot(words.language.code),
            },
          }
        : {}),
      languageName: names.get(words.language.code) ?? ((tag) => tag),
      ...(script ? { script } : {}),
    }),
  };
}
