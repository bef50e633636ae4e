/**
 * The Wayhouse profile of HSDS 3.x: the one extra key, `wayhouse`, that our exports add to HSDS
 * objects and that our imports understand (chapter 10, section 2.5). Version 1.0.
 * The demonstration country is written in this form and comes in through the ordinary import.
 */
import type { DocCode, FactCode } from './fact-codes.ts';
import type { LanguageMode } from '../finder/record.ts';
import type { SourceKind } from './listing.ts';
import type { NeedCode } from './needs.ts';

export const PROFILE_VERSION = '1.0';

export type ProfileFact = {
  code: FactCode | `x_${string}`;
  value: 'yes' | 'no' | 'unknown';
  source_kind?: SourceKind;
  /** Name of the organisation that said so. */
  said_by?: string;
  method?: 'visited' | 'phoned' | 'written' | 'website' | 'imported' | 'reports';
  /** ISO dates. */
  checked_on?: string;
  review_by?: string;
  note?: string;
};

/** `field` is the HSDS field name that the text translates (`name`, `description`, `fees_description` …). */
export type ProfileTranslation = {
  field: string;
  lang: string;
  text: string;
  state?: 'machine_draft' | 'translated' | 'reviewed' | 'back_checked';
};

/** Common to every object. */
export type ProfileCommon = { source_lang?: string; translations?: ProfileTranslation[] };

export type OrganizationProfile = ProfileCommon & {
  code?: string;
  in_network?: boolean;
  facts?: ProfileFact[];
};

export type ServiceProfile = ProfileCommon & {
  needs?: NeedCode[];
  facts?: ProfileFact[];
  lifecycle?: 'draft' | 'in_review' | 'listed' | 'paused' | 'closed';
  confirmed_by?: string;
  confirmed_on?: string;
  holiday_rule?: 'open' | 'closed' | 'own_hours' | 'unknown';
};

export type ServiceAtLocationProfile = ProfileCommon & {
  code?: string;
  facts?: ProfileFact[];
  lifecycle?: 'draft' | 'in_review' | 'listed' | 'paused' | 'closed';
};

export type LocationProfile = ProfileCommon & {
  publicity?: 'public' | 'community' | 'unpublished';
  disclosure?: 'exact' | 'area' | 'phone_only';
  /** IANA zone. */
  time_zone?: string;
  /** P-code or other code of the published area in the gazetteer. */
  area?: string;
  facts?: ProfileFact[];
  point?: {
    code?: string;
    kind:
      | 'hub'
      | 'safe_point'
      | 'aid_station'
      | 'information_point'
      | 'one_stop_centre'
      | 'child_family_hub'
      | 'mobile_unit'
      | 'border_centre'
      | 'reference_centre';
    spaces?: ('minors' | 'women_children' | 'mother_baby' | 'private_room')[];
    package_template?: string;
    elements?: { code: string; state: 'present' | 'absent' | 'partner' }[];
    agreement?: {
      kind: 'formal' | 'informal' | 'none';
      guarantees?: ('humanitarian_only' | 'no_arrest_around' | 'no_checks_at_door')[];
      valid_from?: string;
      valid_to?: string;
      breached_on?: string;
    };
  };
};

export type ScheduleProfile = {
  /** IANA zone; the HSDS `timezone` is only an offset. */
  time_zone?: string;
  effect?: 'open' | 'closed' | 'unknown';
  replaces?: boolean;
  women_only?: boolean;
};

export type LanguageProfile = { mode?: LanguageMode };

export type RequiredDocumentProfile = {
  doc_code?: DocCode;
  level?: 'needed' | 'helpful';
  checked_on?: string;
};

export type CapacityProfile = {
  stale_after?: string;
  kind?: 'night_bed' | 'slot' | 'course_place';
};
