/** Display data in a pack: one JSON document per code and language, opaque to the finder (chapter 10, section 3.7). */
import { GrowingList, lowerBound } from './bits.ts';
import type { Pack, PackTexts } from './pack.ts';

/** Packs the documents of one language. Of two with one code the later counts. */
export function encodeTexts(
  entries: Iterable<readonly [code: string, document: unknown]>,
): PackTexts {
  const encoder = new TextEncoder();
  const documents = new Map<number, Uint8Array>();
  for (const [code, document] of entries) {
    documents.set(Number(code), encoder.encode(JSON.stringify(document)));
  }
  const codes = Uint32Array.from(documents.keys()).sort();
  const start = new GrowingList(codes.length + 1);
  let length = 0;
  for (const code of codes) {
    start.push(length);
    length += (documents.get(code) as Uint8Array).length;
  }
  start.push(length);
  const bytes = new Uint8Array(length);
  for (const [i, code] of codes.entries())
    bytes.set(documents.get(code) as Uint8Array, start.at(i));
  return { codes, start: start.finish(), bytes };
}

/**
 * The document with a code in the first language of `chain` that has it; undefined when none has.
 * @param chain languages as the pack names them, best first
 */
export function readText(pack: Pack, code: string, chain: readonly string[]): unknown {
  for (const lang of chain) {
    const texts = pack.texts.get(lang);
    if (texts === undefined) continue;
    const at = lowerBound(texts.codes, Number(code));
    if (texts.codes[at] !== Number(code)) continue;
    const bytes = texts.bytes.subarray(texts.start[at], texts.start[at + 1]);
    return JSON.parse(new TextDecoder().decode(bytes));
  }
  return undefined;
}
