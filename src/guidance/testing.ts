/** Cards for tests: a clinic card with everything that it needs, and the people who may write it. */
import { v7 } from 'uuid';
import type { Database } from '../database/index.ts';
import type { CardWords } from './card.ts';
import { type GazetteerEntry, loadGazetteer } from '../directory/gazetteer/index.ts';
import { publishWords, type Resolve } from './publish.ts';
import { addCard, type CardFacts, type Editor, markWords, saveWords } from './store.ts';

export const ORG = '00000000-0000-7000-8000-0000000000a1';
export const worker = (org = ORG): Editor => ({ actor: v7(), org });

export const CLINIC: CardFacts = {
  territory: 'XW',
  topic: 'health',
  kind: 'how_to',
  safety: false,
  essential: false,
  ownerRole: 'Health information desk',
  publisher: 'Red Cross of Selmora',
  sourceLang: 'en',
  sources: [{ name: 'Health office of Selmora', dated: '2026-10-01' }],
  checkedOn: '2026-11-01',
  reviewBy: '2027-02-01',
  needs: ['health.doctor'],
  services: [],
};

export const CLINIC_WORDS: CardWords = {
  question: 'Where can I see a doctor for free?',
  answer: 'The clinic at the station is free. You need no papers. Nobody there tells the police.',
  nextStep: 'Go there, or call first.',
  action: 'go',
};

export const NOTHING: Resolve = async () => ({});

/** Writes, reviews and publishes a card in its source language. @returns its code */
export async function publishedCard(
  database: Database,
  facts: Partial<CardFacts> = {},
  words: Partial<CardWords> = {},
  resolve: Resolve = NOTHING,
): Promise<number> {
  const writer = worker();
  const whole = { ...CLINIC, ...facts };
  const card = await addCard(database, writer, whole);
  await publishIn(database, card, whole.sourceLang, { ...CLINIC_WORDS, ...words }, resolve);
  return card;
}

/** Writes, reviews and publishes the words of a card in a language, as often as it is asked. */
export async function publishIn(
  database: Database,
  card: number,
  lang: string,
  words: CardWords,
  resolve: Resolve = NOTHING,
  after = 0,
): Promise<number> {
  const revision = await saveWords(database, worker(), {
    card,
    lang,
    words,
    change: 'meaning',
    origin: 'written',
    after,
  });
  await markWords(database, worker(), card, { lang, revision, mark: 'reviewed' });
  return publishWords(database, worker(), { card, lang, revision }, resolve);
}

const PLACES: readonly GazetteerEntry[] = [
  { code: 'XW', kind: 'country', country: 'XW', names: { en: ['Selmora'] }, lat: 41, lon: 9 },
  {
    code: 'XW01',
    kind: 'town',
    country: 'XW',
    parent: 'XW',
    names: { en: ['Port Amara'], ar: ['بورت أمارا'] },
    lat: 41.2,
    lon: 9.1,
  },
  {
    code: 'XW02',
    kind: 'town',
    country: 'XW',
    parent: 'XW',
    names: { en: ['Hill Gate'] },
    lat: 41.5,
    lon: 9.4,
  },
];

/** A country with two towns, Port Amara and Hill Gate, where information points may stand. */
export const infoPlaces = (database: Database): Promise<unknown> => loadGazetteer(database, PLACES);
