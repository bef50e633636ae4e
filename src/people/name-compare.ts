/**
 * How alike two names are, 0 to 1, in any two scripts (chapter 30, section 1.3). Shared by the duplicate
 * warning and by family links. Pure. In a pool, `name-circle.ts` says more, because it knows who else
 * is called so.
 */
import { bestPairing, leftOver, POINTS } from './name-align.ts';
import { apart } from './name-distance.ts';
import { bitsOf, otherForms } from './name-frequent.ts';
import { beginsAlike, isInitial, joinParts, type NamePart, partOf } from './name-parts.ts';
import type { NameSketch } from './name-sketch.ts';

/** Points of evidence lost for each unit of distance. */
const LOST = 4;
/** A short form for a full one. */
const OTHER_FORM = 2 * POINTS;
const INITIAL = 2 * POINTS;

/** Evidence, in points, that two parts are the same part of a name; 0: they are not. */
function likeness(a: NamePart, b: NamePart): number {
  if (isInitial(a) || isInitial(b)) return beginsAlike(a, b) ? INITIAL : 0;
  const worth = Math.min(bitsOf(a.key), bitsOf(b.key)) * POINTS;
  const direct = Math.max(0, worth - LOST * apart(a, b));
  const form = worth - Math.min(OTHER_FORM, worth >> 2);
  return direct < form && (hasForm(a, b) || hasForm(b, a)) ? form : direct;
}

const hasForm = (a: NamePart, b: NamePart): boolean =>
  otherForms(a.sounds).some((form) => apart(partOf(form, 'full'), b) <= 6);

/** What a part agrees with itself: the most that it can say. */
const selfWorth = (part: NamePart): number =>
  isInitial(part) ? INITIAL : bitsOf(part.key) * POINTS;

function evidence(a: readonly NamePart[], b: readonly NamePart[]): number {
  const worth = a.flatMap((part) => b.map((other) => likeness(part, other)));
  let best = bestPairing(worth, a.length, b.length);
  best = Math.max(best, withJoined(a, b, best), withJoined(b, a, best));
  return best;
}

/** Two parts of `a` written as one in `b`. One such join is tried at a time. */
function withJoined(a: readonly NamePart[], b: readonly NamePart[], atLeast: number): number {
  let best = atLeast;
  for (const [at, one] of a.entries()) {
    for (const [position, other] of a.entries()) {
      if (at === position || isInitial(one) || isInitial(other)) continue;
      const whole = joinParts(one, other);
      if (!b.some((part) => part.sounds.length > 3 && likeness(whole, part) > 0)) continue;
      const rest = a.filter((_, index) => index !== at && index !== position);
      const changed = [...rest, whole];
      const worth = changed.flatMap((part) => b.map((against) => likeness(part, against)));
      best = Math.max(best, bestPairing(worth, changed.length, b.length));
    }
  }
  return best;
}

/**
 * @returns 1 for the same name in whatever order and script it was written, 0 for names that share
 * nothing; symmetric. Rare parts weigh more than common ones; a missing part costs little, a different one
 * much. A name without any letter resembles only another such name.
 */
export function compare(a: NameSketch, b: NameSketch): number {
  if (a.parts.length === 0 || b.parts.length === 0)
    return a.parts.length === b.parts.length ? 1 : 0;
  const most = (total(a.parts) + total(b.parts)) / 2;
  return Math.min(1, Math.max(0, evidence(a.parts, b.parts) / most));
}

const total = (parts: readonly NamePart[]): number =>
  parts.reduce(
    (sum, part) => sum + selfWorth(part),
    leftOver(parts.length, parts.length, parts.length),
  );
