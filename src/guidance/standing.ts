/** What becomes of what was given out (INFO-03; chapter 10, section 4.3): current, late, older, gone. Pure. */
import { daysAfter } from '../languages/days.ts';
import type { Card, EndedWhy, Publication, Standing } from './card.ts';

/** Days after its review date on which a card is still shown, marked as late; safety cards have less. */
export const GRACE_DAYS = 30;
export const GRACE_DAYS_SAFETY = 7;

type Dates = Pick<Card, 'safety' | 'sourceLang' | 'reviewBy' | 'expiresOn' | 'withdrawn'>;

export type Placed = {
  card: Dates;
  publication: Pick<Publication, 'lang' | 'version' | 'meaning' | 'ended'>;
  /** The version of this language that is out now, when there is one. */
  currentVersion?: number;
  /** The meaning of the source that is out now. */
  sourceMeaning: number;
  /** `YYYY-MM-DD` where the card is read. */
  today: string;
};

/** What ended for one of these may have a newer version that is as true as it was. */
const FOLLOWED: ReadonlySet<EndedWhy> = new Set(['replaced', 'expired', 'not_confirmed']);

/** How one version stands. The gravest thing that is true of it. */
export function standingOf({
  card,
  publication,
  currentVersion,
  sourceMeaning,
  today,
}: Placed): Standing {
  if (card.withdrawn) return { state: 'withdrawn', why: card.withdrawn.why };
  if (card.expiresOn !== undefined && card.expiresOn <= today)
    return { state: 'expired', on: card.expiresOn };
  if (publication.ended) {
    const { at, why } = publication.ended;
    if (FOLLOWED.has(why) && currentVersion !== undefined)
      return { state: 'replaced', by: currentVersion };
    if (why === 'expired') return { state: 'expired', on: at.slice(0, 10) };
    return { state: 'withdrawn', why };
  }
  if (goneFrom(card) <= today) return { state: 'withdrawn', why: 'not_confirmed' };
  if (publication.meaning < sourceMeaning) {
    if (card.safety) return { state: 'withdrawn', why: 'source_changed' };
    return { state: 'outdated' };
  }
  if (card.reviewBy < today) return { state: 'overdue', since: card.reviewBy };
  return { state: 'current' };
}

/** True when a text in this state may be read: late and older ones say so. */
export function isShown({ state }: Standing): boolean {
  return state === 'current' || state === 'overdue' || state === 'outdated';
}

/** The first day on which an unreviewed card is no longer shown, `YYYY-MM-DD`. */
export function goneFrom(card: Pick<Card, 'safety' | 'reviewBy' | 'expiresOn'>): string {
  const late = daysAfter(card.reviewBy, 1 + (card.safety ? GRACE_DAYS_SAFETY : GRACE_DAYS));
  return card.expiresOn !== undefined && card.expiresOn < late ? card.expiresOn : late;
}
