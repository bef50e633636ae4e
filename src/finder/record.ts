/**
 * One listed service at one place, as the pack builder takes it in (chapter 10, section 3.3).
 * The directory makes these from its public views; hidden places come with their area only.
 */
import type { DocCode, FactCode } from '../directory/fact-codes.ts';
import type { NeedCode } from '../directory/needs.ts';
import type { Pattern } from './schedule.ts';

export type LanguageMode = 'staff' | 'interpreter_on_site' | 'interpreter_phone';

export type FinderRecord = {
  /** Public number with its check digit, digits only, at most 9 of them. */
  code: string;
  needs: readonly NeedCode[];
  /** Exact position, or the published area's centre when `areaOnly`; absent for phone and online services. */
  position?: { lat: number; lon: number };
  areaOnly?: boolean;
  /** Reachable by phone or online wherever the person is. */
  remote?: boolean;
  /** Town or district, for grouping; an id of the gazetteer. */
  areaId?: number;
  pattern: Pattern;
  /** Effective facts: most specific level first, facts past their grace already unknown and left out. 1 yes, 2 no. */
  facts: Partial<Record<FactCode, 1 | 2>>;
  languages: readonly { lang: string; mode: LanguageMode }[];
  documents: readonly { doc: DocCode; level: 'needed' | 'helpful' }[];
  minAge?: number;
  maxAge?: number;
  /** Free places known now; -1 unknown. */
  freePlaces?: number;
  /** Days since 1970 (UTC); 0 never. */
  checkedDay: number;
  reviewDay: number;
  withdrawDay: number;
  beingChecked?: boolean;
  paused?: boolean;
  /** Text to find it by, per language: names first (weigh most), then organisation and place, then the description. */
  texts: readonly { lang: string; name: string; about: string; body: string }[];
};
