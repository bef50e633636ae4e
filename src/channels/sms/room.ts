/** How much may be said at once, and in which letters: two segments of SMS, or one screen of USSD. */
import { cheapest } from './cheapest.ts';
import { withPlainLetters } from './plain-signs.ts';
import { encodingOf, isAtMost, unitsOf } from './segments.ts';

export type Room = {
  fits(text: string): boolean;
  /** The letters and signs in which it is sent. */
  plain(text: string): string;
};

export const TWO_SEGMENTS: Room = {
  fits: (text) => isAtMost(text, 2),
  plain: cheapest,
};

/** Characters of a screen (chapter 10, section 4.5): 160 in the alphabet of GSM, else 70. */
export const SCREEN_ROOM = { 'GSM-7': 160, 'UCS-2': 70 } as const;

export const ONE_SCREEN: Room = {
  fits(text) {
    const encoding = encodingOf(text);
    return unitsOf(text, encoding) <= SCREEN_ROOM[encoding];
  },
  plain: withPlainLetters,
};
