/** Which space of a point suits whom (PT-07; design chapter 30, section 1.2). The database holds the same rule: `fw.space_suits`. */
import { SPACES } from './values.ts';

/** `child`, `survivor`: on that path. `minor`: everybody of the visit is under 18. `anyone`: no rule. */
export type PlacedAs = 'child' | 'survivor' | 'minor' | 'anyone';

const SUITABLE: Record<Exclude<PlacedAs, 'anyone'>, readonly string[]> = {
  child: ['minors'],
  survivor: ['private_room'],
  minor: ['minors', 'mother_baby', 'women_children'],
};

/** Whether somebody may be put there without an exception that a person answers for by name. */
export const suits = (who: PlacedAs, place: string): boolean =>
  who === 'anyone' || SUITABLE[who].includes(place);

/** Spaces that every point should have, and this one does not. */
export const missingSpaces = (declared: readonly string[]): string[] =>
  SPACES.filter((space) => space !== 'open' && !declared.includes(space));
