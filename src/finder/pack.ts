/**
 * A pack: everything that finding needs, in memory (chapter 10, sections 3.3 and 3.6). One base
 * segment, and after live changes small segments on top of it.
 */
import type { FinderRecord } from './record.ts';
import { hasBit } from './bits.ts';
import { buildLabels, type LabelIndex, type NeedLabels } from './need-labels.ts';
import {
  buildPlaces,
  type FoundPlace,
  type PlaceIndex,
  type PlaceNames,
  placesCalled,
  placeWithId,
} from './places.ts';
import { recordWithCode, type Segment } from './segment.ts';
import { SegmentBuilder } from './segment-builder.ts';
import type { SecondReader } from './understand-text.ts';

export type Layer = {
  segment: Segment;
  /** Records that a later change took out; absent while there are none. */
  removed?: Uint32Array;
  /** What the segment was made of; absent for the base. */
  records?: readonly FinderRecord[];
};

export type Pack = {
  territory: string;
  /** Name of the part of the territory that the pack holds; empty for all of it. */
  area: string;
  /** ms since 1970 UTC. */
  generatedAt: number;
  /** ms since 1970 UTC; absent in a pack that was never a file. */
  expiresAt?: number;
  /** Number of the last change that the pack holds. */
  seq: number;
  /** The base first, then changes, oldest first. */
  layers: readonly Layer[];
  labels: LabelIndex;
  places: PlaceIndex;
  /** Given by who has one; it is in no file. */
  secondReader?: SecondReader;
  /** Display data per language, when the pack came from a file that carries it. */
  texts: ReadonlyMap<string, PackTexts>;
};

/** JSON documents by code, in one piece of bytes. */
export type PackTexts = { codes: Uint32Array; start: Uint32Array; bytes: Uint8Array };

export type PackOptions = {
  /** ms since 1970 UTC; hours are compiled around it. */
  now: number;
  territory: string;
  labels: NeedLabels;
  places?: PlaceNames;
  seq?: number;
};

/**
 * Builds a pack record by record, for callers that stream (a worker thread that reads rows).
 * @example const builder = new PackBuilder(options); for (const r of rows) builder.add(r); builder.finish();
 */
export class PackBuilder {
  readonly #options: PackOptions;
  readonly #places: PlaceIndex;
  readonly #segment: SegmentBuilder;

  constructor(options: PackOptions) {
    this.#options = options;
    this.#places = buildPlaces(options.places ?? []);
    this.#segment = new SegmentBuilder((areaId) => placeWithId(this.#places, areaId));
  }

  get count(): number {
    return this.#segment.count;
  }

  /** @throws PackInputError when a field is out of its range, or the code was there before. */
  add(record: FinderRecord): void {
    this.#segment.add(record);
  }

  finish(): Pack {
    const { now, territory, labels, seq } = this.#options;
    return {
      territory,
      area: '',
      generatedAt: now,
      seq: seq ?? 0,
      layers: [{ segment: this.#segment.finish(now) }],
      labels: buildLabels(labels),
      places: this.#places,
      texts: new Map(),
    };
  }
}

/** The pack of all records. @throws PackInputError as `PackBuilder.add` */
export function buildPack(records: Iterable<FinderRecord>, options: PackOptions): Pack {
  const builder = new PackBuilder(options);
  for (const record of records) builder.add(record);
  return builder.finish();
}

/** How many records a search can find, changes included. */
export function packSize(pack: Pack): number {
  let size = 0;
  for (const { segment, removed } of pack.layers) {
    size += segment.count;
    if (removed !== undefined) {
      for (let id = 0; id < segment.count; id++) if (hasBit(removed, id)) size--;
    }
  }
  return size;
}

/** Where the record with a code is now, or undefined. */
export function locate(pack: Pack, code: string): { layer: number; id: number } | undefined {
  for (let layer = pack.layers.length - 1; layer >= 0; layer--) {
    const { segment, removed } = pack.layers[layer] as Layer;
    const id = recordWithCode(segment, Number(code));
    if (id >= 0 && (removed === undefined || !hasBit(removed, id))) return { layer, id };
  }
  return undefined;
}

/** Places whose name is, begins like, or is a misspelling of `text`; the larger first, at most ten. */
export function findPlaces(pack: Pack, text: string, lang: string): FoundPlace[] {
  return placesCalled(pack.places, text, lang);
}
