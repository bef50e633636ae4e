/**
 * What the public pages need from the rest of the house, and nothing more. The directory and the finder
 * stand behind it; tests put a small house of their own here.
 */
import type {
  EndedListing,
  Freshness,
  Listing,
  LocalText,
  SpaceAgreementState,
} from '../directory/listing.ts';
import type { InfoShelf, KitReport, KitShelf, Shelf, Suggestion } from '../guidance/index.ts';
import type { Zone } from '../finder/schedule.ts';
import type { RawHtml } from '../http/html.ts';
import type { FinderAnswer, FinderQuery } from '../finder/query.ts';

/** A place of the gazetteer that people can choose: a town, district or quarter. */
export type SitePlace = { id: number; name: LocalText; within?: LocalText };

export type EmergencyNumber = {
  number: string;
  kind: 'all' | 'ambulance' | 'fire' | 'police' | 'violence' | 'child' | 'sea' | 'help';
  free: boolean;
};

export type SiteOrganization = {
  code: string;
  name: LocalText;
  description?: LocalText;
  website?: string;
  phones?: Listing['phones'];
  /** Codes of its listed services, in the order to show. */
  services: readonly string[];
};

export type SitePoint = {
  code: string;
  kind: string;
  name: LocalText;
  address?: readonly string[];
  area?: LocalText;
  position?: { lat: number; lon: number };
  spaces: readonly string[];
  agreement: {
    state: SpaceAgreementState;
    kind?: 'formal' | 'informal';
    guarantees: readonly ('humanitarian_only' | 'no_arrest_around' | 'no_checks_at_door')[];
    /** Days since 1970. */
    validTo?: number;
    breachedOn?: number;
  };
  /** The nearest point whose agreement is in force, when this one has none. */
  otherPoint?: { code: string; name: LocalText };
  services: readonly string[];
  freshness?: Freshness;
};

/** Outcomes of "Did you get the help?" as `directory.feedback` stores them. */
export const OUTCOMES = ['got_it', 'partly', 'refused', 'closed', 'could_not_go'] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** Barrier codes of the requirement catalogue that a person can give as the reason. */
export const REASON_CODES = [
  'B14',
  'B12',
  'B08',
  'B10',
  'B01',
  'B09',
  'B02',
  'B05',
  'B20',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export type SiteFeedback = {
  /** Made with the form; the same id twice counts once, and may add its reason once. */
  id: string;
  code: string;
  outcome: Outcome;
  barrier?: ReasonCode;
};

export type SiteSettings = {
  name: string;
  /** Public address, without a slash at the end; for short links. */
  origin: string;
  /** ISO 3166-1. */
  territory: string;
  /** Time zone of the territory, for "today" before a place is chosen. */
  zone: Zone;
  neutralAddress: string;
  emergencyNumbers: readonly EmergencyNumber[];
  defaultPlace?: number;
  /** True: every page says that the country is made up. */
  demo: boolean;
  /** Path of the base map (GeoJSON), when there is one. */
  basemap?: string;
  /** Folder of the public packs (`index.json`, `<area>.whp`), when there is one. */
  packs?: string;
};

export type SiteHouse = {
  settings: SiteSettings;
  /** Milliseconds since 1970 UTC. */
  now(): number;
  find(query: FinderQuery): FinderAnswer;
  /**
   * Another value (by `===`) after every change of what `find`, `listings` and their like answer. With it,
   * lists that many people ask for by address are kept ready until the next change or minute; without, never.
   */
  generation?(): unknown;
  /** Places by name, best first, at most 10. */
  places(text: string, lang: string): readonly SitePlace[];
  place(id: number, lang: string): SitePlace | undefined;
  /** Some larger places to choose from, at most 12. */
  largerPlaces(lang: string): readonly SitePlace[];
  /** Listed and withdrawn services by code, in the order asked; codes that do not exist are left out. */
  listings(codes: readonly string[], lang: string): Promise<readonly Listing[]>;
  /** What is left to tell of a code that was given to people and is not listed now. */
  ended(code: string, lang: string): EndedListing | undefined;
  organization(code: string, lang: string): Promise<SiteOrganization | undefined>;
  point(code: string, lang: string): Promise<SitePoint | undefined>;
  /** Questions and answers, when this house has them. */
  cards?: {
    shelf: Shelf;
    /** False when nothing was kept. */
    suggest(suggestion: Suggestion): Promise<boolean>;
    /** Forms in which cards can be printed here. */
    papers?: readonly ('leaflet' | 'poster' | 'pocket')[];
    /** Session kits for peers; `report` is false when nothing was kept. */
    kits?: KitShelf & { report(report: KitReport): Promise<boolean> };
    /** Information points and routes; a shared tablet comes back after `restSeconds` without a touch, 90 by default. */
    info?: InfoShelf & { restSeconds?: number };
  };
  /** What stands now, when this house has alerts. */
  alerts?: {
    /** The part on top of a page; nothing when nothing stands. */
    banner(lang: string, place: number | undefined): RawHtml | '';
    /** The word of the link in the foot. */
    foot(lang: string): RawHtml;
    /** Another value (by `===`) after every change of what stands, to the second. */
    mark(): unknown;
  };
  /** Resolves once the answer is durable. */
  recordFeedback(feedback: SiteFeedback): Promise<void>;
  /** Counts by outcome; empty below ten answers in all. */
  feedbackCounts(code: string): Promise<Partial<Record<Outcome, number>>>;
};
