/**
 * Session kits for peers (ORI-01, ORI-03; chapter 10, section 4.5): a few cards in an order, what is said in a session, and
 * what comes back of it: counts, never names. Pure.
 */
import { isCode, withCheckDigit } from '../directory/damm.ts';

export const MOST_CARDS = 8;
export const MINUTES = { least: 10, most: 240 } as const;
/** Counts below this are not shown to anybody (chapter 60: small groups). */
export const LEAST_SHOWN = 10;

export type Kit = {
  code: number;
  territory: string;
  /** Name by language code. */
  title: Readonly<Record<string, string>>;
  /** Numbers of cards in the order of the session. */
  cards: readonly number[];
  minutes: number;
  version: number;
};

/** What the facilitator does, one after the other; `card` counts from 0. */
export type Step =
  | { do: 'welcome' | 'close' | 'next' }
  | { do: 'read'; card: number }
  | { do: 'ask'; card: number; about: 'answer' | 'step' };

/** Welcome, each card read aloud with its two questions to the group, close, the next facilitator. */
export function sessionSteps(cards: number): readonly Step[] {
  return [
    { do: 'welcome' },
    ...Array.from({ length: cards }, (_, card): Step[] => [
      { do: 'read', card },
      { do: 'ask', card, about: 'answer' },
      { do: 'ask', card, about: 'step' },
    ]).flat(),
    { do: 'close' },
    { do: 'next' },
  ];
}

/** Minutes of a session: five to begin, five to end, eight for each card; for a form that says nothing else. */
export const minutesFor = (cards: number): number => 10 + 8 * cards;

/** What a copy of a kit counted. Of each question: how many were right of how many asked. */
export type KitReport = {
  kit: number;
  version: number;
  /** Nine digits, the last of them its check digit. */
  copy: string;
  parent?: string;
  /** Which report of this copy it is, from 1. */
  number: number;
  sessions: number;
  people: number;
  answer: { right: number; asked: number };
  step: { right: number; asked: number };
};

/** Eight random digits as the number of a copy. @param random a whole number from 0 to 99,999,999 */
export function copyCode(random: number): string {
  return withCheckDigit(String(random % 100_000_000).padStart(8, '0'));
}

/** Whether nine digits are the number of a copy. */
export const isCopy = (text: string): boolean => text.length === 9 && isCode(text);

/** `KIT 10 2 123456789 0 1 1 14 12 14 10 14`: everything that leaves a session. */
export function reportLine(report: KitReport): string {
  const { kit, version, copy, parent, number, sessions, people, answer, step } = report;
  const numbers = [number, sessions, people, answer.right, answer.asked, step.right, step.asked];
  return `KIT ${[kit, version, copy, parent ?? 0, ...numbers].join(' ')}`;
}

const LIMITS = {
  number: [1, 999],
  sessions: [1, 60],
  people: [0, 200],
  asked: [0, 1600],
} as const;

/** Reads a line as somebody typed it, in ASCII digits; nothing when a number is missing or cannot be. */
export function readReportLine(text: string): KitReport | undefined {
  const found = /^(?:kit\b)?[\s:,;/]*((?:\d{1,9}[\s,;/]+){10}\d{1,9})\.?$/i.exec(text.trim());
  const parts = found?.[1]?.split(/[\s,;/]+/) ?? [];
  const [kit = 0, version = 0] = parts.map(Number);
  const [copy = '', parent = ''] = parts.slice(2);
  const [number = 0, sessions = 0, people = 0, right1 = 0, asked1 = 0, right2 = 0, asked2 = 0] =
    parts.slice(4).map(Number);
  const inside = (value: number, [least, most]: readonly [number, number]): boolean =>
    value >= least && value <= most;
  const fits =
    inside(kit, [10, 99_999]) &&
    inside(version, [1, 9999]) &&
    isCopy(copy) &&
    (Number(parent) === 0 || (isCopy(parent) && parent !== copy)) &&
    inside(number, LIMITS.number) &&
    inside(sessions, LIMITS.sessions) &&
    inside(people, LIMITS.people) &&
    inside(asked1, LIMITS.asked) &&
    inside(asked2, LIMITS.asked) &&
    right1 <= asked1 &&
    right2 <= asked2;
  if (!fits) return undefined;
  return {
    kit,
    version,
    copy,
    ...(parent.length === 9 ? { parent } : {}),
    number,
    sessions,
    people,
    answer: { right: right1, asked: asked1 },
    step: { right: right2, asked: asked2 },
  };
}

export type CopyEdge = { copy: string; parent?: string };
export type Spread = {
  /** Copies that are known: those that reported and those that others came from. */
  copies: number;
  /** Longest way from a first copy to a last one, counted in copies. */
  generations: number;
};

/** How far a kit has come, by the numbers of its copies alone. A circle, which only a mistyped line makes, ends where it closes. */
export function spreadOf(edges: readonly CopyEdge[]): Spread {
  const parents = new Map<string, string | undefined>();
  for (const { copy, parent } of edges) {
    parents.set(copy, parents.get(copy) ?? parent);
    if (parent !== undefined && !parents.has(parent)) parents.set(parent, undefined);
  }
  const depths = new Map<string, number>();
  for (const start of parents.keys()) {
    const way: string[] = [];
    const met = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && !depths.has(at) && !met.has(at)) {
      way.push(at);
      met.add(at);
      at = parents.get(at);
    }
    let depth = at === undefined ? 0 : (depths.get(at) ?? 0);
    for (const code of way.toReversed()) depths.set(code, ++depth);
  }
  return { copies: parents.size, generations: Math.max(0, ...depths.values()) };
}

/** A count that may be shown, else nothing: "fewer than 10". */
export const shownCount = (count: number): number | undefined =>
  count >= LEAST_SHOWN ? count : undefined;

/** Whole per cent of right answers when enough people were asked, and were right or wrong alike often enough to be no one's. */
export function shownShare({ right, asked }: { right: number; asked: number }): number | undefined {
  return asked >= LEAST_SHOWN ? Math.round((100 * right) / asked) : undefined;
}
