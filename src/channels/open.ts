/** Puts the channels of an installation together: its finder, its cards, its words, whom not to write to. */
import type { Config } from '../config.ts';
import type { Database } from '../database/index.ts';
import type { LiveIndex } from '../directory/index.ts';
import { act } from '../firewall/index.ts';
import { languagesNaming, understandText } from '../finder/index.ts';
import { readPlaceBook } from '../directory/gazetteer/index.ts';
import { openShelf } from '../guidance/index.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { type Counts, openCounts } from './counts.ts';
import type { Alerts, Cards, ChannelHouse } from './house.ts';
import { openOptOuts } from './opt-outs.ts';
import { loadPhrases } from './phrases.ts';
import { openPostalCodes } from './postal-codes.ts';

export type ChannelOptions = {
  database: Database;
  index: Pick<LiveIndex, 'find' | 'places' | 'listings' | 'ended' | 'pack'>;
  config: Pick<Config, 'territory' | 'timeZone' | 'emergencyNumbers'>;
  /** Secrets of this installation, each for one use. */
  secret(label: string): Buffer;
  now(): number;
  /** Published cards; a shelf of its own when none is given. */
  cards?: Cards;
  alerts?: Alerts;
};

export type OpenChannels = {
  house: ChannelHouse;
  counts: Counts;
  /** Stops writing counts and forgetting what is over. */
  close(): Promise<void>;
};

const MOST_PLACES = 12;
const MINUTE = 60_000;
const DAY = 86_400_000;

export async function openChannels(options: ChannelOptions): Promise<OpenChannels> {
  const { database, index, now, config } = options;
  const book = await readPlaceBook(database);
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: config.timeZone });
  const [emergency] = config.emergencyNumbers;
  const postal = openPostalCodes(database, now);
  await postal.refresh();
  const counts = openCounts(database, now);
  const house: ChannelHouse = {
    now,
    phrases: loadPhrases(loadLanguages(config.territory)),
    optOuts: openOptOuts(database, options.secret('channels.opt-out')),
    finding: {
      find: index.find,
      places: index.places,
      postalCode: postal.find,
      listings: (codes, lang) => index.listings(codes, lang, now()),
      ended: index.ended,
      understand: (text, lang) => understandText(index.pack(), text, lang),
      languagesNaming: (text) => languagesNaming(index.pack(), text),
      largerPlaces: (lang) =>
        book.larger(lang, MOST_PLACES).map(({ name, ...place }) => ({ ...place, name: name.text })),
    },
    cards: options.cards ?? openShelf(database, { today: () => day.format(now()), now }),
    ...(options.alerts ? { alerts: options.alerts } : {}),
    ...(emergency ? { emergency: emergency.number } : {}),
  };
  const forget = (): Promise<unknown> =>
    act(database, { role: 'app_jobs', actor: 'jobs', purpose: 'forget what is over' }, (tx) =>
      tx.query('select channels.forget()'),
    );
  // What could not be done now is done the next time.
  const quietly = (work: () => Promise<unknown>) => () => void work().catch(() => {});
  const timers = [
    setInterval(quietly(counts.write), MINUTE),
    setInterval(quietly(forget), DAY),
    setTimeout(quietly(forget), MINUTE),
  ];
  for (const timer of timers) timer.unref();
  return {
    house,
    counts,
    async close() {
      for (const timer of timers) clearInterval(timer);
      await counts.write();
    },
  };
}
