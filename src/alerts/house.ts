/** The room of alerts put together: the book, its words, and what pages and other channels ask of it. */
import type { Database } from '../database/index.ts';
import { html, type RawHtml } from '../http/html.ts';
import type { Languages } from '../languages/catalogues.ts';
import type { Words } from '../languages/messages.ts';
import type { SiteHouse } from '../site/index.ts';
import type { Alert } from './alert.ts';
import { type AlertBook, type Line, openAlertBook } from './book.ts';
import { banner } from './pages/banner.ts';
import { smsText, type Surrounds, tell } from './tell.ts';
import { capOf } from './to-cap.ts';
import { alertWords } from './words.ts';

export type AlertHouse = {
  book: AlertBook;
  words: ReadonlyMap<string, Words>;
  surrounds: Surrounds;
  line: Line;
  now(): number;
  /** For `SiteHouse.alerts`. */
  site: {
    banner(lang: string, place: number | undefined): RawHtml | '';
    foot(lang: string): RawHtml;
    mark(): unknown;
  };
  /** The CAP message of an alert. */
  cap(alert: Alert, line?: readonly Alert[]): Promise<string>;
  /** The text message of an alert in a language; undefined when it has no words that may be shown. */
  sms(alert: Alert, lang: string): Promise<string | undefined>;
};

export type AlertHouseOptions = {
  database: Database;
  languages: Languages;
  /** ms since 1970; the clock of this program by default. */
  now?: () => number;
  surrounds: Surrounds;
  line: Line;
};

/** Opens the book of alerts; close it (`book.close()`) before the database. */
export async function openAlerts(options: AlertHouseOptions): Promise<AlertHouse> {
  const { now = Date.now } = options;
  return alertHouse({ ...options, now, book: await openAlertBook(options.database, now) });
}

/** The same over a book that is open already. */
export function alertHouse({
  book,
  languages,
  now,
  surrounds,
  line,
}: Omit<AlertHouseOptions, 'database' | 'now'> & {
  book: AlertBook;
  now: () => number;
}): AlertHouse {
  const words = alertWords(languages);
  const wordsOf = (lang: string): Words => words.get(lang) ?? languages.english.words;
  return {
    book,
    words,
    surrounds,
    line,
    now,
    site: {
      mark: () => book.mark(),
      foot: (lang) => html`${wordsOf(lang).say('alert.foot')}`,
      banner(lang, place) {
        const alerts = book.concerning(place, line);
        const elsewhere =
          place === undefined
            ? book.current().filter(({ status, areas }) => status === 'actual' && areas.length > 0)
                .length
            : 0;
        return banner(wordsOf(lang), { alerts, elsewhere, now: now(), zone: surrounds.zone });
      },
    },
    cap: (alert, given = book.all().map((one) => one.alert)) =>
      capOf(alert, { ...surrounds, words, line: given }, now()),
    async sms(alert, lang) {
      const own = words.get(lang) ?? words.get('en');
      const told = own && (await tell(alert, own, surrounds, now()));
      if (!own || !told) return undefined;
      return smsText(alert, told, own);
    },
  };
}

/** What alerts need of the public house. */
export function surroundsOf(site: SiteHouse, languages: Languages): Surrounds {
  const { name, origin, territory, zone } = site.settings;
  return {
    name,
    origin,
    territory,
    zone,
    placeName: (id, lang) => site.place(id, lang)?.name,
    async services(codes, lang) {
      const found = await site.listings(codes, lang);
      return found
        .filter(({ freshness }) => freshness !== 'withdrawn')
        .map(({ code, name: called }) => ({ code, name: called }));
    },
    needName: (need, lang) => (languages.find(lang) ?? languages.english).needs[need] ?? need,
  };
}

/** The public house, whose every page tells what stands; what is kept of pages ends with it. */
export function withAlerts<S extends SiteHouse>(site: S, alerts: Pick<AlertHouse, 'site'>): S {
  const { generation } = site;
  let last: { data: unknown; mark: unknown } | undefined;
  return {
    ...site,
    alerts: alerts.site,
    ...(generation
      ? {
          generation: () => {
            const now = { data: generation.call(site), mark: alerts.site.mark() };
            if (!last || last.data !== now.data || last.mark !== now.mark) last = now;
            return last;
          },
        }
      : {}),
  };
}
