/**
 * Hours in words as schedule rules (chapter 10, section 2.4). What cannot be read wholly is not read at
 * all: a guess would send people to closed doors.
 */
import type { ScheduleRule, Weekday } from '../../finder/schedule.ts';
import { type Interval, is24Hours, readInterval } from './clock.ts';
import { type Days, EVERY_DAY, Grouping, type Times } from './groups.ts';
import { lex } from './lexer.ts';
import { type Lang, LANGS } from './words.ts';

export type ParsedHours = { rules: ScheduleRule[]; warnings: string[] };

const WEEKDAYS: readonly Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const ALL_DAY: Interval = { opens: 0, closes: 1440 };
const LONGEST_TEXT = 1000;
/** Where a clock without "am" or "pm" has 24 hours. */
const OF_24: readonly string[] = ['fr', 'es', 'pt'];

/**
 * Reads hours such as `Mon-Fri 9:00am-5:00pm; Sat closed`, `8:30-12:00 & 13:00-17:00, du lundi au jeudi`
 * or `الأحد-الخميس 8:00 صباحا - 4:00 مساء`.
 * @param lang BCP 47; without it, or with another than en, fr, es, pt, ar, words of all five are known
 * @returns undefined when any part of the text is not understood. Warnings are codes:
 *   `time_contradicts_itself`, `half_of_day_assumed`, `dash_mended`, `day_named_twice`
 */
export function parseHours(text: string, lang?: string): ParsedHours | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const primary = lang?.split('-', 1)[0]?.toLowerCase() ?? '';
  const own = LANGS.find((known) => known === primary);
  const langs: readonly Lang[] = own ? (own === 'en' ? ['en'] : [own, 'en']) : LANGS;
  const lexed = lex(text, langs);
  if (!lexed) return undefined;
  const groups = new Grouping(lexed.tokens).read();
  if (!groups) return undefined;
  const pairs = pair(groups.open);
  if (!pairs || pairs.length + groups.closed.length === 0) return undefined;
  const clocks = pairs.flatMap(([, times]) => times.clocks.flat());
  const of24 =
    is24Hours(clocks) || (OF_24.includes(primary) && clocks.every((clock) => !clock.half));
  const warnings = new Set(lexed.warnings);
  const rules: ScheduleRule[] = [];
  const seen = new Set<string>();
  for (const [days, times] of pairs) {
    const intervals = intervalsOf(times, of24, warnings);
    if (!intervals) return undefined;
    for (const day of days.days) {
      const key = `${days.ordinals.join()}/${day}`;
      if (seen.has(key)) warnings.add('day_named_twice');
      seen.add(key);
    }
    rules.push(...intervals.map((interval) => ({ ...ruleOf('open', days), ...interval })));
  }
  for (const { days, times } of groups.closed) {
    const intervals = times && intervalsOf(times, of24, warnings);
    if (times && !intervals) return undefined;
    if (!intervals) rules.push(ruleOf('closed', days));
    else rules.push(...intervals.map((interval) => ({ ...ruleOf('closed', days), ...interval })));
  }
  return { rules, warnings: [...warnings] };
}

function ruleOf(effect: 'open' | 'closed', { days, ordinals }: Days): ScheduleRule {
  if (ordinals.length === 0) {
    return { effect, freq: 'WEEKLY', byday: days.map((day) => ({ day: WEEKDAYS[day] ?? 'MO' })) };
  }
  const byday = ordinals.flatMap((ordinal) =>
    days.map((day) => ({ day: WEEKDAYS[day] ?? 'MO', ordinal })),
  );
  return { effect, freq: 'MONTHLY', byday };
}

function intervalsOf(times: Times, of24: boolean, warnings: Set<string>): Interval[] | undefined {
  const intervals: Interval[] = times.always ? [ALL_DAY] : [];
  for (const [from, to] of times.clocks) {
    const reading = readInterval(from, to, of24);
    if (!reading) return undefined;
    for (const warning of reading.warnings) warnings.add(warning);
    intervals.push({ opens: reading.opens, closes: reading.closes });
  }
  return intervals;
}

/** Days and times in turn, whichever comes first; round the clock without days is every day. */
function pair(groups: readonly (Days | Times)[]): [Days, Times][] | undefined {
  const only = groups[0];
  if (groups.length === 1 && only?.kind === 'times' && only.always && only.clocks.length === 0) {
    return [[{ kind: 'days', days: EVERY_DAY, ordinals: [] }, only]];
  }
  const pairs: [Days, Times][] = [];
  for (let at = 0; at < groups.length; at += 2) {
    const [one, other] = [groups[at], groups[at + 1]];
    if (one?.kind === 'days' && other?.kind === 'times' && only?.kind === 'days') {
      pairs.push([one, other]);
    } else if (one?.kind === 'times' && other?.kind === 'days' && only?.kind === 'times') {
      pairs.push([other, one]);
    } else return undefined;
  }
  return pairs;
}
