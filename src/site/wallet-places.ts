/**
 * Places for a list on paper: what a piece of paper may say of them. Paper lies about for weeks and is found in pockets:
 * hidden places are left out, hours that nobody confirmed are "ask first", and nothing says "open now".
 */
import type { ListedPlace, PaperWords } from '../channels/print/index.ts';
import { NO, YES } from '../directory/fact-codes.ts';
import type { Listing } from '../directory/listing.ts';
import { papersToBring, shortWarnings } from '../directory/what-is-asked.ts';
import { wallClock } from '../languages/dates.ts';
import { wayLine } from './card.ts';
import type { View } from './page.ts';
import { plain } from './plain-answer.ts';
import { weeklyHours } from './weekly-hours.ts';

/** @param view its words must be those of paper */
export function walletPlaces(
  view: View & { words: PaperWords },
  listings: readonly Listing[],
): ListedPlace[] {
  return listings
    .filter(({ place, freshness }) => !place?.areaOnly && freshness !== 'withdrawn')
    .map((listing) => placeOf(view, listing));
}

function placeOf(view: View & { words: PaperWords }, listing: Listing): ListedPlace {
  const { words } = view;
  const way = wayLine(view, listing);
  const phone = listing.phones.find(({ kind }) => kind === 'voice');
  const number =
    phone?.extension === undefined ? phone?.number : `${phone.number} ext. ${phone.extension}`;
  return {
    code: listing.code,
    name: `\u2068${listing.name.text}\u2069`,
    ...(listing.name.lang === words.language.code ? {} : { nameLang: listing.name.lang }),
    what: [askedLine(words, listing), ...warningsOf(words, listing)].join(' '),
    when: hoursOf(words, listing, view.now),
    way: way
      ? way.html.split('<br>').map((html) => plain({ html: isolated(html) }))
      : [words.text('list.ask_first')],
    phone: number ?? words.text('list.ask_first'),
    dials: number !== undefined,
  };
}

/** Names and texts of another direction keep their own order without markup, too (UAX 9, FSI and PDI). */
const isolated = (html: string): string =>
  html.replace(/<bdi[^>]*>/g, '\u2068').replace(/<\/bdi>/g, '\u2069');

/**
 * Whoever goes without knowing may come to harm: that a place reports people, or asks for papers, stands on paper too. That it
 * is full today does not: paper lies about for weeks.
 */
function warningsOf(words: PaperWords, listing: Listing): string[] {
  return shortWarnings(listing)
    .filter((warning) => warning !== 'full')
    .map((warning) => words.text(`warning.${warning}`));
}

/** What is to be paid and which papers to bring, unknown said as such. It holds for hidden places, too: it tells no address. */
export function askedLine(words: PaperWords, listing: Listing): string {
  return `${feeOf(words, listing)} ${papersOf(words, listing)}`;
}

function feeOf(words: PaperWords, { facts }: Listing): string {
  if (facts.free?.value === YES) return words.text('sms.free');
  return words.text(facts.free?.value === NO ? 'sms.costs' : 'sms.fee_unknown');
}

function papersOf(words: PaperWords, listing: Listing): string {
  const bring = papersToBring(listing);
  if (bring === 'none') return words.text('sms.papers_none');
  if (bring === 'unknown') return words.text('sms.papers_unknown');
  const names = bring.map((doc) => words.text(`doc.${doc}`));
  return words.text('sms.bring', { papers: words.list(names) });
}

/** The hours of every week: what is only so in the coming days (a holiday, a closed day) lies on no paper for weeks. */
function hoursOf(words: PaperWords, listing: Listing, now: number): string {
  const { day } = wallClock(now, listing.pattern.zone);
  const hours = listing.freshness === 'fresh' && weeklyHours(words, listing.pattern, day);
  return hours || words.text(listing.place ? 'sms.hours_unknown' : 'sms.by_phone');
}
