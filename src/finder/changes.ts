/**
 * Live changes on top of a pack (chapter 10, section 3.6): records taken out by a bit, new ones in
 * small segments. The pack given in stays as it is, so questions that run meanwhile are not disturbed.
 */
import { hasBit, popcount, setBit, wordsFor } from './bits.ts';
import type { Layer, Pack } from './pack.ts';
import { placeWithId } from './places.ts';
import type { FinderRecord } from './record.ts';
import { recordWithCode } from './segment.ts';
import { SegmentBuilder } from './segment-builder.ts';

export type Changes = {
  /** Codes that are no longer listed. Codes of `records` need not be named. */
  removedCodes: readonly string[];
  /** New and changed records, whole; of two with one code the later counts. */
  records: readonly FinderRecord[];
  /** ms since 1970 UTC; without it, the pack's own. */
  now?: number;
  /** Number of the last change that is in now. */
  seq?: number;
};

/** A small segment takes further records until it holds so many … */
const SMALL = 256;
/** … and so many full ones are made one, so that a question looks through few. */
const SMALL_ONES = 4;

/**
 * The pack with the changes in it. Costs the size of the changes, not of the pack.
 * @throws PackInputError when a record has a field out of its range
 */
export function withChanges(pack: Pack, changes: Changes): Pack {
  const now = changes.now ?? pack.generatedAt;
  const records = new Map(changes.records.map((record) => [record.code, record]));
  const gone = [...changes.removedCodes, ...records.keys()].map(Number);
  const [base, ...small] = pack.layers.map((layer) => withoutCodes(layer, gone));
  let layers = small.filter((layer) => left(layer) > 0);
  if (records.size > 0) {
    const last = layers.at(-1);
    const isRoom = last !== undefined && left(last) + records.size <= SMALL;
    const added = isRoom ? [...liveRecords(last), ...records.values()] : [...records.values()];
    layers = [...(isRoom ? layers.slice(0, -1) : layers), smallLayer(pack, added, now)];
  }
  const tail = layers.slice(-SMALL_ONES - 1, -1);
  if (tail.length === SMALL_ONES && tail.every((layer) => left(layer) <= SMALL)) {
    const joined = smallLayer(pack, tail.flatMap(liveRecords), now);
    layers = [...layers.slice(0, -SMALL_ONES - 1), joined, ...layers.slice(-1)];
  }
  return { ...pack, layers: [base as Layer, ...layers], seq: changes.seq ?? pack.seq };
}

/** Changes on top of the base, as a share of it: past 0.02 it is time to build a new base. */
export function overlayShare(pack: Pack): number {
  const [base, ...small] = pack.layers as [Layer, ...Layer[]];
  let changed = base.segment.count - left(base);
  for (const layer of small) changed += left(layer);
  return base.segment.count === 0 ? Number(changed > 0) : changed / base.segment.count;
}

function withoutCodes(layer: Layer, codes: readonly number[]): Layer {
  let removed = layer.removed;
  for (const code of codes) {
    const id = recordWithCode(layer.segment, code);
    if (id < 0 || (removed !== undefined && hasBit(removed, id))) continue;
    if (removed === layer.removed) {
      removed = layer.removed?.slice() ?? new Uint32Array(wordsFor(layer.segment.count));
    }
    setBit(removed as Uint32Array, id);
  }
  return removed === undefined || removed === layer.removed ? layer : { ...layer, removed };
}

function left({ segment, removed }: Layer): number {
  let count = segment.count;
  if (removed !== undefined) for (const word of removed) count -= popcount(word);
  return count;
}

function liveRecords({ segment, removed, records }: Layer): FinderRecord[] {
  return (records ?? []).filter(
    ({ code }) => removed === undefined || !hasBit(removed, recordWithCode(segment, Number(code))),
  );
}

function smallLayer(pack: Pack, records: readonly FinderRecord[], now: number): Layer {
  const builder = new SegmentBuilder((areaId) => placeWithId(pack.places, areaId));
  for (const record of records) builder.add(record);
  return { segment: builder.finish(now), records };
}
