/** The opening hours of every week in one line, for texts that go on paper and into messages. Pure. */
import type { Pattern, ScheduleRule, Weekday } from '../finder/schedule.ts';
import { timeText } from '../languages/dates.ts';
import type { Words } from '../languages/messages.ts';

const WEEK: readonly Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const WHOLE_DAY = { from: 0, until: 1440 };

/**
 * "Monday to Friday: 09:00 to 17:00; Saturday: 10:00 to 14:00". Dated exceptions are left out.
 * @returns nothing when hours are unknown, or when no single week tells them (every second week, first Monday)
 */
export function weeklyHours(words: Words, pattern: Pattern, today: number): string | undefined {
  const rules = pattern.rules.filter((rule) => !isOver(rule, today) && !rule.replaces);
  const open = rules.filter(({ effect }) => effect === 'open');
  if (open.length === 0 || !open.every((rule) => isWeekly(rule, today))) return undefined;
  if (rules.some((rule) => rule.effect === 'unknown' && rule.freq)) return undefined;
  const days = WEEK.map((day) => linesOf(words, open, day));
  const groups: { first: number; last: number; hours: string }[] = [];
  for (const [index, hours] of days.entries()) {
    if (hours === undefined) continue;
    const before = groups.at(-1);
    if (before && before.last === index - 1 && before.hours === hours) before.last = index;
    else groups.push({ first: index, last: index, hours });
  }
  const name = (index: number): string => words.clockface.weekdays[index] ?? '';
  const [only] = groups;
  if (only && only.last - only.first === 6)
    return words.text('cards.hours_every_day', { hours: only.hours });
  return groups
    .map(({ first, last, hours }) =>
      words.text('cards.hours_line', {
        days:
          first === last
            ? name(first)
            : words.text('cards.hours_days', { from: name(first), until: name(last) }),
        hours,
      }),
    )
    .reduceRight((rest, one) => words.text('cards.hours_join', { one, rest }));
}

function isOver({ until, validTo }: ScheduleRule, today: number): boolean {
  return (until !== undefined && until < today) || (validTo !== undefined && validTo < today);
}

/** A rule of every week that has begun: one with days and no frequency is one, as the finder reads it. */
function isWeekly(rule: ScheduleRule, today: number): boolean {
  const {
    freq,
    interval = 1,
    byday,
    bymonthday,
    byweekno,
    dtstart = today,
    count,
    validFrom,
    validTo,
    until,
  } = rule;
  return (
    (freq ?? 'WEEKLY') === 'WEEKLY' &&
    dtstart <= today &&
    interval === 1 &&
    byday !== undefined &&
    byday.every(({ ordinal }) => ordinal === undefined) &&
    [bymonthday, byweekno, count, validFrom, validTo, until].every((one) => one === undefined)
  );
}

/** 00:00 to 00:00, to 24:00 and to 23:59 are the same (chapter 10, section 2.7). */
const isWholeDay = (opens: number, closes: number): boolean =>
  opens === 0 && (closes === 0 || closes >= WHOLE_DAY.until - 1);

function linesOf(words: Words, rules: readonly ScheduleRule[], day: Weekday): string | undefined {
  const times = rules
    .filter(({ byday = [] }) => byday.some((one) => one.day === day))
    .map(({ opens, closes }) =>
      opens === undefined || closes === undefined || isWholeDay(opens, closes)
        ? WHOLE_DAY
        : { from: opens, until: closes },
    )
    .sort((a, b) => a.from - b.from);
  if (times.length === 0) return undefined;
  return times
    .map(({ from, until }) =>
      from === 0 && until === 1440
        ? words.text('time.all_day')
        : words.text('time.range', { from: timeText(words, from), until: timeText(words, until) }),
    )
    .reduceRight((rest, one) => words.text('cards.hours_join', { one, rest }));
}
