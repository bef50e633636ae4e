/**
 * Who a tablet takes along for work without a network (design chapter 30, sections 1.3 and 5.1): how names sound and digests of printed
 * codes, no name. Shapes for both sides, and what a digest is. Pure.
 */
import type { OwnEdges } from './name-edge.ts';

/** The circle of a point as a tablet asks for it. */
export const ALONG = '/api/people/along';

/** Bytes of a digest that a tablet gets: by chance two of five thousand codes never share them. */
export const CODE_BYTES = 12;

export type TakenPerson = {
  /** Who stands for her after joinings. */
  subject: string;
  /** Under which she was registered, where that is another. */
  token?: string;
  /** Of her last visit, `YYYY-MM`. */
  month: string;
  /** How her name sounds, with year and age group (`name-record.ts`), base64url; not there without a name, or when she would rather start new. */
  record?: string;
  /** The first bytes of SHA-256 of each printed code that is hers, base64url. */
  codes?: string[];
};

export type TakenAlong = {
  /** Number of the leave under which it was given. */
  carrying_id: string;
  point_id: string;
  /** Until when the tablet may keep it, ms since 1970. */
  until: number;
  /** When it was given, ms since 1970. */
  at: number;
  /** What the circle learned of itself, once it did. */
  edges?: OwnEdges;
  people: TakenPerson[];
};
