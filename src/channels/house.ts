/** What the channels ask of the house around them: the finder, the cards, alerts, and whom not to write to. */
import type { Listing } from '../directory/listing.ts';
import type { EndedListing } from '../directory/listing.ts';
import type { FoundPlace, UnderstoodText } from '../finder/index.ts';
import type { FinderAnswer, FinderQuery, Position } from '../finder/query.ts';
import type { KitReport, Shelf } from '../guidance/index.ts';
import type { AllPhrases } from './phrases.ts';

/** The same finder that answers the pages (chapter 10, section 3.5). */
export type Finding = {
  find(query: FinderQuery): FinderAnswer;
  places(text: string, lang: string): readonly FoundPlace[];
  /** Where a postal code is, when the directory has an address with it. */
  postalCode(code: string): Position | undefined;
  listings(codes: readonly string[], lang: string): readonly Listing[];
  ended(code: string, lang: string): EndedListing | undefined;
  understand(text: string, lang: string): UnderstoodText;
  /** Languages that call a need by words of this text. */
  languagesNaming(text: string): readonly string[];
  /** The largest towns, for menus. */
  largerPlaces(lang: string): readonly FoundPlace[];
};

/** Published cards, and what became of them: the shelf of the guidance room. */
export type Cards = Pick<Shelf, 'card' | 'languages' | 'standing' | 'forNeed'>;

/** Alerts by SMS, as the room of alerts gives them. The number is handed on and kept by that room alone. */
export type Alerts = {
  /** @param number E.164, with its plus @param area a place of the gazetteer */
  subscribe(number: string, area: number, lang: string): Promise<unknown>;
  stop(number: string): Promise<unknown>;
};

/** Numbers that nothing is sent to, by keyed digest. */
export type OptOuts = {
  /** @returns false when it was on the list before */
  add(number: string): Promise<boolean>;
  remove(number: string): Promise<boolean>;
  has(number: string): Promise<boolean>;
};

export type ChannelHouse = {
  now(): number;
  phrases: AllPhrases;
  finding: Finding;
  cards?: Cards;
  alerts?: Alerts;
  /** Counts what a session reports, once; false for a kit that never was. Without it no line is taken. */
  countSession?(report: KitReport): Promise<boolean>;
  optOuts: OptOuts;
  /** A number to call in danger, for the territory. */
  emergency?: string;
};
