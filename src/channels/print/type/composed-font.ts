/**
 * A font made for one document, in which every cluster of letters (a syllable of Khmer, a letter of Arabic with
 * its dots) is one glyph with one text. PDF says what a glyph means, and has no good word for "these five glyphs
 * together are ខ្ញុំ": readers then repeat, drop or reorder letters (chapter 10, section 9). With one glyph for
 * one cluster there is nothing to put together.
 */
import type { GlyphSource, Outline } from './glyph-source.ts';

export type Part = { glyph: number; x: number; y: number };

export type ComposedFont = {
  /** The glyph id that draws `parts`, means `text` and is `advance` font units wide. */
  take(text: string, parts: readonly Part[], advance: number): number;
  /** The TrueType file (head, hhea, maxp, hmtx, loca, glyf). */
  file(): Buffer;
  /** Text and width of each glyph id from 1 up. */
  entries(): readonly { glyph: number; text: string; advance: number }[];
  box: { xMin: number; yMin: number; xMax: number; yMax: number };
};

type Built = Outline & { advance: number };

export function composedFont(source: GlyphSource): ComposedFont {
  const built: Built[] = [{ ...source.outline(0), advance: source.advance(0) }];
  if ((built[0] as Built).components.length > 0)
    built[0] = { ...(built[0] as Built), record: Buffer.alloc(0), components: [] };
  const copied = new Map<number, number>();
  const taken = new Map<string, number>();
  const meanings: { glyph: number; text: string; advance: number }[] = [];
  const box = { xMin: 0, yMin: 0, xMax: 0, yMax: 0 };

  const add = (glyph: Built): number => {
    box.xMin = Math.min(box.xMin, glyph.xMin);
    box.yMin = Math.min(box.yMin, glyph.yMin);
    box.xMax = Math.max(box.xMax, glyph.xMax);
    box.yMax = Math.max(box.yMax, glyph.yMax);
    return built.push(glyph) - 1;
  };

  const copy = (glyph: number): number => {
    const known = copied.get(glyph);
    if (known !== undefined) return known;
    const outline = source.outline(glyph);
    const record = Buffer.from(outline.record);
    for (const part of outline.components) record.writeUInt16BE(copy(part.glyph), part.at);
    const made = add({ ...outline, record, advance: source.advance(glyph) });
    copied.set(glyph, made);
    return made;
  };

  return {
    box,
    take(text, parts, advance) {
      const key = `${text}\0${advance}\0${parts.map(({ glyph, x, y }) => `${glyph},${x},${y}`).join(';')}`;
      const known = taken.get(key);
      if (known !== undefined) return known;
      const glyph = add({ ...compose(parts, source, copy), advance });
      taken.set(key, glyph);
      meanings.push({ glyph, text, advance });
      return glyph;
    },
    entries: () => meanings,
    file: () => write(built, source, box),
  };
}

/** One record that draws the parts at their places (OpenType 1.9, `glyf`, composite glyph description). */
function compose(
  parts: readonly Part[],
  source: GlyphSource,
  copy: (glyph: number) => number,
): Outline {
  const inked = parts.filter(({ glyph }) => source.outline(glyph).record.length > 0);
  const empty = { xMin: 0, yMin: 0, xMax: 0, yMax: 0, components: [], record: Buffer.alloc(0) };
  if (inked.length === 0) return empty;
  const record = Buffer.alloc(10 + inked.length * 8);
  const box = { xMin: Infinity, yMin: Infinity, xMax: -Infinity, yMax: -Infinity };
  for (const [index, { glyph, x, y }] of inked.entries()) {
    const outline = source.outline(glyph);
    const at = 10 + index * 8;
    const last = index === inked.length - 1;
    // Arguments are words, they are places, and more parts follow.
    record.writeUInt16BE(0x0003 | (last ? 0 : 0x0020), at);
    record.writeUInt16BE(copy(glyph), at + 2);
    record.writeInt16BE(x, at + 4);
    record.writeInt16BE(y, at + 6);
    box.xMin = Math.min(box.xMin, outline.xMin + x);
    box.yMin = Math.min(box.yMin, outline.yMin + y);
    box.xMax = Math.max(box.xMax, outline.xMax + x);
    box.yMax = Math.max(box.yMax, outline.yMax + y);
  }
  record.writeInt16BE(-1, 0);
  writeBox(record, 2, box);
  return { ...box, record, components: [] };
}

type Box = { xMin: number; yMin: number; xMax: number; yMax: number };

function writeBox(into: Buffer, at: number, { xMin, yMin, xMax, yMax }: Box): void {
  for (const [index, value] of [xMin, yMin, xMax, yMax].entries())
    into.writeInt16BE(Math.max(-32768, Math.min(32767, value)), at + index * 2);
}

function write(glyphs: readonly Built[], source: GlyphSource, box: Box): Buffer {
  const padded = glyphs.map(({ record }) =>
    Buffer.concat([record, Buffer.alloc((4 - (record.length % 4)) % 4)]),
  );
  const loca = Buffer.alloc((glyphs.length + 1) * 4);
  const hmtx = Buffer.alloc(glyphs.length * 4);
  let at = 0;
  for (const [index, glyph] of glyphs.entries()) {
    hmtx.writeUInt16BE(glyph.advance, index * 4);
    hmtx.writeInt16BE(glyph.xMin, index * 4 + 2);
    at += (padded[index] as Buffer).length;
    loca.writeUInt32BE(at, index * 4 + 4);
  }
  const head = Buffer.from(source.head);
  head.writeUInt32BE(0, 8);
  writeBox(head, 36, box);
  head.writeInt16BE(1, 50);
  const hhea = Buffer.from(source.hhea);
  hhea.writeUInt16BE(Math.max(...glyphs.map(({ advance }) => advance)), 10);
  hhea.writeUInt16BE(glyphs.length, 34);
  const maxp = Buffer.from(source.maxp);
  maxp.writeUInt16BE(glyphs.length, 4);
  // Points, contours, parts and their depth: as much as any cluster of ours needs.
  for (const place of [6, 8, 10, 12]) maxp.writeUInt16BE(0x3fff, place);
  maxp.writeUInt16BE(0, 26);
  maxp.writeUInt16BE(64, 28);
  maxp.writeUInt16BE(6, 30);
  return sfnt([
    ['glyf', Buffer.concat(padded)],
    ['head', head],
    ['hhea', hhea],
    ['hmtx', hmtx],
    ['loca', loca],
    ['maxp', maxp],
  ]);
}

function sfnt(tables: readonly [string, Buffer][]): Buffer {
  const power = Math.floor(Math.log2(tables.length));
  const header = Buffer.alloc(12 + tables.length * 16);
  header.writeUInt32BE(0x00010000, 0);
  header.writeUInt16BE(tables.length, 4);
  header.writeUInt16BE(2 ** power * 16, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE(tables.length * 16 - 2 ** power * 16, 10);
  let offset = header.length;
  const bodies = tables.map(([tag, body], index) => {
    const whole = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    const entry = 12 + index * 16;
    header.write(tag, entry, 'latin1');
    header.writeUInt32BE(checksum(whole), entry + 4);
    header.writeUInt32BE(offset, entry + 8);
    header.writeUInt32BE(body.length, entry + 12);
    offset += whole.length;
    return whole;
  });
  const file = Buffer.concat([header, ...bodies]);
  const head = 12 + tables.findIndex(([tag]) => tag === 'head') * 16;
  file.writeUInt32BE((0xb1b0afba - checksum(file)) >>> 0, file.readUInt32BE(head + 8) + 8);
  return file;
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}
