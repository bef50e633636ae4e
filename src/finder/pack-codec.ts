/** A pack as a file and back. Big arrays are used where they lie; small ones come as JSON (chapter 10, section 3.7). */
import { FOLD_VERSION } from '../languages/fold.ts';
import type { IdSet } from './bits.ts';
import { buildGrid } from './grid.ts';
import type { Pack, PackTexts } from './pack.ts';
import {
  type Hash,
  PackFileError,
  type ReadOptions,
  readSections,
  type SectionKind,
  type Sections,
  writeSections,
} from './pack-file.ts';
import { type PackedPatterns, packPatterns, unpackPatterns } from './pack-patterns.ts';
import type { PlaceNames } from './places.ts';
import { PackInputError } from './record-checks.ts';
import { patternColumn, positionColumn, ROW } from './rows.ts';
import { emptyCache, type Segment } from './segment.ts';
import type { TermIndex } from './term-index.ts';

const DAY_MS = 86_400_000;
/** After this the app shows the pack with a red band and no "open now". */
const VALID_DAYS = 30;

export type EncodeOptions = {
  /** Display data per language (`encodeTexts`); the pack's own when left out. */
  texts?: ReadonlyMap<string, PackTexts>;
  /** Name of the area, when the pack is a part of its territory. */
  area?: string;
  /** ms since 1970 UTC; 30 days after `generatedAt` when left out. */
  expiresAt?: number;
  /** Signature of the header's bytes. */
  sign?: (header: Uint8Array) => Uint8Array;
  sha256?: Hash;
};

export type DecodeOptions = ReadOptions & {
  /** ms since 1970 UTC around which hours are compiled; when left out, the time of the pack. */
  now?: number;
};

/** What `Meta` holds beside the arrays. */
type Meta = {
  count: number;
  remoteFrom: number;
  unplacedFrom: number;
  sets: { name: string; dense: boolean; at: number; length: number }[];
  labels: { needs: string[]; langs?: string[]; longest: number };
  words: Record<'records' | 'labels' | 'places', number>;
};

type Writer = Map<
  string,
  { kind: SectionKind; data: Int32Array | Uint32Array | Uint16Array | Uint8Array }
>;

/** @throws PackInputError when live changes lie on top: build a new base first */
export function encodePack(pack: Pack, options: EncodeOptions = {}): Uint8Array {
  const [base, ...changes] = pack.layers;
  if (base === undefined || changes.length > 0 || base.removed !== undefined) {
    throw new PackInputError('layers', 'a pack without live changes', 'pack file');
  }
  const { segment } = base;
  const sections: Writer = new Map();
  const sets = writeSets(sections, segment);
  const meta: Meta = {
    count: segment.count,
    remoteFrom: segment.remoteFrom,
    unplacedFrom: segment.unplacedFrom,
    sets,
    labels: {
      needs: [...pack.labels.needs],
      langs: [...pack.labels.langs],
      longest: pack.labels.longest,
    },
    words: {
      records: segment.words.dictionary.count,
      labels: pack.labels.phrases.dictionary.count,
      places: pack.places.names.dictionary.count,
    },
  };
  writeJson(sections, 'meta', meta);
  sections.set('rows', { kind: 'i32', data: segment.rows });
  sections.set('codes', { kind: 'u32', data: segment.byCode });
  writeWords(sections, 'records', segment.words);
  writeWords(sections, 'labels', pack.labels.phrases);
  writeWords(sections, 'places', pack.places.names);
  writeJson(sections, 'places', pack.places.entries);
  writeJson(sections, 'patterns', packPatterns(segment.patterns));
  const texts = options.texts ?? pack.texts;
  for (const [lang, { codes, start, bytes }] of texts) {
    sections.set(`text/${lang}/codes`, { kind: 'u32', data: codes });
    sections.set(`text/${lang}/start`, { kind: 'u32', data: start });
    sections.set(`text/${lang}/bytes`, { kind: 'u8', data: bytes });
  }
  const head = {
    fold: FOLD_VERSION,
    territory: pack.territory,
    area: options.area ?? '',
    langs: [...texts.keys()].sort(),
    generatedAt: pack.generatedAt,
    expiresAt: options.expiresAt ?? pack.generatedAt + VALID_DAYS * DAY_MS,
    seq: pack.seq,
  };
  return writeSections(head, sections, options.sign, options.sha256);
}

/**
 * The pack in the bytes of a file; its arrays keep pointing into them.
 * @throws PackFileError when the file is not a pack, is cut off, changed, or of another version
 */
export function decodePack(file: Uint8Array, options: DecodeOptions = {}): Pack {
  const { header, sections } = readSections(file, options);
  if (header.fold !== FOLD_VERSION) {
    throw new PackFileError(
      'version',
      `the pack's words are folded by rules ${header.fold}; this program has rules ${FOLD_VERSION}`,
    );
  }
  const meta = readJson(sections, 'meta') as Meta;
  const now = options.now ?? header.generatedAt;
  const entries = readJson(sections, 'places') as PlaceNames;
  const texts = new Map<string, PackTexts>();
  for (const lang of header.langs) {
    texts.set(lang, {
      codes: array(sections, `text/${lang}/codes`, Uint32Array),
      start: array(sections, `text/${lang}/start`, Uint32Array),
      bytes: array(sections, `text/${lang}/bytes`, Uint8Array),
    });
  }
  return {
    territory: header.territory,
    area: header.area,
    generatedAt: header.generatedAt,
    expiresAt: header.expiresAt,
    seq: header.seq,
    layers: [{ segment: readSegment(sections, meta, now) }],
    labels: {
      ...meta.labels,
      langs: meta.labels.langs ?? [],
      phrases: readWords(sections, 'labels', meta.words.labels),
    },
    places: {
      entries,
      numberOf: new Map(entries.map(({ id }, number) => [id, number])),
      names: readWords(sections, 'places', meta.words.places),
    },
    texts,
  };
}

function readSegment(sections: Sections, meta: Meta, now: number): Segment {
  const patterns = unpackPatterns(readJson(sections, 'patterns') as PackedPatterns);
  const rows = array(sections, 'rows', Int32Array);
  const byCode = array(sections, 'codes', Uint32Array);
  const { count, remoteFrom, unplacedFrom } = meta;
  if (rows.length !== count * ROW || byCode.length !== count) {
    throw new PackFileError('content', `rows and codes do not hold ${count} records`);
  }
  return {
    count,
    remoteFrom,
    unplacedFrom,
    rows,
    byCode,
    grid: buildGrid(rows, remoteFrom),
    sets: readSets(sections, meta),
    words: readWords(sections, 'records', meta.words.records),
    patterns,
    patternOf: patternColumn(rows, patterns.length),
    positions: positionColumn(rows),
    cache: emptyCache(count, patterns.length, now),
  };
}

/** All sets one after another in a section; their names and places go into the meta data. */
function writeSets(sections: Writer, { sets }: Segment): Meta['sets'] {
  const table: Meta['sets'] = [];
  let at = 0;
  for (const [name, set] of sets) {
    const words = wordsOf(set);
    table.push({ name, dense: 'dense' in set, at, length: words.length });
    at += words.length;
  }
  const data = new Uint32Array(at);
  for (const [i, set] of [...sets.values()].entries()) {
    data.set(wordsOf(set), (table[i] as { at: number }).at);
  }
  sections.set('sets', { kind: 'u32', data });
  return table;
}

function wordsOf(set: IdSet): Uint32Array {
  return 'dense' in set ? set.dense : set.sparse;
}

function readSets(sections: Sections, { sets }: Meta): Map<string, IdSet> {
  const data = array(sections, 'sets', Uint32Array);
  return new Map(
    sets.map(({ name, dense, at, length }) => {
      const words = data.subarray(at, at + length);
      return [name, dense ? { dense: words } : { sparse: words }];
    }),
  );
}

function writeWords(sections: Writer, name: string, index: TermIndex): void {
  sections.set(`words/${name}/units`, { kind: 'u16', data: index.dictionary.units });
  sections.set(`words/${name}/blocks`, { kind: 'u32', data: index.dictionary.blockStart });
  sections.set(`words/${name}/start`, { kind: 'u32', data: index.start });
  sections.set(`words/${name}/postings`, { kind: 'u8', data: index.bytes });
}

function readWords(sections: Sections, name: string, count: number): TermIndex {
  return {
    dictionary: {
      count,
      units: array(sections, `words/${name}/units`, Uint16Array),
      blockStart: array(sections, `words/${name}/blocks`, Uint32Array),
    },
    start: array(sections, `words/${name}/start`, Uint32Array),
    bytes: array(sections, `words/${name}/postings`, Uint8Array),
  };
}

function writeJson(sections: Writer, name: string, value: unknown): void {
  sections.set(name, { kind: 'json', data: new TextEncoder().encode(JSON.stringify(value)) });
}

function readJson(sections: Sections, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(array(sections, name, Uint8Array)));
  } catch (cause) {
    if (cause instanceof PackFileError) throw cause;
    throw new PackFileError('content', `section ${name} is not JSON`);
  }
}

function array<A extends Int32Array | Uint32Array | Uint16Array | Uint8Array>(
  sections: Sections,
  name: string,
  kind: new (...args: never[]) => A,
): A {
  const found = sections.get(name);
  if (!(found instanceof kind)) {
    throw new PackFileError('content', `section ${name} is missing or of another kind`);
  }
  return found;
}
