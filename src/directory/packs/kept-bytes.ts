/**
 * Which bytes of an older pack may stay in a newer one. A difference is public, its base is not: it tells which stretches
 * of the base the newest pack still has, and that must not tell what stood beside them. So places and texts stay whole or
 * not at all, and once a place is hidden nothing stays that follows the order of places on the map. Pure.
 */
import { AREA_ONLY, CODE, HAS_POSITION, ROW, STATE } from '../../finder/rows.ts';
import { type PackHeader, readHeader, sectionsStart } from '../../finder/index.ts';
import { stretchesOf } from './stretches.ts';

/** `length` bytes from `at` of the newer file are those from `from` of the older one. */
export type Kept = { at: number; from: number; length: number };

type Section = PackHeader['sections'][number];
type File = { pack: Uint8Array; start: number; sections: Map<string, Section> };

/** Shorter stretches cost more than they save. */
const SHORTEST = 6;
const ROW_BYTES = ROW * 4;
/**
 * Numbered by records, whose order is that of their places on the map (a Hilbert curve): what stays of these tells
 * between which neighbours a place was.
 */
const BY_PLACE = /^(?:rows|codes|sets|words\/records\/(?:start|postings))$/;
const BY_WORD = /^(?:sets|codes|words\/\w+\/(?:blocks|start)|text\/[\w-]+\/(?:codes|start))$/;
const BY_BYTE = /^(?:meta|patterns|words\/\w+\/postings)$/;
const TEXTS = /^(text\/[\w-]+\/)bytes$/;
const DICTIONARY = /^words\/\w+\/units$/;

/**
 * @param base the older pack, @param result the newer one
 * @param older, newer the same with rising words as steps, in which stretches are looked for
 */
export function keptBytes(
  base: Uint8Array,
  result: Uint8Array,
  older: Uint8Array,
  newer: Uint8Array,
): Kept[] {
  const [before, after] = [open(base), open(result)];
  const isHiding = hidesPlaces(base, result);
  return [...after.sections.values()].flatMap((section) => {
    const { name, length } = section;
    const earlier = before.sections.get(name);
    if (earlier === undefined || (isHiding && BY_PLACE.test(name))) return [];
    const at = after.start + section.offset;
    const from = before.start + earlier.offset;
    if (earlier.sha256 === section.sha256) return [{ at, from, length }];
    const [cuts, cutsAfter] = [cutsOf(before, name), cutsOf(after, name)];
    if (cuts === undefined || cutsAfter === undefined) return [];
    const [old, fresh] = [
      older.subarray(from, from + earlier.length),
      newer.subarray(at, at + length),
    ];
    return stretchesOf(old, fresh)
      .flatMap((stretch) => equalParts(old, fresh, stretch, cuts, cutsAfter))
      .map((part) => ({ at: at + part.at, from: from + part.from, length: part.length }));
  });
}

/**
 * Whether the older pack says of a service exactly where it is, and the newer one only about where, or nothing of it: why it
 * is gone is known to nobody here, and it may have been to hide it.
 */
export function hidesPlaces(base: Uint8Array, result: Uint8Array): boolean {
  const now = new Map(rowsOf(result));
  return rowsOf(base).some(([code, state]) => isExact(state) && !isExact(now.get(code) ?? 0));
}

const isExact = (state: number): boolean => (state & (HAS_POSITION | AREA_ONLY)) === HAS_POSITION;

function rowsOf(pack: Uint8Array): [code: number, state: number][] {
  const rows = wordsOf(open(pack), 'rows');
  return Array.from({ length: rows.length / ROW }, (_, n) => [
    rows[n * ROW + CODE] as number,
    rows[n * ROW + STATE] as number,
  ]);
}

function open(pack: Uint8Array): File {
  const { sections } = readHeader(pack);
  return { pack, start: sectionsStart(pack), sections: new Map(sections.map((s) => [s.name, s])) };
}

/** A copy, since a pack may lie anywhere in memory. */
function bufferOf({ pack, start, sections }: File, name: string): ArrayBuffer {
  const { offset = 0, length = 0 } = sections.get(name) ?? {};
  return Uint8Array.from(pack.subarray(start + offset, start + offset + length)).buffer;
}

const wordsOf = (file: File, name: string): Uint32Array => new Uint32Array(bufferOf(file, name));

/** Where a section may be cut; nothing when it stays whole or not at all, as all do of which nothing is known here. */
function cutsOf(file: File, name: string): ((at: number) => boolean) | undefined {
  if (name === 'rows') return (at) => at % ROW_BYTES === 0;
  if (BY_WORD.test(name)) return (at) => at % 4 === 0;
  if (BY_BYTE.test(name)) return () => true;
  const texts = TEXTS.exec(name)?.[1];
  if (texts !== undefined) {
    const starts = new Set(wordsOf(file, `${texts}start`));
    return (at) => starts.has(at);
  }
  if (!DICTIONARY.test(name)) return undefined;
  const units = new Uint16Array(bufferOf(file, name));
  const words = new Set([0]);
  for (let at = 0; at < units.length; ) {
    at += 2 + (units[at + 1] as number);
    words.add(at * 2);
  }
  return (at) => words.has(at);
}

/** The parts of a stretch that are the same, from a cut in both files to another. */
export function equalParts(
  old: Uint8Array,
  fresh: Uint8Array,
  { at, from, length }: Kept,
  before: (at: number) => boolean,
  after: (at: number) => boolean,
): Kept[] {
  const parts: Kept[] = [];
  let [first, last] = [-1, -1];
  const end = (): void => {
    if (first >= 0 && last - first >= SHORTEST)
      parts.push({ at: at + first, from: from + first, length: last - first });
    first = -1;
  };
  for (let n = 0; n <= length; n++) {
    if (before(from + n) && after(at + n)) {
      if (first < 0) first = n;
      last = n;
    }
    if (n < length && old[from + n] !== fresh[at + n]) end();
  }
  end();
  return parts;
}
