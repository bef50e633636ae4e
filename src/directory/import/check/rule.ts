/** Recurrence parts of a schedule (RFC 5545; HSDS writes them in columns of their own). */
import type { Finding } from '../finding.ts';
import { finding } from '../finding.ts';

type Values = Record<string, unknown>;

const PARTS: Record<string, (part: string) => boolean> = {
  byday: (part) => /^(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)$/.test(part),
  bymonthday: (part) => inRange(part, 31),
  byweekno: (part) => inRange(part, 53),
  byyearday: (part) => inRange(part, 366),
};

function inRange(part: string, most: number): boolean {
  return /^[+-]?\d{1,3}$/.test(part) && Number(part) !== 0 && Math.abs(Number(part)) <= most;
}

const DAY_WORDS: Record<string, string> = {
  monday: 'MO',
  tuesday: 'TU',
  wednesday: 'WE',
  thursday: 'TH',
  friday: 'FR',
  saturday: 'SA',
  sunday: 'SU',
};

/** A weekday of HSDS 1.x ("Monday", "Mon", "1" for Monday as in ISO 8601), as RFC 5545 writes it. */
export function weekday(input: string): string | undefined {
  const text = input
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  const order = Object.values(DAY_WORDS);
  if (/^[1-7]$/.test(text)) return order[Number(text) - 1];
  const whole = Object.keys(DAY_WORDS).find(
    (day) => text.length >= 2 && day.startsWith(text.replace(/s$/, '')),
  );
  return whole === undefined ? undefined : DAY_WORDS[whole];
}

/**
 * Puts the parts into their canonical form. A rule that cannot be kept to the letter becomes
 * `effect: unknown`: the reader then says that the hours are not known, never something half right.
 */
export function checkRule(values: Values, timeFailed: boolean): Finding[] {
  const findings: Finding[] = [];
  const unsure = (column: string, sentence: string): void => {
    findings.push(
      finding('bad_rule', sentence, { column, suggestion: 'Write the rule as RFC 5545 does.' }),
    );
    values['effect'] = 'unknown';
  };
  for (const [column, fits] of Object.entries(PARTS)) {
    const value = values[column];
    if (typeof value !== 'string') continue;
    const parts = value
      .toUpperCase()
      .split(/[,;\s]+/)
      .filter(Boolean);
    if (parts.length === 0 || !parts.every(fits)) {
      delete values[column];
      unsure(column, `The rule has a ${column} that cannot be read.`);
    } else values[column] = [...new Set(parts)].join(',');
  }
  const byday = typeof values['byday'] === 'string' ? values['byday'] : '';
  if (values['freq'] === 'WEEKLY' && (values['bymonthday'] || /\d/.test(byday))) {
    unsure('freq', 'A weekly rule cannot have days of the month.');
  }
  if (values['byyearday'])
    unsure('byyearday', 'Days of the year cannot be kept with weekly or monthly rules.');
  if (!values['freq'] && (values['byday'] || values['bymonthday'] || values['byweekno'])) {
    // Many feeds leave the frequency out when the days say it all.
    if (byday && !/\d/.test(byday) && !values['bymonthday']) values['freq'] = 'WEEKLY';
    else unsure('freq', 'The rule has days but no frequency.');
  }
  if (values['freq'] === 'WEEKLY' && !byday && !values['dtstart'] && !values['byweekno']) {
    unsure('byday', 'The weekly rule does not say on which days.');
  }
  const { opens_at: opens, closes_at: closes } = values;
  const has = (time: unknown): boolean => typeof time === 'number';
  // 23:59 is how a feed without 24:00 writes the end of the day (chapter 10, section 2.7).
  if (closes === 1439) values['closes_at'] = 1440;
  if (timeFailed || has(opens) !== has(closes)) {
    values['effect'] = 'unknown';
    if (!timeFailed)
      findings.push(
        finding('bad_time', 'Only one of opening and closing time is given.', {
          column: has(opens) ? 'closes_at' : 'opens_at',
        }),
      );
  } else if (has(opens) && opens === values['closes_at'] && opens !== 0) {
    findings.push(
      finding('bad_time', 'Opening and closing time are the same.', { column: 'closes_at' }),
    );
    values['effect'] = 'unknown';
  }
  const saysWhen =
    values['freq'] ?? values['dtstart'] ?? values['valid_from'] ?? values['valid_to'];
  if (!has(opens) && saysWhen === undefined && values['effect'] === undefined) {
    // A row that holds only words says nothing that can be reckoned with.
    values['effect'] = 'unknown';
  }
  for (const [from, to] of [
    ['valid_from', 'valid_to'],
    ['dtstart', 'until'],
  ] as const) {
    if (
      typeof values[from] === 'string' &&
      typeof values[to] === 'string' &&
      values[from] > values[to]
    ) {
      unsure(to, `${to} is before ${from}.`);
    }
  }
  return findings;
}
