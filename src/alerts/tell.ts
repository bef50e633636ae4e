/** What one alert says in one language, ready for every channel. */
import type { LocalText } from '../directory/listing.ts';
import { direction } from '../languages/direction.ts';
import { knownLanguage } from '../languages/known-languages.ts';
import type { Words } from '../languages/messages.ts';
import { momentText, wallClock } from '../languages/dates.ts';
import type { Zone } from '../finder/schedule.ts';
import { type Alert, wordsFor } from './alert.ts';

/** What the house knows that alerts point to. */
export type Surrounds = {
  /** Name of the installation. */
  name: string;
  /** Public address, without a slash at the end. */
  origin: string;
  /** ISO 3166-1. */
  territory: string;
  zone: Zone;
  placeName(id: number, lang: string): LocalText | undefined;
  /** Names of services that can be found now; those that cannot are left out. */
  services(
    codes: readonly string[],
    lang: string,
  ): Promise<readonly { code: string; name: LocalText }[]>;
  needName(need: string, lang: string): string;
};

export type Told = {
  /** Language of the words of the officer (BCP 47) and its direction. */
  lang: string;
  dir: 'ltr' | 'rtl';
  headline: string;
  description: string;
  instruction: string;
  /** Names of places; none: the whole territory. */
  where: readonly LocalText[];
  services: readonly { code: string; name: LocalText }[];
  needs: readonly { code: string; name: string }[];
  until: string;
  /** The same with its date, for a message that may be read tomorrow. */
  untilDated: string;
  issued: string;
  isDrill: boolean;
};

/** The alert in the words of `words`' language, at `now` (ms since 1970). Undefined when there are no words at all. */
export async function tell(
  alert: Alert,
  words: Words,
  house: Surrounds,
  now: number,
): Promise<Told | undefined> {
  const { code } = words.language;
  const text = wordsFor(alert, code);
  if (!text) return undefined;
  const tag = knownLanguage(text.lang)?.tag ?? text.lang;
  return {
    lang: tag,
    dir: direction(tag),
    headline: text.headline,
    description: text.description,
    instruction: text.instruction,
    where: alert.areas.flatMap((area) => house.placeName(area, code) ?? []),
    services: alert.services.length ? await house.services(alert.services, code) : [],
    needs: alert.needs.map((need) => ({ code: need, name: house.needName(need, code) })),
    until: whenText(words, alert.expiresAt, house.zone, now),
    untilDated: whenText(words, alert.expiresAt, house.zone, alert.expiresAt - LONG_AGO),
    issued: whenText(words, alert.issuedAt, house.zone, now),
    isDrill: alert.status !== 'actual',
  };
}

/** So long before that no moment is "today" or "tomorrow". */
const LONG_AGO = 30 * 86_400_000;

/** "today 20:00", "tomorrow 8:00", "24 November, 8:00" on the wall of the territory. */
export function whenText(words: Words, at: number, zone: Zone, now: number): string {
  const today = wallClock(now, zone).day;
  return momentText(words, wallClock(at, zone), today);
}

/** One text message: everything that somebody has to know, and no link that would have to be opened. */
export function smsText(alert: Alert, told: Told, words: Words): string {
  if (alert.kind === 'cancel')
    return plain(prefixed(told, words, words.text('alert.sms_over', { headline: told.headline })));
  const go = told.services.map(({ code, name }) => `${name.text} (${code})`).join(', ');
  const instruction = go
    ? `${stopped(told.instruction)} ${words.text('alert.go')}: ${go}.`
    : stopped(told.instruction);
  return plain(
    prefixed(
      told,
      words,
      words.text('alert.sms', {
        headline: told.headline.replace(/[.!۔።।]$/u, ''),
        instruction,
        papers: words.text('alert.no_papers'),
        until: words.text('alert.until', { when: told.untilDated }),
      }),
    ),
  );
}

const prefixed = ({ isDrill }: Told, words: Words, text: string): string =>
  isDrill ? `${words.text('alert.drill')} ${text}` : text;
const stopped = (text: string): string => (/[.!?؟۔።।]$/u.test(text.trim()) ? text : `${text}.`);
/** Without the marks that isolate directions on a page: they cost room in a message and show as boxes. */
const plain = (text: string): string =>
  text
    .replace(/[\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
