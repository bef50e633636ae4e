/**
 * One service at one place as people read it: the shape that public pages, the command line and
 * offline packs show. Made from the public views only; hidden places carry their area and no address.
 */
import type { OpenState, Pattern } from '../finder/schedule.ts';
import type { LanguageMode } from '../finder/record.ts';
import type { DocCode, FactCode, FactValue } from './fact-codes.ts';
import type { NeedCode } from './needs.ts';

/** A text with the language it is really in, so that a fallback is marked with `lang` and `dir`. */
export type LocalText = {
  text: string;
  lang: string;
  /** True for a machine draft that nobody has reviewed. */
  draft?: boolean;
};

export type SourceKind = 'provider' | 'authority' | 'network_check' | 'visitor_reports' | 'import';

export type ListedFact = {
  value: FactValue;
  sourceKind: SourceKind;
  /** Name of the organisation that said so, never a person. */
  saidBy?: string;
  /** Days since 1970 (UTC). */
  checkedOn?: number;
  reviewBy?: number;
};

export type Freshness = 'fresh' | 'overdue' | 'withdrawn';

export type ListedPhone = {
  number: string;
  extension?: string;
  kind: 'voice' | 'text' | 'fax' | 'tty';
  note?: LocalText;
};

export type Listing = {
  code: string;
  serviceId: string;
  serviceAtLocationId: string;
  name: LocalText;
  description?: LocalText;
  organization: { code: string; id: string; name: LocalText };
  needs: readonly NeedCode[];
  /** Steps in the provider's own words, when they may be shown. */
  howTo?: LocalText;
  /** For whom it is, in the provider's own words. */
  conditions?: LocalText;
  fees?: LocalText;
  /** True when a condition in free text is held from publication: "Ask first: there may be conditions." */
  mayHaveConditions?: boolean;
  alert?: LocalText;
  place?: {
    /** Code of the service point page, when the location is one. */
    pointCode?: string;
    name?: LocalText;
    /** One line an element, outermost last. Absent for hidden places. */
    address?: readonly string[];
    /** Town or district, always safe to show. */
    area?: LocalText;
    /** The area's place of the gazetteer. */
    areaId?: number;
    position?: { lat: number; lon: number };
    areaOnly: boolean;
    transport?: LocalText;
  };
  remote: boolean;
  phones: readonly ListedPhone[];
  website?: string;
  email?: string;
  pattern: Pattern;
  open?: OpenState;
  facts: Partial<Record<FactCode, ListedFact>>;
  languages: readonly { lang: string; mode: LanguageMode }[];
  documents: readonly { doc: DocCode; level: 'needed' | 'helpful'; text?: LocalText }[];
  minAge?: number;
  maxAge?: number;
  capacity?: { free?: number; unit?: LocalText; updated?: number; full?: boolean };
  freshness: Freshness;
  /** Days since 1970 (UTC); absent when never checked. */
  checkedOn?: number;
  checkedBy?: LocalText;
  confirmedBy?: LocalText;
  /** Other codes of the same service at other places. */
  elsewhere: readonly string[];
  updatedAt: string;
};

/** `closed`: somebody said so. `paused`: for some time. `away`: not shown now, and nobody said that it closed. */
export type EndedState = 'closed' | 'paused' | 'away';

/** What is left to tell of a code that was given to people and is not listed now. */
export type EndedListing = {
  code: string;
  state: EndedState;
  name: LocalText;
  /** Since when this is known, in days since 1970 (UTC). */
  endedOn?: number;
  needs: NeedCode[];
  /** Where it was; for a hidden place the middle of its town or district. */
  near?: { lat: number; lon: number };
  area?: LocalText;
};

/** A point's public face (PT-02). The state is computed from dates, never stored. */
export type SpaceAgreementState = 'live' | 'lapsing' | 'lapsed' | 'breached' | 'none';
