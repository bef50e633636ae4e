/** One base with what changed since on top of it. */
import { dayOfInstant } from '../../languages/days.ts';
import type { FinderRecord } from '../../finder/record.ts';
import { type Pack, PackInputError, withChanges } from '../../finder/index.ts';
import type { SecondReader } from '../../finder/understand-text.ts';
import type { EndedListing, Listing } from '../listing.ts';
import { listingOf } from '../read/listing-of.ts';
import { MOST_LISTED, type OrganizationPage, organizationPage } from '../read/organization.ts';
import { createPatterns, type Patterns } from '../read/patterns.ts';
import { type PointPage, pointPage, type PointSource } from '../read/point.ts';
import { recordOf } from '../read/record-of.ts';
import type { Base } from './base.ts';
import type { LiveDocument } from './document.ts';
import { endedListing } from './ended-codes.ts';
import type { Reloaded } from './load-documents.ts';
import { namedPoint, nearestInForce } from './nearest-point.ts';

const MOST_LANGUAGES = 12;

export class Generation {
  readonly base: Base;
  pack: Pack;
  /** The moment of the database up to which changes are in. */
  moment: string;
  /** Up to when holds and old numbers are in, ms since 1970 UTC. */
  dueUntil: number;
  /** Changed documents by code; null: gone. */
  readonly #overlay = new Map<string, LiveDocument | null>();
  readonly #holidays: ReadonlyMap<string, readonly number[]>;
  #patterns: { day: number; patterns: Patterns } | undefined;
  /** Listings as readers see them on one day, by language; they go with the document that they were made from. */
  readonly #listed = new WeakMap<LiveDocument, { day: number; byLang: Map<string, Listing> }>();

  constructor(base: Base, secondReader?: SecondReader) {
    this.base = base;
    this.pack = secondReader ? { ...base.pack, secondReader } : base.pack;
    this.moment = base.moment;
    this.dueUntil = base.generatedAt;
    this.#holidays = new Map(Object.entries(base.holidays));
  }

  get size(): number {
    return this.base.listings;
  }

  get changed(): number {
    return this.#overlay.size;
  }

  isOfDay(now: number): boolean {
    return dayOfInstant(this.base.generatedAt) === dayOfInstant(now);
  }

  /** @param now ms since 1970 UTC: facts and free places are read as of this instant */
  apply({ documents, gone }: Reloaded, now: number): void {
    const patterns = this.#patternsOf(now);
    const changed: FinderRecord[] = [];
    const removed: string[] = [];
    for (const [code, document] of documents) {
      const listed = document.kind === 'ended' && this.#document(code)?.kind === 'listing';
      if (listed) removed.push(code);
      this.#overlay.set(code, document);
      if (document.kind === 'listing') changed.push(recordOf(document.source, now, patterns));
    }
    for (const code of gone) {
      if (this.#document(code)?.kind === 'listing') removed.push(code);
      this.#overlay.set(code, null);
    }
    if (changed.length + removed.length > 0) this.#changePack(changed, removed, now);
  }

  /** A record that a pack cannot hold is not found; it must not keep the others from being found. */
  #changePack(
    records: readonly FinderRecord[],
    removedCodes: readonly string[],
    now: number,
  ): void {
    try {
      this.pack = withChanges(this.pack, { records, removedCodes, now });
    } catch (error) {
      if (!(error instanceof PackInputError)) throw error;
      const codes = records.map(({ code }) => code).filter((code) => /^\d{1,9}$/.test(code));
      this.pack = withChanges(this.pack, {
        records: [],
        removedCodes: [...removedCodes, ...codes],
        now,
      });
      if (records.length > 1) for (const record of records) this.#changePack([record], [], now);
    }
  }

  listings(codes: readonly string[], lang: string, now: number): Listing[] {
    return codes.flatMap((code) => {
      const document = this.#document(code);
      return document?.kind === 'listing' ? [this.#listing(document, lang, now)] : [];
    });
  }

  #listing(document: LiveDocument & { kind: 'listing' }, lang: string, now: number): Listing {
    const { source } = document;
    const patterns = this.#patternsOf(now);
    // Free places are told by the hour, all else by the day.
    if (source.capacity.length) return listingOf(source, lang, now, patterns);
    const day = dayOfInstant(now);
    let listed = this.#listed.get(document);
    if (listed?.day !== day) this.#listed.set(document, (listed = { day, byLang: new Map() }));
    let listing = listed.byLang.get(lang);
    if (!listing) {
      listing = listingOf(source, lang, now, patterns);
      // Languages come from outside; more than pages are made in need not be kept.
      if (listed.byLang.size < MOST_LANGUAGES) listed.byLang.set(lang, listing);
    }
    return listing;
  }

  organization(code: string, lang: string, now: number): OrganizationPage | undefined {
    const document = this.#document(code);
    if (document?.kind !== 'organization') return undefined;
    const shown = this.listings(document.source.listings.slice(0, MOST_LISTED), lang, now);
    return organizationPage(document.source, lang, shown);
  }

  point(code: string, lang: string, now: number): PointPage | undefined {
    const document = this.#document(code);
    if (document?.kind !== 'point') return undefined;
    const shown = this.listings(document.source.listings.slice(0, MOST_LISTED), lang, now);
    const page = pointPage(document.source, lang, now, shown);
    const { state } = page.agreement;
    if (state === 'live' || state === 'lapsing') return page;
    const other = nearestInForce(document.source, this.#points(), now);
    return other ? { ...page, otherPoint: namedPoint(other, lang) } : page;
  }

  *#points(): Iterable<PointSource> {
    for (const code of new Set([...this.base.points, ...this.#overlay.keys()])) {
      const document = this.#document(code);
      if (document?.kind === 'point') yield document.source;
    }
  }

  ended(code: string, lang: string): EndedListing | undefined {
    const document = this.#document(code);
    return document?.kind === 'ended' ? endedListing(document.source, lang) : undefined;
  }

  codes(): string[] {
    const codes = new Set(Array.from(this.base.documents.codes(), String));
    for (const code of this.#overlay.keys()) codes.add(code);
    return [...codes]
      .filter((code) => this.#document(code, true)?.kind === 'listing')
      .sort((a, b) => Number(a) - Number(b));
  }

  close(): void {
    this.base.documents.close();
  }

  /** @param once true in a pass over all of them */
  #document(code: string, once = false): LiveDocument | undefined {
    const changed = this.#overlay.get(code);
    if (changed !== undefined) return changed ?? undefined;
    if (!/^\d{1,9}$/.test(code)) return undefined;
    const { documents } = this.base;
    return once ? documents.readOnce(code) : documents.read(code);
  }

  /** Patterns of one day: the zones that they carry begin with it. */
  #patternsOf(now: number): Patterns {
    const day = dayOfInstant(now);
    if (this.#patterns?.day !== day) {
      this.#patterns = { day, patterns: createPatterns(now, this.#holidays) };
    }
    return this.#patterns.patterns;
  }
}
