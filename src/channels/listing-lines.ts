/**
 * A service in lines of a few words, the same for SMS, USSD and voice. The ranks say what may go when room is short:
 * what warns, what is asked for and what nobody knows never goes before what is merely good to know, and nothing that
 * is unknown is left to look like a yes (chapter 10, section 3.1).
 */
import { FACTS, type FactCode, NO, UNKNOWN, YES } from '../directory/fact-codes.ts';
import type { Listing } from '../directory/listing.ts';
import { papersToBring, shortWarnings } from '../directory/what-is-asked.ts';
import { compilePattern, openState } from '../finder/hours.ts';
import type { FinderItem, Warning } from '../finder/query.ts';
import type { OpenState } from '../finder/schedule.ts';
import { agoText, comingDayText, distanceText, timeText, wallClock } from '../languages/dates.ts';
import type { Phrases } from './phrases.ts';
import { type Line, shorten } from './sms/fit.ts';

const DAYS_AHEAD = 62;
const LONGEST_NAME = 36;
const SHORTEST_NAME = 16;
const LONGEST_WHERE = 40;
/** Warnings that another line says. */
const SAID_ELSEWHERE = new Set<Warning>(['holiday_unsure', 'area_only', 'closes_soon']);
/** Warnings that stay whatever the room: who goes without them may come to harm. */
const GRAVE = new Set<Warning>(['asks_residence_paper', 'shares_with_authorities', 'paused']);
/** Warnings that say to ask before going. */
const ASKS = new Set<Warning>(['conditions_apply', 'overdue', 'being_checked']);
const COUNT_FROM_DAWN = ['am', 'ti', 'sw', 'so'];

/** The lines of an answer; `item` is what the finder said of it for the question. */
export function answerLines(
  phrases: Phrases,
  listing: Listing,
  item: Pick<FinderItem, 'group' | 'open' | 'warnings' | 'distanceM' | 'against'>,
  now: number,
): Line[] {
  const warnings = [...new Set([...item.warnings, ...shortWarnings(listing)])];
  return [
    nameLine(listing),
    whereLine(phrases, listing, item.distanceM),
    doorLine(phrases, listing, item.open, now),
    papersLine(phrases, listing),
    ...(item.group === 'fits'
      ? []
      : [{ text: phrases.say('ask_first'), rank: 0, asks: true as const }]),
    feeLine(phrases, listing),
    ...warningLines(phrases, warnings),
    ...phoneLines(phrases, listing),
  ];
}

/** Everything that is worth a line, for a number that was sent or for "more". */
export function detailLines(phrases: Phrases, listing: Listing, now: number): Line[] {
  const { words } = phrases.spoken;
  const warnings = shortWarnings(listing);
  if (listing.freshness !== 'fresh') warnings.push('overdue');
  const facts = (Object.keys(FACTS) as FactCode[]).filter(
    (code) =>
      !NAMED_ELSEWHERE.has(code) &&
      FACTS[code].favourable === 'yes' &&
      listing.facts[code]?.value === YES &&
      words.has(`fact.${code}`),
  );
  const today = wallClock(now, listing.pattern.zone).day;
  return [
    nameLine(listing),
    whereLine(phrases, listing),
    { text: doorText(phrases, listing, listing.open, now), rank: 0 },
    papersLine(phrases, listing),
    feeLine(phrases, listing),
    ...warningLines(phrases, warnings),
    ...phoneLines(phrases, listing),
    ...(listing.place?.transport ? [{ text: oneLine(listing.place.transport.text), rank: 4 }] : []),
    ...(listing.alert ? [{ text: oneLine(listing.alert.text), rank: 0 }] : []),
    ...facts
      .slice(0, 6)
      .map((code) => ({ text: `${plainText(words.text(`fact.${code}`))}.`, rank: 5 })),
    ...(listing.checkedOn === undefined
      ? []
      : [
          {
            text: plainText(
              words.text('card.checked', { when: agoText(words, listing.checkedOn, today) }),
            ),
            rank: 6,
          },
        ]),
  ];
}

const NAMED_ELSEWHERE = new Set<FactCode>([
  'free',
  'fee_waived',
  'languages_complete',
  'has_space',
  'remote',
]);

function nameLine(listing: Listing): Line {
  const name = oneLine(listing.name.text);
  const short = shorten(name, LONGEST_NAME) || name;
  return { text: name, short, least: shorten(name, SHORTEST_NAME) || short, rank: 0 };
}

function whereLine(phrases: Phrases, listing: Listing, metres?: number): Line {
  const { place, remote } = listing;
  const { words } = phrases.spoken;
  const comma = phrases.spoken.language.script === 'Arab' ? '، ' : ', ';
  const far = metres === undefined ? '' : ` (${distance(phrases, metres)})`;
  if (!place) return { text: remote ? phrases.say('by_phone') : '', rank: 0 };
  const area = oneLine(place.area?.text ?? '');
  if (place.areaOnly) {
    const warned = plainText(words.text('warning.area_only'));
    return { text: [area, warned].filter(Boolean).join(comma), rank: 0 };
  }
  const [street = ''] = place.address ?? [];
  const whole = [oneLine(street), area].filter(Boolean).join(comma);
  const short = shorten(oneLine(street) || area, LONGEST_WHERE);
  return { text: `${whole}${far}`.trim(), short: `${short}${far}`.trim(), rank: 1 };
}

function distance(phrases: Phrases, metres: number): string {
  return plainText(distanceText(phrases.spoken.words, metres));
}

function doorLine(
  phrases: Phrases,
  listing: Listing,
  open: OpenState | undefined,
  now: number,
): Line {
  const text = doorText(phrases, listing, open, now);
  const isAsked = text === phrases.say('hours_unknown') || text === phrases.say('holiday');
  return isAsked ? { text, rank: 0, asks: true } : { text, rank: 2 };
}

/** Whether the door is open. Hours past their review, and holidays of which nobody has said, are not known. */
export function doorText(
  phrases: Phrases,
  { pattern, freshness }: Pick<Listing, 'pattern' | 'freshness'>,
  given: OpenState | undefined,
  now: number,
): string {
  const open = given ?? openState(compilePattern(pattern, now, DAYS_AHEAD), now);
  if (open.state === 'unknown' || freshness !== 'fresh') return phrases.say('hours_unknown');
  if (open.state === 'holiday_unsure') return phrases.say('holiday');
  const today = wallClock(now, pattern.zone).day;
  if (open.state === 'open') {
    if (open.changes === undefined) return phrases.say('open');
    const closes = wallClock(open.changes, pattern.zone);
    if (closes.day > today + 1 || (closes.day === today + 1 && closes.minute > 12 * 60))
      return phrases.say('open');
    return phrases.say('open_until', { time: clock(phrases, closes.minute) });
  }
  if (open.next === undefined) return phrases.say('closed');
  const opens = wallClock(open.next, pattern.zone);
  const time = clock(phrases, opens.minute);
  if (opens.day === today) return phrases.say('opens', { time });
  const { words } = phrases.spoken;
  const day = plainText(
    opens.day === today + 1 ? words.text('when.tomorrow') : comingDayText(words, opens.day, today),
  );
  return phrases.say('opens_day', { day, time });
}

/** "18:00"; with the count from dawn where the language has it. */
function clock(phrases: Phrases, minute: number): string {
  if (COUNT_FROM_DAWN.includes(phrases.lang))
    return plainText(timeText(phrases.spoken.words, minute));
  const inDay = minute % 1440;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

function papersLine(phrases: Phrases, listing: Listing): Line {
  const papers = papersToBring(listing);
  if (papers === 'none') return { text: phrases.say('papers_none'), rank: 3 };
  if (papers === 'unknown') return { text: phrases.say('papers_unknown'), rank: 0, asks: true };
  const { words } = phrases.spoken;
  const names = papers.map((doc) => plainText(words.text(`doc.${doc}`)));
  const comma = phrases.spoken.language.script === 'Arab' ? '، ' : ', ';
  return { text: phrases.say('bring', { papers: names.join(comma) }), rank: 0 };
}

function feeLine(phrases: Phrases, { facts }: Listing): Line {
  const free = facts.free?.value ?? UNKNOWN;
  if (free === YES) return { text: phrases.say('free'), rank: 4 };
  if (free === NO) return { text: phrases.say('costs'), rank: 1 };
  return { text: phrases.say('fee_unknown'), rank: 5 };
}

function warningLines(phrases: Phrases, warnings: readonly Warning[]): Line[] {
  const { words } = phrases.spoken;
  return [...new Set(warnings)]
    .filter((warning) => !SAID_ELSEWHERE.has(warning))
    .map((warning) => ({
      text: plainText(words.text(`warning.${warning}`)),
      rank: GRAVE.has(warning) || ASKS.has(warning) ? 0 : 1,
      ...(ASKS.has(warning) ? { asks: true as const } : {}),
    }));
}

function phoneLines(phrases: Phrases, { phones, remote }: Listing): Line[] {
  const phone = phones.find(({ kind }) => kind === 'voice' || kind === 'text');
  if (!phone) return [];
  const number = dialled(phrases, phone.number);
  return [{ text: phrases.say('tel', { phone: number }), rank: remote ? 0 : 2 }];
}

/** A number to be dialled: without spaces, and after a mark of direction where letters run from the right. */
export function dialled(phrases: Phrases, number: string): string {
  const plain = number.replace(/[\s().-]/g, '');
  return phrases.spoken.language.dir === 'rtl' && plain.startsWith('+') ? `\u200e${plain}` : plain;
}

/** Without marks of isolation, which cost a unit each and which old phones show as boxes. */
export function plainText(text: string): string {
  return text.replace(/[\u2066-\u2069]/g, '');
}

export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}
