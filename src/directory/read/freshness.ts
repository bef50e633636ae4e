/**
 * How far a record can be vouched for (chapter 10, section 1.3). Pure; days are counted since 1970 (UTC).
 * The database says the same by `directory.freshness`; a property test holds the two together.
 */
import type { Freshness } from '../listing.ts';

export const MS_IN_DAY = 86_400_000;
/** Hours, phone, papers and fees age fastest, so the record as a whole keeps their clock. */
const REVIEW_AFTER = 90;
const WITHDRAWN_AFTER = 30;

export type RecordClock = {
  /** Day of the last check; absent when nobody has checked it. */
  checkedOn?: number;
  /** Day of the first import of a record that came without a date of checking. */
  firstImportedOn?: number;
  createdOn: number;
};

/** The last day on which the record is fresh; 0 when it was never checked: then it is overdue from the start. */
export function reviewDay({ checkedOn }: RecordClock): number {
  return checkedOn === undefined ? 0 : checkedOn + REVIEW_AFTER;
}

/** The last day on which the record is vouched for at all. A repeated import does not move it. */
export function withdrawDay({ checkedOn, firstImportedOn, createdOn }: RecordClock): number {
  return (checkedOn ?? firstImportedOn ?? createdOn) + REVIEW_AFTER + WITHDRAWN_AFTER;
}

export function freshness(clock: RecordClock, today: number): Freshness {
  if (today > withdrawDay(clock)) return 'withdrawn';
  return clock.checkedOn === undefined || today > reviewDay(clock) ? 'overdue' : 'fresh';
}
