/** A column of pieces from top to bottom, set as large as the column allows and never smaller than its floor. */
import type { Mark } from './sheet.ts';
import type { Area } from './flow.ts';

export type Piece = {
  height: number;
  /** Air above, left out at the top of a column. */
  gap: number;
  draw(y: number): Mark[];
};

export const heightOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { height, gap }, index) => sum + height + (index === 0 ? 0 : gap), 0);

/** The pieces from the top of `area` down. */
export function drawDown(pieces: readonly Piece[], area: Pick<Area, 'y'>): Mark[] {
  let y = area.y;
  return pieces.flatMap((piece, index) => {
    if (index > 0) y += piece.gap;
    const marks = piece.draw(y);
    y += piece.height;
    return marks;
  });
}

/** The pieces so that the last one ends at the foot of `area`. */
export function drawUp(pieces: readonly Piece[], area: Area): Mark[] {
  return drawDown(pieces, { y: area.y + area.h - heightOf(pieces) });
}

const STEPS = 12;

/**
 * The largest of thirteen scales between 1 and `most` at which what `make` sets fits; nothing when even 1 is too
 * large. Larger letters take more room, so the range is halved, not walked.
 * @param most how many times its floor a text may be, 1 or more
 */
export function largestThatFits<T>(
  make: (scale: number) => T,
  fits: (made: T) => boolean,
  most: number,
): T | undefined {
  const at = (step: number): T => make(1 + ((most - 1) * step) / STEPS);
  let best = at(0);
  if (!fits(best)) return undefined;
  let fitting = 0;
  let over = STEPS + 1;
  while (over - fitting > 1) {
    const middle = Math.floor((fitting + over) / 2);
    const made = at(middle);
    if (fits(made)) [best, fitting] = [made, middle];
    else over = middle;
  }
  return best;
}
