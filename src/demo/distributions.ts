/**
 * How the demonstration country is distributed: the raw material from which benches draw any number of
 * records that look like it. Pure: counted from the plans, nothing is read or written.
 */
import { dayOf } from '../languages/days.ts';
import { FACT_CODES, type FactCode } from '../directory/fact-codes.ts';
import type { NeedCode } from '../directory/needs.ts';
import type { LanguageMode } from '../finder/record.ts';
import type { HolidayRule, ScheduleRule, Weekday } from '../finder/schedule.ts';
import { demoPlans } from './country.ts';
import { readToday } from './dates.ts';
import { settlements } from './gazetteer.ts';
import { type HsdsSchedule, schedules } from './hours.ts';
import type { ServiceAtPlacePlan, ServicePlan } from './plan.ts';

export type Weighted<T> = { value: T; weight: number };

export type Distributions = {
  /** Services at places that were counted. */
  records: number;
  needs: readonly Weighted<NeedCode>[];
  needsPerRecord: readonly Weighted<number>[];
  languages: readonly Weighted<{ lang: string; mode: LanguageMode }>[];
  languagesPerRecord: readonly Weighted<number>[];
  /** Share of records, 0..1; the rest is unknown. Most specific level first, as the finder reads them. */
  facts: Readonly<Record<FactCode, { yes: number; no: number }>>;
  /** Opening rules of one record; an empty list is hours that nobody knows. */
  hours: readonly Weighted<readonly ScheduleRule[]>[];
  holidayRules: readonly Weighted<HolidayRule>[];
  /** Days since the last check; undefined for never. */
  checkedDaysAgo: readonly Weighted<number | undefined>[];
  /** Share of records without a place to go to. */
  remote: number;
  /** Where records stand: people of the settlements, largest first. */
  settlements: readonly Weighted<{ lat: number; lon: number; name: string }>[];
};

function counted<T>(values: Iterable<T>): Weighted<T>[] {
  const found = new Map<string, Weighted<T>>();
  for (const value of values) {
    const key = JSON.stringify(value) ?? '';
    const known = found.get(key);
    if (known) known.weight++;
    else found.set(key, { value, weight: 1 });
  }
  return [...found.values()].sort((a, b) => b.weight - a.weight);
}

function minutes(time: string | undefined): number | undefined {
  if (time === undefined) return undefined;
  // A day that ends at 23:59 ends at midnight (chapter 10, section 2.7).
  return time === '23:59' ? 1440 : Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

const numbers = (list: string): number[] => list.split(',').map(Number);

/** A row of the data files as the finder reads it. */
function ruleOf(row: HsdsSchedule): ScheduleRule {
  const opens = minutes(row.opens_at);
  const closes = minutes(row.closes_at);
  const byday = row.byday?.split(',').map((text) => {
    const ordinal = Number(text.slice(0, -2));
    return { day: text.slice(-2) as Weekday, ...(ordinal ? { ordinal } : {}) };
  });
  return {
    effect: row.wayhouse.effect ?? 'open',
    ...(opens === undefined ? {} : { opens }),
    ...(closes === undefined ? {} : { closes }),
    ...(row.freq ? { freq: row.freq } : {}),
    ...(row.interval ? { interval: row.interval } : {}),
    ...(byday ? { byday } : {}),
    ...(row.bymonthday ? { bymonthday: numbers(row.bymonthday) } : {}),
    ...(row.byweekno ? { byweekno: numbers(row.byweekno) } : {}),
    ...(row.wkst ? { wkst: row.wkst } : {}),
    ...(row.dtstart ? { dtstart: dayOf(row.dtstart) } : {}),
    ...(row.until ? { until: dayOf(row.until) } : {}),
    ...(row.count ? { count: row.count } : {}),
    ...(row.valid_from ? { validFrom: dayOf(row.valid_from) } : {}),
    ...(row.valid_to ? { validTo: dayOf(row.valid_to) } : {}),
    ...(row.wayhouse.replaces ? { replaces: true } : {}),
    ...(row.wayhouse.women_only ? { womenOnly: true } : {}),
  };
}

type Counted = { plan: ServicePlan; at: ServiceAtPlacePlan };

function shares(records: readonly Counted[]): Distributions['facts'] {
  const share = (code: FactCode, answer: 'yes' | 'no'): number =>
    records.filter(
      ({ plan, at }) =>
        [at.facts, plan.facts, at.place.facts]
          .map((answers) => answers?.[code])
          .find((one) => one === 'yes' || one === 'no') === answer,
    ).length / records.length;
  return Object.fromEntries(
    FACT_CODES.map((code) => [code, { yes: share(code, 'yes'), no: share(code, 'no') }]),
  ) as Distributions['facts'];
}

/** `today` as in `demoServices`: dated openings and seasons are laid out round it. */
export function demoDistributions(today: string): Distributions {
  const { day } = readToday(today);
  const records = [...demoPlans(day)].flatMap((plan) => plan.at.map((at) => ({ plan, at })));
  const hours = records.map(({ plan, at }) =>
    schedules(at.hours || plan.hours || at.place.hours || '', day, String).map(ruleOf),
  );
  return {
    records: records.length,
    needs: counted(records.flatMap(({ plan }) => plan.needs)),
    needsPerRecord: counted(records.map(({ plan }) => plan.needs.length)),
    languages: counted(records.flatMap(({ plan }) => plan.languages)),
    languagesPerRecord: counted(records.map(({ plan }) => plan.languages.length)),
    facts: shares(records),
    hours: counted(hours),
    holidayRules: counted(records.map(({ plan }) => plan.holidayRule ?? 'unknown')),
    checkedDaysAgo: counted(records.map(({ plan }) => plan.checked)),
    remote: records.filter(({ at }) => !at.place.position).length / records.length,
    settlements: settlements()
      .map(({ lat, lon, names, population = 0 }) => ({
        value: { lat, lon, name: names['en']?.[0] as string },
        weight: population,
      }))
      .sort((a, b) => b.weight - a.weight),
  };
}
