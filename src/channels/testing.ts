/** For tests of the channels: a harbour town in the real finder, a real database, and a phone that types. */
import { randomBytes } from 'node:crypto';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import type { FactCode } from '../directory/fact-codes.ts';
import type { Listing } from '../directory/listing.ts';
import {
  buildPack,
  findPlaces,
  findServices,
  languagesNaming,
  understandText,
} from '../finder/index.ts';
import type { PlaceEntry } from '../finder/index.ts';
import type { FinderRecord } from '../finder/record.ts';
import { openShelf, reportKit } from '../guidance/index.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { loadNeedLabels } from '../languages/need-labels.ts';
import { loadNeedReader } from '../languages/need-reader.ts';
import { ENDED, LISTINGS, listing, NOW } from '../site/testing.ts';
import type { Alerts, ChannelHouse } from './house.ts';
import { openOptOuts } from './opt-outs.ts';
import { loadPhrases } from './phrases.ts';
import { type Received, receiver } from './receive.ts';

const PLACES: readonly PlaceEntry[] = [
  {
    id: 1,
    names: {
      en: 'Old Harbour',
      fr: 'Vieux-Port',
      ar: 'الميناء القديم',
      ti: 'ኣረጊት ወደብ',
      am: 'አሮጌ ወደብ',
      my: 'ဆိပ်ကမ်းဟောင်း',
    },
    lat: 41.21,
    lon: 9.1,
    population: 90_000,
  },
  { id: 2, names: { en: 'Farfield', ar: 'فارفيلد' }, lat: 44, lon: 12, population: 9_000 },
];

/** Free, and nobody knows which papers it asks for. */
const KITCHEN = listing(301, {
  name: { text: 'Kitchen at the quay', lang: 'en' },
  needs: ['food.meal'],
  known: { free: 1 },
});

function recordOf(listing: Listing): FinderRecord {
  const facts = Object.fromEntries(
    Object.entries(listing.facts).flatMap(([code, fact]) =>
      fact.value === 0 ? [] : [[code, fact.value]],
    ),
  ) as Partial<Record<FactCode, 1 | 2>>;
  const { position } = listing.place ?? {};
  const day = listing.checkedOn ?? 0;
  return {
    code: listing.code,
    needs: listing.needs,
    ...(position ? { position } : {}),
    ...(listing.place?.areaOnly ? { areaOnly: true } : {}),
    ...(listing.remote ? { remote: true } : {}),
    ...(position || listing.remote ? {} : { areaId: 1 }),
    pattern: listing.pattern,
    facts,
    languages: listing.languages,
    documents: listing.documents,
    checkedDay: day,
    reviewDay: day + 90,
    withdrawDay: day + 120,
    texts: [{ lang: listing.name.lang, name: listing.name.text, about: '', body: '' }],
  };
}

export type ChannelStand = {
  database: Database;
  house: ChannelHouse;
  clock: { now: number };
  /** Sends a message from a phone and gives what comes back. */
  send(number: string, text: string, id?: string): Promise<Received>;
  /** The same, as text; empty when nothing comes back. */
  say(number: string, text: string): Promise<string>;
  close(): Promise<void>;
};

/** @param listings what the town has */
export async function channelStand({
  listings = [...LISTINGS, KITCHEN],
  alerts,
}: {
  listings?: readonly Listing[];
  alerts?: Alerts;
} = {}): Promise<ChannelStand> {
  const database = await freshDatabase();
  const clock = { now: NOW };
  const pack = {
    ...buildPack(listings.map(recordOf), {
      now: NOW,
      territory: 'XW',
      labels: loadNeedLabels(),
      places: PLACES,
    }),
    secondReader: loadNeedReader(),
  };
  const byCode = new Map(listings.map((listing) => [listing.code, listing]));
  const house: ChannelHouse = {
    now: () => clock.now,
    phrases: loadPhrases(loadLanguages('XW')),
    optOuts: openOptOuts(database, randomBytes(32)),
    emergency: '112',
    cards: openShelf(database, { today: () => '2026-11-22', now: Date.now }),
    countSession: (report) => reportKit(database, report),
    ...(alerts ? { alerts } : {}),
    finding: {
      find: (query) => findServices(pack, query),
      places: (text, lang) => findPlaces(pack, text, lang),
      postalCode: (code) => (code === '10115' ? { lat: 41.21, lon: 9.1 } : undefined),
      listings: (codes) => codes.flatMap((code) => byCode.get(code) ?? []),
      ended: (code) => ENDED.find((ended) => ended.code === code),
      understand: (text, lang) => understandText(pack, text, lang),
      languagesNaming: (text) => languagesNaming(pack, text),
      largerPlaces: (lang) => findPlaces(pack, 'Old Harbour', lang),
    },
  };
  const receive = receiver(house, ['+999 555 0000']);
  const send: ChannelStand['send'] = (number, text, id) =>
    receive({ channel: 'test', number, text, ...(id === undefined ? {} : { id }) });
  return {
    database,
    house,
    clock,
    send,
    say: async (number, text) => (await send(number, text)).reply ?? '',
    close: () => database.close(),
  };
}
