/**
 * Of 32 records at once: which may still come in among the best. Compares the fields of the ranking
 * key (`rank.ts`) with those of the worst entry that is kept, from the top, a bit at a time.
 */
import { hasBit } from './bits.ts';
import { bandEdge } from './distance.ts';
import { primaryLanguage } from './language-tag.ts';
import { bandOfKey, CLOSE, FITS, GROUP_SPAN, MAY_FIT, upperKey } from './rank.ts';
import { daysOf, denseSet, type Segment, statesOf } from './segment.ts';
import { LANGUAGE_MODES, languageSet } from './set-names.ts';

/** What is known of 32 records: bits of the candidates, of one wish not met, of the number of unknown ones. */
export type Judged = {
  left: number;
  against: number;
  unknown4: number;
  unknown2: number;
  unknown1: number;
  openAgainst: number;
  openUnknown: number;
};

export class BetterThan {
  readonly #overdue: Uint32Array;
  readonly #beingChecked: Uint32Array;
  /** Per mode, best first: the records that list a wished language so. */
  readonly #languages: readonly (readonly Uint32Array[])[];
  #worst = Number.POSITIVE_INFINITY;
  #group = 0;
  #ring = 0;
  #upper = 0;
  #farthest = Number.POSITIVE_INFINITY;

  /** @param languages BCP 47, as the question has them */
  constructor(segment: Segment, day: number, languages: readonly string[] | undefined) {
    this.#overdue = daysOf(segment, day).overdue;
    this.#beingChecked = statesOf(segment).beingChecked;
    const wished = [...new Set((languages ?? []).map(primaryLanguage))];
    this.#languages =
      wished.length === 0
        ? []
        : LANGUAGE_MODES.map((mode) =>
            wished.map((language) => denseSet(segment, languageSet(language, mode))),
          );
  }

  /**
   * The candidates of word `w` whose key may be below `worst`.
   * @param ring of all of them, or -1 when it differs
   * @param hasText whether they differ in the text band, which is not looked at here
   */
  of(judged: Judged, w: number, worst: number, ring: number, hasText: boolean): number {
    const { left, against } = judged;
    if (worst === Number.POSITIVE_INFINITY) return left;
    if (worst !== this.#worst) this.#read(worst);
    const unknown = judged.unknown4 | judged.unknown2 | judged.unknown1;
    let better = 0;
    let equal = 0;
    if (this.#group === FITS) equal = left & ~against & ~unknown;
    else if (this.#group === MAY_FIT) {
      better = left & ~against & ~unknown;
      equal = left & ~against & unknown;
    } else {
      better = left & ~against;
      equal = left & against;
    }
    if (equal === 0 || ring < 0) return better | equal;
    if (ring !== this.#ring) return ring > this.#ring ? better : better | equal;
    const upper = this.#upper;
    // Each step: worst has the bit → without it is better, with it equal; worst has it not → with it is out.
    let has = -((upper >>> 28) & 1);
    better |= equal & ~judged.unknown4 & has;
    equal &= ~(judged.unknown4 ^ has);
    has = -((upper >>> 27) & 1);
    better |= equal & ~judged.unknown2 & has;
    equal &= ~(judged.unknown2 ^ has);
    has = -((upper >>> 26) & 1);
    better |= equal & ~judged.unknown1 & has;
    equal &= ~(judged.unknown1 ^ has);
    if (equal === 0 || hasText) return better | equal;
    has = -((upper >>> 23) & 1);
    better |= equal & ~judged.openAgainst & has;
    equal &= ~(judged.openAgainst ^ has);
    has = -((upper >>> 22) & 1);
    better |= equal & ~judged.openUnknown & has;
    equal &= ~(judged.openUnknown ^ has);
    const overdue = this.#overdue[w] as number;
    has = -((upper >>> 21) & 1);
    better |= equal & ~overdue & has;
    equal &= ~(overdue ^ has);
    if (equal === 0) return better;
    if (this.#languages.length > 0) {
      const staff = this.#listed(0, w);
      const onSite = this.#listed(1, w) & ~staff;
      const byPhone = this.#listed(2, w) & ~onSite & ~staff;
      const grade2 = ~(staff | onSite);
      has = -((upper >>> 20) & 1);
      better |= equal & ~grade2 & has;
      equal &= ~(grade2 ^ has);
      const grade1 = ~(staff | byPhone);
      has = -((upper >>> 19) & 1);
      better |= equal & ~grade1 & has;
      equal &= ~(grade1 ^ has);
    }
    const checked = this.#beingChecked[w] as number;
    has = -((upper >>> 18) & 1);
    better |= equal & ~checked & has;
    return better | (equal & ~(checked ^ has));
  }

  /** Metres: of records that equal `worst` in all fields above the distance, farther ones do not come in. */
  farthest(worst: number): number {
    if (worst !== this.#worst) this.#read(worst);
    return this.#farthest;
  }

  /** The fields of the key above the distance, of one record. */
  upperOf(id: number, ring: number, unknown: number, band: number, openGrade: number): number {
    const isOverdue = hasBit(this.#overdue, id) ? 1 : 0;
    const isChecked = hasBit(this.#beingChecked, id) ? 1 : 0;
    return upperKey(ring, unknown, band, openGrade, isOverdue, this.#languageGrade(id), isChecked);
  }

  /** 0 staff, 1 an interpreter on site, 2 by phone, 3 none of the wished languages; 0 when none is wished. */
  #languageGrade(id: number): number {
    const bit = 1 << (id & 31);
    let grade = 0;
    while (grade < this.#languages.length && (this.#listed(grade, id >>> 5) & bit) === 0) grade++;
    return grade;
  }

  #listed(mode: number, w: number): number {
    const languages = this.#languages[mode] as readonly Uint32Array[];
    let bits = 0;
    for (let i = 0; i < languages.length; i++) bits |= (languages[i] as Uint32Array)[w] as number;
    return bits;
  }

  #read(worst: number): void {
    this.#worst = worst;
    this.#group =
      worst < MAY_FIT * GROUP_SPAN ? FITS : worst < CLOSE * GROUP_SPAN ? MAY_FIT : CLOSE;
    this.#upper = (worst - this.#group * GROUP_SPAN) | 0;
    this.#ring = this.#upper >>> 29;
    this.#farthest = bandEdge(bandOfKey(this.#upper));
  }
}
