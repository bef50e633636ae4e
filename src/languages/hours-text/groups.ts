/** From tokens to groups: on which days, at which times, what is closed. */
import { type Clock, clockOfWord } from './clock.ts';
import type { Token } from './lexer.ts';
import type { Meaning } from './words.ts';

/** 0 for Monday; ordinals are of the month. */
export type Days = { kind: 'days'; days: number[]; ordinals: number[] };
export type Times = { kind: 'times'; clocks: [Clock, Clock][]; always: boolean };
export type Closed = { days: Days; times: Times | undefined };

export const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** Reads tokens into groups of days and of times, and what is closed. */
export class Grouping {
  private readonly tokens: readonly Token[];
  private at = 0;
  private readonly open: (Days | Times)[] = [];
  private readonly closed: Closed[] = [];
  /** A line ended since the last group. */
  private newLine = true;
  private readonly monthly: boolean;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    this.monthly = tokens.some((_, index) => this.has('month', index));
  }

  read(): { open: (Days | Times)[]; closed: Closed[] } | undefined {
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at];
      if (token?.kind === 'mark') {
        if (token.mark === '-') return undefined;
        this.newLine ||= token.mark === '\n';
        this.at++;
      } else if (!this.readGroup()) return undefined;
    }
    const days = [...this.open, ...this.closed.map((closed) => closed.days)];
    const ofMonth = days.some((group) => group.kind === 'days' && group.ordinals.length > 0);
    if (this.monthly && !ofMonth) return undefined;
    return { open: this.open, closed: this.closed };
  }

  private readGroup(): boolean {
    if (this.has('closed')) return this.readClosed();
    const days = this.readDays();
    if (days) return this.add(days);
    const times = this.readTimes();
    if (times) return this.add(times);
    if (!this.isFiller()) return false;
    this.at++;
    return true;
  }

  private add(group: Days | Times): boolean {
    const last = this.open.at(-1);
    const joins = last?.kind === 'times' && group.kind === 'times';
    if (last?.kind === group.kind && (!joins || this.newLine)) return false;
    if (joins) {
      last.clocks.push(...group.clocks);
      last.always ||= group.always;
    } else this.open.push(group);
    this.newLine = false;
    return true;
  }

  /** `closed Sunday`, `Sunday closed`, `closed 12:00-13:00 daily for lunch`. */
  private readClosed(): boolean {
    this.at++;
    let days: Days | undefined;
    let times: Times | undefined;
    let pause = false;
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at];
      const ends = token?.kind === 'mark' && [';', '\n', ')'].includes(token.mark);
      if (ends) break;
      if (token?.kind === 'mark' && token.mark === '-') return false;
      if (this.has('pause')) pause = true;
      const foundDays = days ? undefined : this.readDays();
      const foundTimes = foundDays || times ? undefined : this.readTimes();
      days ??= foundDays;
      times ??= foundTimes;
      if (foundDays || foundTimes) continue;
      if (
        token?.kind === 'phrase' &&
        !this.has('pause') &&
        !this.has('filler') &&
        !this.has('and')
      ) {
        return false;
      }
      if (token?.kind === 'number') return false;
      this.at++;
    }
    if (times && !pause) return false;
    const unpaired = this.open[0]?.kind === 'days' && this.open.length % 2 === 1;
    if (!days && unpaired && !times) {
      const last = this.open.pop();
      if (last?.kind === 'days') days = last;
    }
    if (!days) return false;
    this.closed.push({ days, times });
    return true;
  }

  private readDays(): Days | undefined {
    const start = this.at;
    const ordinals = this.readOrdinals();
    if (ordinals.length === 0 && this.has('every_day')) {
      this.at++;
      return { kind: 'days', days: EVERY_DAY, ordinals };
    }
    const days = new Set<number>();
    for (;;) {
      const first = this.day();
      if (first === undefined) break;
      this.at++;
      const end = this.rangeEnd();
      for (let day = first; ; day = (day + 1) % 7) {
        days.add(day);
        if (end === undefined || day === end) break;
      }
      this.skipToDay();
    }
    if (days.size === 0 || (ordinals.length > 0 && days.size > 1)) {
      this.at = start;
      return undefined;
    }
    return { kind: 'days', days: [...days].sort((a, b) => a - b), ordinals };
  }

  private readOrdinals(): number[] {
    const ordinals: number[] = [];
    if (!this.monthly) return ordinals;
    const start = this.at;
    for (;;) {
      const found = this.meaning('ordinal');
      if (!found) break;
      ordinals.push(found.ordinal);
      this.at++;
      if (this.isSeparator() && this.has('ordinal', this.at + 1)) this.at++;
    }
    if (ordinals.length > 0 && this.day() === undefined) this.at = start;
    return this.at === start ? [] : ordinals;
  }

  /** The end of `Mon-Fri`, if that is what follows. */
  private rangeEnd(): number | undefined {
    let next = this.at;
    const dash = this.tokens[next];
    if (!(dash?.kind === 'mark' && dash.mark === '-') && !this.has('to', next)) return undefined;
    next++;
    while (this.has('filler', next) && !this.has('day', next)) next++;
    const end = this.day(next);
    if (end !== undefined) this.at = next + 1;
    return end;
  }

  /** Goes over a comma or "and" if another day follows in the same line. */
  private skipToDay(): void {
    let next = this.at;
    while (this.isSeparator(next) || (this.has('filler', next) && !this.has('day', next))) next++;
    if (this.day(next) !== undefined && !this.has('ordinal', next)) this.at = next;
  }

  private readTimes(): Times | undefined {
    if (this.has('always')) {
      this.at++;
      return { kind: 'times', clocks: [], always: true };
    }
    const start = this.at;
    const from = this.readClock();
    if (!from) return undefined;
    const dash = this.tokens[this.at];
    const connects = (dash?.kind === 'mark' && dash.mark === '-') || this.has('to');
    if (from.hour === 24 && !from.word && !connects) {
      const hours = this.has('hours');
      if (hours) this.at++;
      if (hours || from.of24) return { kind: 'times', clocks: [], always: true };
    }
    if (connects) {
      this.at++;
      while (this.has('filler') && !this.has('clock')) this.at++;
      const to = this.readClock();
      if (to) return { kind: 'times', clocks: [[from, to]], always: false };
    }
    this.at = start;
    return undefined;
  }

  private readClock(): Clock | undefined {
    const word = this.meaning('clock');
    if (word) {
      this.at++;
      return clockOfWord(word.minutes);
    }
    const token = this.tokens[this.at];
    if (token?.kind !== 'number') return undefined;
    this.at++;
    const clock: Clock = { hour: token.hour, minute: token.minute ?? 0 };
    if (token.of24) clock.of24 = true;
    if (this.has('hour_sign')) {
      clock.of24 = true;
      this.at++;
    }
    if (clock.hour !== 24 && this.has('hours')) this.at++;
    const half = this.meaning('half');
    if (half) {
      clock.half = half.half;
      this.at++;
    }
    return clock;
  }

  /** A word that says nothing by itself; "month" does so beside an ordinal only. */
  private isFiller(at = this.at): boolean {
    return this.has('filler', at) || this.has('and', at) || this.has('month', at);
  }

  private day(at = this.at): number | undefined {
    return this.meaning('day', at)?.day;
  }

  private isSeparator(at = this.at): boolean {
    const token = this.tokens[at];
    if (token?.kind === 'mark') return token.mark === ',' || token.mark === '&';
    return this.has('and', at);
  }

  private has(kind: Meaning['kind'], at = this.at): boolean {
    return this.meaning(kind, at) !== undefined;
  }

  private meaning<K extends Meaning['kind']>(
    kind: K,
    at = this.at,
  ): Extract<Meaning, { kind: K }> | undefined {
    const token = this.tokens[at];
    if (token?.kind !== 'phrase') return undefined;
    return token.meanings.find((one): one is Extract<Meaning, { kind: K }> => one.kind === kind);
  }
}
