/**
 * How alike two names are, 0 to 1, in any two scripts (chapter 30, section 1.3). Shared by the duplicate
 * warning and by family links. Pure. In a pool, `name-circle.ts` says more, because it knows who else
 * is called so.
 */
import { bestPairing, NOTHING, noWorth, POINTS } from './name-align.ts';
import { apart } from './name-distance.ts';
import { bitsOf, otherForms } from './name-frequent.ts';
import { beginsAlike, isInitial, joinParts, type NamePart, partOf } from './name-parts.ts';
import type { NameSketch } from './name-sketch.ts';

/** Points of evidence lost for each unit of distance. */
const LOST = 4;
/** A short form for a full one. */
const OTHER_FORM = 2 * POINTS;
const INITIAL = 2 * POINTS;
/** Here the order of parts says nothing, so none of them is the first. */
const ANY_ORDER = {
  firstLeft: 4 * POINTS,
  lastLeft: 4 * POINTS,
  middleLeft: 4 * POINTS,
  bothLeft: POINTS,
  swapped: 0,
};

/** Evidence, in points, that two parts are the same part of a name; 0: they are not. */
function likeness(a: NamePart, b: NamePart): number {
  if (isInitial(a) || isInitial(b)) return beginsAlike(a, b) ? INITIAL : 0;
  const worth = worthOf(a, b);
  const direct = Math.max(0, worth - LOST * apart(a, b));
  const form = worth - Math.min(OTHER_FORM, worth >> 2);
  return direct < form && (hasForm(a, b) || hasForm(b, a)) ? form : direct;
}

const worthOf = (a: NamePart, b: NamePart): number =>
  Math.min(bitsOf(a.key), bitsOf(b.key)) * POINTS;

/** Forms of parts that are compared again and again, looked up once. */
const formsOf = new WeakMap<NamePart, readonly NamePart[]>();

/** Whether the second part is another form of the first. */
function hasForm(a: NamePart, b: NamePart): boolean {
  const forms = formsOf.get(a) ?? otherForms(a).map((form) => partOf(form, 'full'));
  formsOf.set(a, forms);
  return forms.some((form) => apart(form, b) <= 6);
}

/** What a part agrees with itself: the most that it can say. */
const selfWorth = (part: NamePart): number =>
  isInitial(part) ? INITIAL : bitsOf(part.key) * POINTS;

function evidence(a: readonly NamePart[], b: readonly NamePart[]): number {
  const worth = noWorth();
  worth.rows = a.length;
  worth.columns = b.length;
  for (const [row, one] of a.entries()) {
    for (const [column, other] of b.entries()) {
      const at = row * b.length + column;
      worth.one[at] = likeness(one, other) || NOTHING;
      worth.joined[at] = asOne(one, a[row + 1], other);
      worth.apart[at] = asOne(other, b[column + 1], one);
    }
  }
  return bestPairing(worth, ANY_ORDER);
}

/** Two parts of the one name, written as one in the other. */
function asOne(one: NamePart, next: NamePart | undefined, whole: NamePart): number {
  if (next === undefined || isInitial(one) || isInitial(next) || whole.sounds.length < 4)
    return NOTHING;
  if (Math.abs(one.sounds.length + next.sounds.length - whole.sounds.length) > 5) return NOTHING;
  let best = NOTHING;
  for (const joined of [joinParts(one, next), joinParts(next, one)]) {
    const points = worthOf(joined, whole) - LOST * apart(joined, whole);
    if (points > 0 && points > best) best = points;
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
  parts.reduce((sum, part) => sum + selfWorth(part), 0);
