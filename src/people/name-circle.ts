/**
 * A pool of people, and who of them may be the one at the desk (chapter 30, section 1.3). Held in memory
 * only, on the server and on a tablet alike. Pure: no clock, no network, nothing written.
 *
 *     const circle = new Circle();
 *     circle.add({ subject, sketch: unpackSketch(bytes), birthYear: 1994 });
 *     circle.similar({ name: 'Fatima Zahra', birthYear: 1994 }); // [{ subject, score: 0.93 }]
 */
import { POINTS } from './name-align.ts';
import { aboveTable, edgeOf, LEAST_WEIGHED, type OwnEdges, sampleOf } from './name-edge.ts';
import {
  type AgeBand,
  bandPoints,
  isChild,
  MOST_YEARS_APART,
  phonePoints,
  Tally,
  yearPoints,
} from './name-evidence.ts';
import { PartIndex } from './name-index.ts';
import { Question, REJOINED_AT_MOST } from './name-question.ts';
import { type NameSketch, skeleton } from './name-sketch.ts';
import { threshold } from './name-thresholds.ts';
import { WEIGHTS } from './name-weights.ts';

export type CircleEntry = {
  subject: string;
  sketch: NameSketch;
  birthYear?: number;
  ageBand?: AgeBand;
  /** A keyed digest of the number, any text; equal for the same number. */
  phoneDigest?: string;
};
export type CircleQuery = {
  name: string | NameSketch;
  birthYear?: number;
  ageBand?: AgeBand;
  phoneDigest?: string;
};
/** `score`: 0.5 is the edge of being proposed, 0.94 is sixteen times as sure. */
export type Similar = { subject: string; score: number };

type Person = CircleEntry & { parts: readonly number[] };

const NOBODY: ReadonlySet<string> = new Set();

export class Circle {
  readonly #people: (Person | undefined)[] = [];
  readonly #places = new Map<string, number>();
  readonly #free: number[] = [];
  readonly #index = new PartIndex();
  readonly #years = new Tally<number>();
  readonly #bands = new Tally<AgeBand>();
  readonly #phones = new Tally<string>();
  #own: OwnEdges | undefined;
  /** By place: what the parts seen so far say at most, and for which row that was last raised. */
  #points = new Int32Array(1024);

  get size(): number {
    return this.#places.size;
  }

  /** Adds somebody, or replaces what was held under the same subject. */
  add(entry: CircleEntry): void {
    this.remove(entry.subject);
    const place = this.#free.pop() ?? this.#people.length;
    const parts = entry.sketch.parts.map((part) => this.#index.add(part, place));
    this.#people[place] = { ...entry, parts };
    this.#places.set(entry.subject, place);
    if (place >= this.#points.length) this.#points = new Int32Array(this.#points.length * 2);
    this.#tally(entry, 1);
  }

  /** @returns whether the subject was there */
  remove(subject: string): boolean {
    const place = this.#places.get(subject);
    const person = place === undefined ? undefined : this.#people[place];
    if (place === undefined || person === undefined) return false;
    for (const part of person.parts) this.#index.remove(part, place);
    this.#people[place] = undefined;
    this.#places.delete(subject);
    this.#free.push(place);
    this.#tally(person, -1);
    return true;
  }

  #tally(person: Omit<CircleEntry, 'sketch'>, change: 1 | -1): void {
    if (person.birthYear !== undefined) this.#years.add(person.birthYear, change);
    if (person.ageBand !== undefined) this.#bands.add(person.ageBand, change);
    if (person.phoneDigest !== undefined) this.#phones.add(person.phoneDigest, change);
  }

  /**
   * Who of the pool may be the same person: only those whose evidence reaches its edge, best first.
   * @param query a name without letters finds nobody
   * @param most rows at most
   */
  similar(query: CircleQuery, most = 5): Similar[] {
    const edge = this.edge(query.birthYear !== undefined);
    return this.evidence(query, edge)
      .slice(0, most)
      .map(({ subject, points }) => ({
        subject,
        score: 1 / (1 + 2 ** (-(points - edge) / (4 * POINTS))),
      }));
  }

  /** From which evidence on somebody is proposed, in points: the table's, or its own once it was measured. */
  edge(yearKnown: boolean): number {
    return edgeOf(Math.max(1, this.size), yearKnown, this.#own);
  }

  /** What it learned of itself, once it was measured. */
  get ownEdges(): OwnEdges | undefined {
    return this.#own;
  }

  /** What was learned of an earlier state of the same circle; `measured` says more. */
  learned(own: OwnEdges): void {
    this.#own = own;
  }

  /**
   * Asks a sample of its own people as if each were new, and sets its edges so that few of them would be shown somebody. One step
   * a person, some ms each, so that a server can do other work between; who comes or goes meanwhile is taken as found.
   * @param same who else is the same person as this one (joined), and so no wrong answer
   * @returns when all were asked, what was learned
   */
  *measured(
    same: (subject: string) => ReadonlySet<string> = () => NOBODY,
  ): Generator<void, OwnEdges> {
    const best = { withYear: [] as number[], withoutYear: [] as number[] };
    for (const subject of sampleOf([...this.#places.keys()])) {
      const person = this.#people[this.#places.get(subject) ?? -1];
      if (person === undefined) continue;
      const { birthYear, ageBand, sketch: name } = person;
      const query = { name, ...(ageBand === undefined ? {} : { ageBand }) };
      // Her own name does not count as one that somebody bears.
      const show = this.#hide(subject, person);
      try {
        const not = same(subject);
        const question = this.#asking(name);
        if (birthYear !== undefined)
          best.withYear.push(this.#most(question, { ...query, birthYear }, not));
        best.withoutYear.push(this.#most(question, query, not));
      } finally {
        show();
      }
      yield;
    }
    const people = Math.max(1, this.size);
    this.#own = {
      withYear: aboveTable(best.withYear, threshold(people, true)),
      withoutYear: aboveTable(best.withoutYear, threshold(people, false)),
    };
    return this.#own;
  }

  /** Takes somebody out for one question; @returns what puts her back. */
  #hide(subject: string, person: Person): () => void {
    const place = this.#places.get(subject) as number;
    this.#places.delete(subject);
    this.#tally(person, -1);
    for (const part of person.parts) this.#index.hide(part, place);
    return () => {
      for (const part of person.parts) this.#index.show(part, place);
      this.#tally(person, 1);
      this.#places.set(subject, place);
    };
  }

  #asking(sketch: NameSketch): Question {
    return new Question(sketch, this.#index, this.size);
  }

  /** What the likeliest says, leaving some out; 0 where nobody is like her. */
  #most(question: Question, query: CircleQuery, not: ReadonlySet<string>): number {
    const found = this.#weighed(question, query, LEAST_WEIGHED);
    return found.find(({ subject }) => !not.has(subject))?.points ?? 0;
  }

  /** Everybody with at least `edge` points of evidence, best first: for `similar` and for calibration. */
  evidence(query: CircleQuery, edge: number): { subject: string; points: number }[] {
    const sketch = typeof query.name === 'string' ? skeleton(query.name) : query.name;
    return sketch.parts.length === 0 ? [] : this.#weighed(this.#asking(sketch), query, edge);
  }

  #weighed(
    question: Question,
    query: CircleQuery,
    edge: number,
  ): { subject: string; points: number }[] {
    const touched = this.#gather(question, query);
    const found: { subject: string; points: number; place: number }[] = [];
    const sharing =
      query.phoneDigest === undefined || isChild(query.ageBand)
        ? 0
        : this.#phones.count(query.phoneDigest);
    const phone = phonePoints(sharing, this.size);
    for (const place of touched) {
      const atMost = this.#points[place] as number;
      this.#points[place] = 0;
      const person = this.#people[place] as Person;
      const others = this.#others(query, person, phone);
      if (others === undefined || atMost + others < edge - REJOINED_AT_MOST) continue;
      const points = question.evidence(person.parts) + others;
      if (points >= edge) found.push({ subject: person.subject, points, place });
    }
    found.sort((one, other) => other.points - one.points || one.place - other.place);
    return found;
  }

  /** Year first: whoever the years exclude is not looked at any further. */
  #gather(question: Question, query: CircleQuery): number[] {
    const touched: number[] = [];
    const year = query.birthYear;
    question.eachLikeness((part, points) => {
      for (const place of this.#index.bearersOf(part)) {
        const born = this.#people[place]?.birthYear;
        if (year !== undefined && born !== undefined && Math.abs(born - year) > MOST_YEARS_APART)
          continue;
        const before = this.#points[place] as number;
        if (before === 0) touched.push(place);
        this.#points[place] = before + points;
      }
    });
    return touched;
  }

  #others(query: CircleQuery, person: Person, phone: number): number | undefined {
    let points = 0;
    if (query.birthYear !== undefined && person.birthYear !== undefined) {
      const year = yearPoints(query.birthYear, person.birthYear, this.#years);
      if (year === undefined) return undefined;
      points += year;
    } else if (query.ageBand !== undefined && person.ageBand !== undefined) {
      points += bandPoints(query.ageBand, person.ageBand, this.#bands);
    }
    const samePhone = phone > 0 && person.phoneDigest === query.phoneDigest;
    const all = samePhone && !isChild(person.ageBand) ? points + phone : points;
    return Math.round(all * WEIGHTS.beside);
  }
}
