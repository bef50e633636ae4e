/**
 * One listed service at one place with everything that readers may see of it, in every language.
 * Plain data (it goes to disk as JSON): `listing-of.ts` makes a page's listing of it, `record-of.ts` the
 * finder's record. Days are counted since 1970 (UTC), instants in ms.
 */
import type { DocCode } from '../fact-codes.ts';
import type { HolidayRule } from '../../finder/schedule.ts';
import type { LanguageMode } from '../../finder/record.ts';
import type { ListedPhone } from '../listing.ts';
import type { StatedFact } from './facts.ts';
import type { RecordClock } from './freshness.ts';
import type { ScheduleRow } from './schedule-rule.ts';
import type { Texts } from './texts.ts';

export type SourcePhone = Omit<ListedPhone, 'note'> & { note?: Texts };

export type SourcePlace = {
  id: string;
  name?: Texts;
  /** One line an element, outermost last; never at hidden places. */
  address?: string[];
  area?: Texts;
  areaId?: number;
  /** Centre of the published area. */
  areaPosition?: { lat: number; lon: number };
  position?: { lat: number; lon: number };
  /** False: the true place is hidden, only its area is told. */
  exact: boolean;
  /** Reached by phone or online, wherever the person is. */
  virtual: boolean;
  transport?: Texts;
  timeZone: string;
  /** ISO 3166-1, for public holidays. */
  country?: string;
  pointCode?: string;
};

export type ListingSource = {
  code: string;
  serviceId: string;
  serviceAtLocationId: string;
  name: Texts;
  otherNames?: Texts;
  description?: Texts;
  organization: { id: string; code: string; name: Texts };
  needs: string[];
  application?: Texts;
  eligibility?: Texts;
  eligibilityHeld: boolean;
  fees?: Texts;
  alert?: Texts;
  place: SourcePlace;
  phones: SourcePhone[];
  website?: string;
  email?: string;
  /** Rows of the most specific level that has any. */
  schedules: ScheduleRow[];
  holidayRule: HolidayRule;
  facts: StatedFact[];
  languages: { lang: string; mode: LanguageMode }[];
  documents: { doc: DocCode; level: 'needed' | 'helpful'; text?: Texts }[];
  minAge?: number;
  maxAge?: number;
  /** Free places by row; a row counts up to `until`. */
  capacity: { free: number; unit?: string; updated: number; until: number }[];
  clock: RecordClock;
  checkedBy?: string;
  confirmedBy?: string;
  elsewhere: string[];
  updatedAt: string;
};
