/**
 * The container of a pack file, `.whp` (chapter 10, section 3.7): `WHP1`, lengths, a canonical JSON
 * header, its signature, then sections that are the arrays themselves, little-endian, aligned to 8.
 *
 * Bytes 0–3 `WHP1`; 4–7 length of the header; 8–11 length of the signature; 12–15 zero. The body
 * begins at the next multiple of 8 after the signature; offsets of sections count from there.
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { canonicalJson } from './canonical-json.ts';

const MAGIC = 'WHP1';
const FIXED = 16;
const ALIGN = 8;
export const PACK_VERSION = 1;

export type SectionKind = 'i32' | 'u32' | 'u16' | 'u8' | 'json';
type SectionArray = Int32Array | Uint32Array | Uint16Array | Uint8Array;
export type Sections = ReadonlyMap<string, SectionArray>;

export type PackHeader = {
  version: number;
  fold: number;
  territory: string;
  area: string;
  langs: readonly string[];
  /** ms since 1970 UTC. */
  generatedAt: number;
  expiresAt: number;
  seq: number;
  sections: readonly {
    name: string;
    kind: SectionKind;
    offset: number;
    length: number;
    sha256: string;
  }[];
};

export type Hash = (bytes: Uint8Array) => Uint8Array;

/** A file that is no pack, or not this one's: `code` says which rule it breaks, the message says where. */
export class PackFileError extends Error {
  readonly code:
    | 'not_a_pack'
    | 'version'
    | 'truncated'
    | 'header'
    | 'signature'
    | 'hash'
    | 'content';

  constructor(code: PackFileError['code'], message: string) {
    super(message);
    this.name = 'PackFileError';
    this.code = code;
  }
}

const KINDS = {
  i32: Int32Array,
  u32: Uint32Array,
  u16: Uint16Array,
  u8: Uint8Array,
  json: Uint8Array,
} as const;

function aligned(length: number): number {
  return Math.ceil(length / ALIGN) * ALIGN;
}

/** Arrays are used in place, so the bytes of the file must be those of the processor. */
function expectLittleEndian(): void {
  if (new Uint8Array(new Uint32Array([1]).buffer)[0] !== 1) {
    throw new PackFileError('content', 'packs can only be used on little-endian processors');
  }
}

function bytesOf(array: SectionArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Writes the file. @param sign returns the signature of the header's bytes (Ed25519) */
export function writeSections(
  head: Omit<PackHeader, 'version' | 'sections'>,
  sections: ReadonlyMap<string, { kind: SectionKind; data: SectionArray }>,
  sign: ((header: Uint8Array) => Uint8Array) | undefined,
  hash: Hash = nobleSha256,
): Uint8Array {
  expectLittleEndian();
  let end = 0;
  const table: PackHeader['sections'][number][] = [];
  for (const [name, { kind, data }] of sections) {
    const bytes = bytesOf(data);
    table.push({ name, kind, offset: end, length: bytes.length, sha256: hex(hash(bytes)) });
    end += aligned(bytes.length);
  }
  const header = new TextEncoder().encode(
    canonicalJson({ ...head, version: PACK_VERSION, sections: table }),
  );
  const signature = sign?.(header) ?? new Uint8Array(0);
  const body = aligned(FIXED + header.length + signature.length);
  const file = new Uint8Array(body + end);
  file.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(file.buffer);
  view.setUint32(4, header.length, true);
  view.setUint32(8, signature.length, true);
  file.set(header, FIXED);
  file.set(signature, FIXED + header.length);
  for (const [i, { data }] of [...sections.values()].entries()) {
    file.set(bytesOf(data), body + (table[i] as { offset: number }).offset);
  }
  return file;
}

/** The signed bytes and the signature of a file, for callers that can only verify asynchronously. */
export function signedPart(file: Uint8Array): { header: Uint8Array; signature: Uint8Array } {
  if (file.length < FIXED)
    throw new PackFileError('not_a_pack', 'the file is too short for a pack');
  const magic = new TextDecoder().decode(file.subarray(0, 4));
  if (magic !== MAGIC) {
    const isOther = /^WHP[0-9]$/.test(magic);
    throw isOther
      ? new PackFileError('version', `the pack has format ${magic}; this program reads ${MAGIC}`)
      : new PackFileError('not_a_pack', `the file begins with other bytes than ${MAGIC}`);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerEnd = FIXED + view.getUint32(4, true);
  const signatureEnd = headerEnd + view.getUint32(8, true);
  if (signatureEnd > file.length) {
    throw new PackFileError(
      'truncated',
      `the header ends at byte ${signatureEnd}, the file at ${file.length}`,
    );
  }
  return {
    header: file.subarray(FIXED, headerEnd),
    signature: file.subarray(headerEnd, signatureEnd),
  };
}

/** Where the sections of a file begin: their offsets count from here. @throws PackFileError */
export function sectionsStart(file: Uint8Array): number {
  const { header, signature } = signedPart(file);
  return aligned(FIXED + header.length + signature.length);
}

export type ReadOptions = {
  /** Without it signatures are not looked at; with it a pack without one is refused. */
  verify?: (header: Uint8Array, signature: Uint8Array) => boolean;
  /** Any SHA-256 that is faster here; `false` for bytes that this very process made. */
  sha256?: Hash | false;
};

/** What a file says of itself, without looking at its sections. @throws PackFileError */
export function readHeader(file: Uint8Array): PackHeader {
  return parseHeader(signedPart(file).header);
}

/** @throws PackFileError */
export function readSections(
  file: Uint8Array,
  { verify, sha256: hash = nobleSha256 }: ReadOptions = {},
): { header: PackHeader; sections: Sections } {
  expectLittleEndian();
  const { header: headerBytes, signature } = signedPart(file);
  if (verify !== undefined && (signature.length === 0 || !verify(headerBytes, signature))) {
    throw new PackFileError(
      'signature',
      signature.length === 0 ? 'the pack is not signed' : 'the signature does not fit the header',
    );
  }
  const header = parseHeader(headerBytes);
  const start = sectionsStart(file);
  // In place needs the alignment of the widest array.
  const whole = file.byteOffset % ALIGN === 0 ? file : file.slice();
  const sections = new Map<string, SectionArray>();
  for (const { name, kind, offset, length, sha256 } of header.sections) {
    const end = start + offset + length;
    if (end > whole.length) {
      throw new PackFileError(
        'truncated',
        `section ${name} ends at byte ${end}, the file at ${whole.length}`,
      );
    }
    const bytes = whole.subarray(start + offset, end);
    if (hash !== false && hex(hash(bytes)) !== sha256) {
      throw new PackFileError('hash', `section ${name} is not the one that the header names`);
    }
    const array = KINDS[kind];
    sections.set(
      name,
      new array(bytes.buffer as ArrayBuffer, bytes.byteOffset, length / array.BYTES_PER_ELEMENT),
    );
  }
  return { header, sections };
}

function parseHeader(bytes: Uint8Array): PackHeader {
  const fail = (what: string): never => {
    throw new PackFileError('header', `header: ${what}`);
  };
  let header: PackHeader;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as PackHeader;
  } catch {
    return fail('is not JSON in UTF-8');
  }
  if (header === null || typeof header !== 'object') return fail('is not an object');
  if (header.version !== PACK_VERSION) {
    throw new PackFileError(
      'version',
      `the pack has version ${header.version}; this program reads ${PACK_VERSION}`,
    );
  }
  for (const field of ['generatedAt', 'expiresAt', 'seq', 'fold'] as const) {
    if (!Number.isSafeInteger(header[field])) fail(`${field} is not a whole number`);
  }
  for (const field of ['territory', 'area'] as const) {
    if (typeof header[field] !== 'string') fail(`${field} is not a text`);
  }
  if (!Array.isArray(header.langs)) fail('langs is not a list');
  if (!Array.isArray(header.sections)) fail('sections is not a list');
  for (const { name, kind, offset, length, sha256 } of header.sections) {
    const isWhole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
    if (!isWhole || offset < 0 || length < 0 || offset % ALIGN !== 0) {
      fail(`section ${name} has no valid offset and length`);
    }
    if (!Object.hasOwn(KINDS, kind)) fail(`section ${name} has an unknown kind`);
    if (length % KINDS[kind].BYTES_PER_ELEMENT !== 0) fail(`section ${name} has an odd length`);
    if (typeof sha256 !== 'string') fail(`section ${name} has no hash`);
  }
  return header;
}
