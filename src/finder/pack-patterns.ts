/** Hours in a pack file: zones and holidays once each, so that patterns share them again when read. */
import type { Pattern } from './schedule.ts';

export type PackedPatterns = {
  zones: Pattern['zone'][];
  holidays: Pattern['holidays'][];
  /** Number of the zone, number of the holidays, and the rest. */
  patterns: [zone: number, holidays: number, Pattern['holidayRule'], Pattern['rules']][];
};

export function packPatterns(patterns: readonly Pattern[]): PackedPatterns {
  const zones = new Numbered<Pattern['zone']>();
  const holidays = new Numbered<Pattern['holidays']>();
  const packed: PackedPatterns['patterns'] = patterns.map((pattern) => [
    zones.number(pattern.zone),
    holidays.number(pattern.holidays),
    pattern.holidayRule,
    pattern.rules,
  ]);
  return { zones: zones.values, holidays: holidays.values, patterns: packed };
}

export function unpackPatterns({ zones, holidays, patterns }: PackedPatterns): Pattern[] {
  return patterns.map(([zone, days, holidayRule, rules]) => ({
    zone: zones[zone] as Pattern['zone'],
    holidays: holidays[days] as Pattern['holidays'],
    holidayRule,
    rules,
  }));
}

class Numbered<T extends object> {
  readonly values: T[] = [];
  readonly #byObject = new Map<T, number>();
  readonly #byText = new Map<string, number>();

  number(value: T): number {
    let number = this.#byObject.get(value);
    if (number === undefined) {
      const text = JSON.stringify(value);
      number = this.#byText.get(text) ?? this.values.push(value) - 1;
      this.#byText.set(text, number);
      this.#byObject.set(value, number);
    }
    return number;
  }
}
