/** Names of towns and districts that people type, resolved inside the pack (chapter 10, sections 3.5 and 6). */
import { direction } from '../languages/direction.ts';
import { GrowingList } from './bits.ts';
import {
  exactOrPrefix,
  misspelt,
  NAME_FIELD,
  type TermIndex,
  TermIndexBuilder,
} from './term-index.ts';
import { phrasesOf, queryWords, wordsOf } from './words.ts';
import { findWord } from './dictionary.ts';
import { appendPostings } from './term-index.ts';

/** An entry of the gazetteer. Names per language, the one to show first. */
export type PlaceEntry = {
  id: number;
  names: Readonly<Record<string, string | readonly string[]>>;
  lat: number;
  lon: number;
  population?: number;
};
export type PlaceNames = readonly PlaceEntry[];

export type PlaceIndex = {
  entries: PlaceNames;
  numberOf: ReadonlyMap<number, number>;
  names: TermIndex;
};

export type FoundPlace = { id: number; name: string; lat: number; lon: number };

const MOST_PLACES = 10;

export function buildPlaces(entries: PlaceNames): PlaceIndex {
  const names = new TermIndexBuilder();
  for (const entry of entries) {
    for (const [lang, spellings] of Object.entries(entry.names)) {
      for (const name of typeof spellings === 'string' ? [spellings] : spellings) {
        const words = wordsOf(name, lang);
        for (const phrase of phrasesOf(words)) names.add(NAME_FIELD, phrase);
      }
    }
    names.endOwner();
  }
  return {
    entries,
    numberOf: new Map(entries.map((entry, number) => [entry.id, number])),
    names: names.finish(),
  };
}

export function placeWithId(index: PlaceIndex, id: number): PlaceEntry | undefined {
  const number = index.numberOf.get(id);
  return number === undefined ? undefined : index.entries[number];
}

/** Languages whose names of places a reader of `lang` is given where her own has none: letters that she reads first. */
export function nextName(lang: string): readonly string[] {
  return direction(lang) === 'rtl' ? ['ar', 'en'] : ['en'];
}

/** The name in the person's language, else as the gazetteer lists it first. */
export function placeName(entry: PlaceEntry, lang: string): string {
  const primary = lang.split('-', 1)[0] as string;
  const [next] = nextName(lang).flatMap((tag) => entry.names[tag] ?? []);
  const names =
    entry.names[lang] ?? entry.names[primary] ?? next ?? Object.values(entry.names)[0] ?? '';
  return typeof names === 'string' ? names : (names[0] ?? '');
}

/**
 * Places called by `text`: exactly so, else beginning so, else misspelt; the larger first in each
 * kind, at most ten.
 */
export function placesCalled(index: PlaceIndex, text: string, lang: string): FoundPlace[] {
  const phrases = phrasesOf(queryWords(text, lang));
  const found: number[] = [];
  const take = (fill: (into: GrowingList) => void): void => {
    if (found.length >= MOST_PLACES) return;
    const hits = new GrowingList();
    fill(hits);
    const numbers = [...new Set(Array.from(hits.view(), (hit) => hit >>> 2))];
    numbers.sort((a, b) => population(index, b) - population(index, a) || a - b);
    for (const number of numbers) {
      if (found.length < MOST_PLACES && !found.includes(number)) found.push(number);
    }
  };
  take((into) => {
    for (const phrase of phrases) {
      const word = findWord(index.names.dictionary, phrase);
      if (word.found) appendPostings(index.names, word.index, into);
    }
  });
  take((into) => {
    for (const phrase of phrases) exactOrPrefix(index.names, phrase, into);
  });
  if (found.length > 0) return shown(index, found, lang);
  take((into) => {
    for (const phrase of phrases) misspelt(index.names, phrase, into);
  });
  return shown(index, found, lang);
}

function shown(index: PlaceIndex, found: readonly number[], lang: string): FoundPlace[] {
  return found.map((number) => {
    const entry = index.entries[number] as PlaceEntry;
    return { id: entry.id, name: placeName(entry, lang), lat: entry.lat, lon: entry.lon };
  });
}

function population(index: PlaceIndex, number: number): number {
  return index.entries[number]?.population ?? 0;
}
