/** What an information point shows now: its name, its cards that may be read, and the nearest places for its needs (INFO-08). */
import type { LocalText } from '../directory/listing.ts';
import type { NeedCode } from '../directory/needs.ts';
import {
  type ByLanguage,
  type InfoPoint,
  inLanguageOf,
  isShown,
  type Shelf,
  type ShownCard,
  standsAt,
} from '../guidance/index.ts';
import { knownLanguage } from '../languages/known-languages.ts';
import type { SiteHouse, SitePlace } from './house.ts';
import { type Nearby, nearestOf } from './nearest-fit.ts';

/** Places shown for each need. */
const OF_NEED = 3;

export type NearNeed = { need: NeedCode; found: readonly Nearby[] };

export type ShownPoint = {
  point: InfoPoint;
  name: LocalText;
  place?: SitePlace;
  /** In their order; those that may not be read in any language any more are left out. */
  cards: readonly ShownCard[];
  near: readonly NearNeed[];
};

type Asked = { lang: string; now: number };

/** A name of many languages as a text that knows its own. */
export function localName(name: ByLanguage, lang: string): LocalText {
  const found = inLanguageOf(name, lang);
  return { text: found.text, lang: knownLanguage(found.lang)?.tag ?? found.lang };
}

/** A card in the language asked for, else in English, else in the first in which it may be read. */
export async function cardFor(
  shelf: Shelf,
  code: number,
  lang: string,
): Promise<ShownCard | undefined> {
  const able = await shelf.languages(code);
  const best = [lang, 'en', ...able].find((one) => able.includes(one));
  const card = best === undefined ? undefined : await shelf.card(code, best);
  return card && isShown(card.standing) ? card : undefined;
}

/** @param needs other needs than the point's own */
export async function nearPoint(
  house: SiteHouse,
  point: InfoPoint,
  asked: Asked,
  needs: readonly NeedCode[] = point.needs,
): Promise<readonly NearNeed[]> {
  return Promise.all(
    needs.map(async (need) => {
      const lost = { code: '', needs: [need], near: standsAt(point) };
      const found = await nearestOf(house, lost, asked);
      // What has no door of its own (a telephone line, a hidden place) lies in the middle of its town for the finder: it comes after
      // the doors, and nobody is told to walk there.
      const doors = found.filter(({ listing }) => listing.place?.position);
      const lines = found.filter(({ listing }) => !listing.place?.position);
      const told = [...doors, ...lines.map(({ listing }) => ({ listing }))];
      return { need, found: told.slice(0, OF_NEED) };
    }),
  );
}

export async function shownPoint(
  house: SiteHouse,
  shelf: Shelf,
  point: InfoPoint,
  asked: Asked,
): Promise<ShownPoint> {
  const place = house.place(point.place, asked.lang);
  const cards = await Promise.all(point.cards.map((code) => cardFor(shelf, code, asked.lang)));
  return {
    point,
    name: localName(point.name, asked.lang),
    ...(place ? { place } : {}),
    cards: cards.filter((card) => card !== undefined),
    near: await nearPoint(house, point, asked),
  };
}
