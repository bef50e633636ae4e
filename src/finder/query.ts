/**
 * The question and the answer of the finder (chapter 10, section 3.1).
 * Pure data: the server, the browser offline, the command line and SMS share these shapes.
 */
import type { DocCode, FactCode } from '../directory/fact-codes.ts';
import type { NeedCode } from '../directory/needs.ts';
import type { OpenState } from './schedule.ts';

export type Position = { lat: number; lon: number };

export type FinderQuery = {
  /** ms since 1970 UTC; the finder has no clock. */
  now: number;
  /** BCP 47, for text search and tie-breaking of languages. */
  lang: string;
  /** Any of these; empty means every need. */
  needs: readonly NeedCode[];
  /** At most 120 characters, as typed; the finder folds it. */
  text?: string;
  place?: Position | { placeId: number };
  maxKm?: number;
  /** Any of these (BCP 47 primary tags, as listed by services). */
  languages?: readonly string[];
  /** 'none': every paper fact is a known no. A list: these are the papers that I have. */
  papers?: 'none' | readonly DocCode[];
  free?: true;
  providerSex?: 'woman' | 'man';
  stepFree?: true;
  childSpace?: true;
  /** "Afraid of being reported": shares_with_authorities is a known no. */
  notReported?: true;
  /** "No travel money": near transport and reachable on foot, travel paid, or remote. */
  noTravelMoney?: true;
  /** Further facts wanted with their favourable value. */
  facts?: readonly FactCode[];
  time?:
    | { kind: 'now' }
    | { kind: 'tonight' }
    | { kind: 'at'; t: number }
    /** `days` is a bit mask, Monday = 1; `from`/`to` are local minutes 0..2880. Needs 60 minutes of overlap on one of the days. */
    | { kind: 'window'; days: number; from: number; to: number };
  minorAlone?: true;
  /** 0: 0–4, 1: 5–11, 2: 12–17, 3: 18–59, 4: 60 and over. */
  ageBand?: 0 | 1 | 2 | 3 | 4;
  limit?: number;
  /** `code` of the last item shown, for the next page. */
  after?: string;
};

/** One thing that the person asked for; `close` items name the one that is not met. */
export type Wish =
  | 'language'
  | 'papers'
  | 'free'
  | 'woman'
  | 'man'
  | 'step_free'
  | 'child_space'
  | 'not_reported'
  | 'travel'
  | 'time'
  | 'minor_alone'
  | 'age'
  | 'distance'
  | `fact:${FactCode}`;

/** Why an item is shown. Each is a message `reason.<code>` with the given values. */
export type Reason =
  | { code: 'need'; need: NeedCode }
  | { code: 'open_now'; until?: number }
  | { code: 'opens_in_window'; day: number; from: number; until: number }
  | { code: 'open_at'; at: number; until?: number }
  | { code: 'open_tonight'; from: number; until: number }
  | {
      code: 'language_staff' | 'language_interpreter_on_site' | 'language_interpreter_phone';
      lang: string;
    }
  | { code: 'interpreter_on_request' }
  | { code: 'no_papers' }
  | { code: 'papers_enough'; docs: readonly DocCode[] }
  | { code: 'free' }
  | { code: 'fee_waived' }
  | { code: 'woman_provider' }
  | { code: 'man_provider' }
  | { code: 'women_only_hours' }
  | { code: 'step_free' }
  | { code: 'child_space' }
  | { code: 'not_reported' }
  | { code: 'near_transport' }
  | { code: 'travel_paid' }
  | { code: 'walking_distance' }
  | { code: 'remote' }
  | { code: 'home_visit' }
  | { code: 'minors_alone' }
  | { code: 'age_fits' }
  | { code: 'has_space'; places?: number }
  | { code: 'fact'; fact: FactCode }
  | { code: 'text_match' };

/** What speaks against going at once. Each is a message `warning.<code>`. */
export type Warning =
  | 'asks_residence_paper'
  | 'shares_with_authorities'
  | 'conditions_apply'
  | 'overdue'
  | 'being_checked'
  | 'holiday_unsure'
  | 'full'
  | 'closes_soon'
  | 'area_only'
  | 'phone_first'
  | 'paused';

export type FinderGroup = 'fits' | 'may_fit' | 'close';

export type FinderItem = {
  code: string;
  group: FinderGroup;
  /** In group `close`: the one wish that is known not to be met. */
  against?: Wish;
  reasons: readonly Reason[];
  /** 'nothing' only when every paper fact is a known no and no document is marked needed. */
  bring: 'nothing' | 'unknown' | readonly DocCode[];
  /** Known no of `asks_…` facts. */
  notAsked: readonly FactCode[];
  /** Wishes whose answer nobody knows: the item names what to ask. */
  unknown: readonly Wish[];
  warnings: readonly Warning[];
  distanceM?: number;
  open: OpenState;
  /** Days since 1970 of the last check; 0 when never checked. */
  checkedOn: number;
};

export type FinderAnswer = {
  /** `fits` first, then `may_fit`, then `close`; each group best first. */
  items: readonly FinderItem[];
  /** How many there are in each group, not only on this page. */
  counts: Record<FinderGroup, number>;
  /** When `fits` is empty: for each wish, how many would fit without it, best first. */
  without: readonly { wish: Wish; fits: number }[];
  /** The ring that was searched, in metres; absent without a place or when the whole territory was. */
  radiusM?: number;
  /** Needs recognised in the text, so that the page can say so. */
  understoodNeeds: readonly NeedCode[];
  /**
   * Needs that words of the text may have meant: misspelt, cut short, or written by ear. Their services
   * are found, but a page must ask ("Did you mean …?") and keep the person's own words.
   */
  guessedNeeds?: readonly NeedCode[];
  /** When the text found nothing at all: needs with names close to it, best first. */
  closeNeeds?: readonly NeedCode[];
  /** Pass as `after` for the next page. */
  more?: string;
};
