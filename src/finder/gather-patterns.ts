/** Two places with the same hours share one pattern (chapter 10, section 3.2). */
import type { Pattern } from './schedule.ts';

export class PatternGatherer {
  readonly patterns: Pattern[] = [];
  readonly #byObject = new Map<Pattern, number>();
  readonly #byText = new Map<string, number>();
  readonly #partNumbers = new WeakMap<object, number>();
  readonly #partTexts = new Map<string, number>();

  /** Number of the pattern, new or known. */
  add(pattern: Pattern): number {
    const known = this.#byObject.get(pattern);
    if (known !== undefined) return known;
    const text = `${this.#part(pattern.zone)} ${this.#part(pattern.holidays)} ${pattern.holidayRule} ${JSON.stringify(pattern.rules)}`;
    let number = this.#byText.get(text);
    if (number === undefined) {
      number = this.patterns.length;
      this.patterns.push(pattern);
      this.#byText.set(text, number);
      this.#byObject.set(pattern, number);
    }
    return number;
  }

  /** Zones and holidays are long and few: each is written out once per object. */
  #part(part: object): number {
    let number = this.#partNumbers.get(part);
    if (number === undefined) {
      const text = JSON.stringify(part);
      number = this.#partTexts.get(text) ?? this.#partTexts.size;
      this.#partTexts.set(text, number);
      this.#partNumbers.set(part, number);
    }
    return number;
  }
}
