/**
 * Opening hours as the data files write them, turned into HSDS `schedule` rows.
 *
 * Clauses are parted by `;`. A clause is marks, days and times:
 * `MO-FR 09:00-12:30,13:30-17:00` · `daily 22:00-07:00` · `1MO 10:00-12:00` (first Monday of the month)
 * · `-1FR …` (last Friday) · `day 1,15 …` (days of the month) · `every 2 TU …` (fortnightly)
 * · `weeks 2,6,10 WE …` (ISO weeks) · `season 11-01..03-31 daily …` · `count 6 from -14 TU …`
 * · `until +60 MO …` · `women TH …` (women only) · `on +6 10:00-14:00` (one day more)
 * · `instead +6 10:00-12:00` (that day only these hours) · `closed +9` · `closed +20..+27`
 * · `unsure +30..+34` (nobody knows). `+n` are days from today. An empty text means no schedule: unknown.
 */
import { daysAfter } from '../languages/days.ts';
import type { ScheduleProfile } from '../directory/profile.ts';
import { TIME_ZONE } from './gazetteer.ts';

export type HsdsSchedule = {
  id: string;
  freq?: 'WEEKLY' | 'MONTHLY';
  interval?: number;
  wkst?: 'MO';
  byday?: string;
  bymonthday?: string;
  byweekno?: string;
  dtstart?: string;
  until?: string;
  count?: number;
  valid_from?: string;
  valid_to?: string;
  opens_at?: string;
  closes_at?: string;
  notes?: string;
  wayhouse: ScheduleProfile;
};

const ALL_DAYS = 'MO,TU,WE,TH,FR,SA,SU';
const DAYS = ALL_DAYS.split(',');
/** An anchor for what repeats every two weeks: a Monday. */
const ANCHOR = '2026-01-05';

function weekdays(text: string): string | undefined {
  if (text === 'daily') return ALL_DAYS;
  const days = text.split(',').flatMap((part) => {
    const [from, to] = part.split('-').map((day) => DAYS.indexOf(day)) as [number, number?];
    if (from < 0 || to === -1) return [part];
    return DAYS.slice(from, (to ?? from) + 1);
  });
  return days.every((day) => DAYS.includes(day)) ? days.join(',') : undefined;
}

/** The season that holds `today`, or else the next one: both ends as days. */
export function season(span: string, today: string): { from: string; to: string } {
  const [from, to] = span.split('..') as [string, string];
  const year = Number(today.slice(0, 4));
  for (let first = year - 1; ; first++) {
    const start = `${first}-${from}`;
    const end = `${to < from ? first + 1 : first}-${to}`;
    if (end >= today) return { from: start, to: end };
  }
}

function readMarks(words: string[], today: string): Partial<HsdsSchedule> {
  const row: Partial<HsdsSchedule> = {};
  const marks: ScheduleProfile = {};
  const take = (): string => words.shift() ?? '';
  const offset = (text: string): string => daysAfter(today, Number(text));
  for (;;) {
    const word = words[0];
    if (word === 'women') marks.women_only = Boolean(take());
    else if (word === 'every') {
      take();
      Object.assign(row, { interval: Number(take()), wkst: 'MO', dtstart: ANCHOR });
    } else if (word === 'count') {
      take();
      row.count = Number(take());
    } else if (word === 'from') {
      take();
      row.dtstart = offset(take());
    } else if (word === 'until') {
      take();
      row.until = offset(take());
    } else if (word === 'season') {
      take();
      const { from, to } = season(take(), today);
      Object.assign(row, { valid_from: from, valid_to: to });
    } else if (word === 'weeks') {
      take();
      row.byweekno = take();
    } else if (word === 'on' || word === 'instead') {
      if (take() === 'instead') marks.replaces = true;
      row.dtstart = offset(take());
    } else if (word === 'closed' || word === 'unsure') {
      marks.effect = take() === 'closed' ? 'closed' : 'unknown';
      const [first, last] = take().split('..') as [string, string?];
      row.dtstart = offset(first);
      if (last) Object.assign(row, { freq: 'WEEKLY', byday: ALL_DAYS, until: offset(last) });
      if (marks.effect === 'unknown') marks.replaces = true;
    } else break;
  }
  return { ...row, wayhouse: marks };
}

function readDays(words: string[]): Partial<HsdsSchedule> {
  const word = words[0];
  if (word === undefined || /^\d\d:/.test(word)) return {};
  words.shift();
  if (word === 'day') return { freq: 'MONTHLY', bymonthday: words.shift() ?? '' };
  if (/^(-?\d(MO|TU|WE|TH|FR|SA|SU),?)+$/.test(word)) return { freq: 'MONTHLY', byday: word };
  const byday = weekdays(word);
  if (!byday) throw new Error(`Days not understood: ${word}`);
  return { freq: 'WEEKLY', byday };
}

/** HSDS rows for one line of hours. `idOf` names the nth row; rows keep the order of the line. */
export function schedules(
  line: string,
  today: string,
  idOf: (n: number) => string,
): HsdsSchedule[] {
  const rows: HsdsSchedule[] = [];
  for (const clause of line.split(';').map((part) => part.trim())) {
    if (!clause) continue;
    const words = clause.split(/\s+/);
    const { wayhouse, ...marks } = readMarks(words, today);
    const days = readDays(words);
    const spans = words.length ? (words.shift() as string).split(',') : [undefined];
    if (words.length) throw new Error(`Hours not understood: ${clause}`);
    for (const span of spans) {
      const [opens_at, closes_at] = span?.split('-') ?? [];
      if (span && !/^\d\d:\d\d-\d\d:\d\d$/.test(span)) throw new Error(`Times: ${clause}`);
      rows.push({
        id: idOf(rows.length),
        ...days,
        ...marks,
        ...(opens_at && closes_at ? { opens_at, closes_at } : {}),
        wayhouse: { time_zone: TIME_ZONE, ...wayhouse },
      });
    }
  }
  return rows;
}
