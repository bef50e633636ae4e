/** What a conversation by SMS remembers for ten minutes, in memory only (see `sessions.ts`). */
import type { NeedCode } from '../../directory/needs.ts';
import type { FoundPlace } from '../../finder/index.ts';

/** Where she looks: a place of the gazetteer, or one found by its postal code, which has no name. */
export type Somewhere = Pick<FoundPlace, 'lat' | 'lon'> & { name?: string };

/** What a number that comes next is an answer to. */
export type Waiting =
  /** `after`: the message that could not be answered without a language. */
  | { kind: 'language'; options: readonly string[]; from: number; after?: string }
  | { kind: 'need'; options: readonly NeedCode[] }
  | { kind: 'place'; needs: readonly NeedCode[] }
  /** An answer was sent: 1 more of it, 2 the next place. */
  | { kind: 'shown' };

export type Session = {
  /** The language that she writes in, or chose. */
  lang?: string;
  /** She chose it: what she writes later does not change it. */
  chosen: boolean;
  place?: Somewhere;
  waiting?: Waiting;
  /** Messages that are still to be asked for with "more". */
  rest: string[];
  /** The places of the last answer, best first, and which of them was sent. */
  shown?: { codes: readonly string[]; at: number; needs: readonly NeedCode[] };
  /** The number whose details were sent last. */
  told?: string;
  /** Replies so far, so that two machines cannot talk for ever. */
  replies: number;
};

export const LIFE_MS = 10 * 60_000;

export function newSession(): Session {
  return { chosen: false, rest: [], replies: 0 };
}
