/** Puts the channels of an installation together: its finder, its cards, its words, whom not to write to. */
import type { Config } from '../config.ts';
import type { Database } from '../database/index.ts';
import type { LiveIndex } from '../directory/index.ts';
import { act } from '../firewall/index.ts';
import { languagesNaming, understandText } from '../finder/index.ts';
import { primaryLanguage } from '../finder/language-tag.ts';
import { Problem } from '../http/problem.ts';
import { readPlaceBook } from '../directory/gazetteer/index.ts';
import { openShelf, reportKit } from '../guidance/index.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { type Counts, openCounts } from './counts.ts';
import type { Alerts, Cards, ChannelHouse } from './house.ts';
import { openSender, type Sender } from './gateways/send.ts';
import { type Gateway, readGateways } from './gateways/settings.ts';
import { digitsOf } from './numbers.ts';
import { openOptOuts } from './opt-outs.ts';
import { loadPhrases } from './phrases.ts';
import { openPostalCodes } from './postal-codes.ts';
import { cheapest } from './sms/cheapest.ts';

export type ChannelOptions = {
  database: Database;
  index: Pick<LiveIndex, 'find' | 'places' | 'listings' | 'ended' | 'pack'>;
  config: Pick<Config, 'territory' | 'timeZone' | 'emergencyNumbers' | 'channelsFile'>;
  /** Secrets of this installation, each for one use. */
  secret(label: string): Buffer;
  now(): number;
  /** Published cards; a shelf of its own when none is given. */
  cards?: Cards;
  alerts?: Alerts;
  /** Told when a gateway refuses or stays away; never a number or a text. */
  warn?(details: object, message: string): void;
};

/** A message that nobody asked for just now: an alert. */
export type Sending = { id: string; number: string; text: string };

export type OpenChannels = {
  house: ChannelHouse;
  counts: Counts;
  /** As WAYHOUSE_CHANNELS describes them. */
  gateways: readonly Gateway[];
  sender: Sender;
  /**
   * Hands a message to the first gateway that sends, and resolves when that has taken it. Who has sent STOP is sent
   * nothing, and that is no failure.
   * @throws Problem `unavailable` when no gateway sends or none has taken it
   */
  handOver(sending: Sending): Promise<void>;
  /** Stops writing counts and forgetting what is over. */
  close(): Promise<void>;
};

const MOST_PLACES = 12;
const MINUTE = 60_000;
const DAY = 86_400_000;

function handOverBy(
  { optOuts }: ChannelHouse,
  gateways: readonly Gateway[],
  sender: Sender,
): OpenChannels['handOver'] {
  return async ({ id, number, text }) => {
    const gateway = gateways.find(({ send }) => send !== undefined);
    const digits = digitsOf(number);
    if (!gateway || digits === undefined)
      throw new Problem('unavailable', { detail: 'No gateway sends to this number.' });
    if (await optOuts.has(digits)) return;
    const isSent = await new Promise<boolean>((done) => {
      if (!sender.send(gateway, { to: number, text: cheapest(text), id, done })) done(false);
    });
    if (!isSent) throw new Problem('unavailable', { detail: 'The gateway did not take it.' });
  };
}

export async function openChannels(options: ChannelOptions): Promise<OpenChannels> {
  const { database, index, now, config } = options;
  const book = await readPlaceBook(database);
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: config.timeZone });
  const [emergency] = config.emergencyNumbers;
  const gateways = config.channelsFile === undefined ? [] : readGateways(config.channelsFile);
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
        book.larger(lang, MOST_PLACES).map(({ id, lat, lon, name }) => ({
          id,
          lat,
          lon,
          // A name in a third script helps nobody; the Latin one stands on the signs.
          name: (name.lang === primaryLanguage(lang) ? name : (book.place(id, 'en')?.name ?? name))
            .text,
        })),
    },
    cards: options.cards ?? openShelf(database, { today: () => day.format(now()), now }),
    countSession: (report) => reportKit(database, report),
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
  const sender = openSender({ counts, warn: options.warn ?? (() => {}) });
  return {
    house,
    counts,
    gateways,
    sender,
    handOver: handOverBy(house, gateways, sender),
    async close() {
      await sender.close();
      for (const timer of timers) clearInterval(timer);
      await counts.write();
    },
  };
}
