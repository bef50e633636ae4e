/** Reads the outlines out of a TrueType font (OpenType 1.9, tables head, hhea, maxp, hmtx, loca, glyf). */

export type Outline = {
  /** The glyph's record without its instructions; empty for a glyph without ink. */
  record: Buffer;
  xMin: number;
  yMin: number;
  xMax: number;
  yMax: number;
  /** Where component glyph ids stand in `record`, when it is made of others. */
  components: readonly { at: number; glyph: number }[];
};

export type GlyphSource = {
  outline(glyph: number): Outline;
  advance(glyph: number): number;
  /** Tables that a composed font takes over, as they are. */
  head: Buffer;
  hhea: Buffer;
  maxp: Buffer;
};

const EMPTY: Outline = {
  record: Buffer.alloc(0),
  xMin: 0,
  yMin: 0,
  xMax: 0,
  yMax: 0,
  components: [],
};

/** @throws Error when the file is no TrueType font with outlines in `glyf` */
export function readGlyphs(font: Buffer): GlyphSource {
  const tables = new Map<string, Buffer>();
  for (let index = 0; index < font.readUInt16BE(4); index++) {
    const entry = 12 + index * 16;
    const start = font.readUInt32BE(entry + 8);
    tables.set(
      font.toString('latin1', entry, entry + 4),
      font.subarray(start, start + font.readUInt32BE(entry + 12)),
    );
  }
  const table = (tag: string): Buffer => {
    const found = tables.get(tag);
    if (!found) throw new Error(`The font has no table "${tag}": a TrueType font was expected.`);
    return found;
  };
  const head = table('head');
  const hhea = table('hhea');
  const maxp = table('maxp');
  const [hmtx, loca, glyf] = [table('hmtx'), table('loca'), table('glyf')];
  const long = head.readInt16BE(50) === 1;
  const metrics = hhea.readUInt16BE(34);
  const offset = (glyph: number): number =>
    long ? loca.readUInt32BE(glyph * 4) : loca.readUInt16BE(glyph * 2) * 2;
  return {
    head,
    hhea,
    maxp,
    advance: (glyph) => hmtx.readUInt16BE(Math.min(glyph, metrics - 1) * 4),
    outline(glyph) {
      const record = glyf.subarray(offset(glyph), offset(glyph + 1));
      if (record.length === 0) return EMPTY;
      const [xMin, yMin, xMax, yMax] = [2, 4, 6, 8].map((at) => record.readInt16BE(at)) as [
        number,
        number,
        number,
        number,
      ];
      const box = { xMin, yMin, xMax, yMax };
      const contours = record.readInt16BE(0);
      if (contours < 0) return { ...box, ...composite(record) };
      return { ...box, record: withoutInstructions(record, contours), components: [] };
    },
  };
}

/** A simple glyph with no hinting program: what it would call is not taken along. */
function withoutInstructions(record: Buffer, contours: number): Buffer {
  const at = 10 + contours * 2;
  const length = record.readUInt16BE(at);
  return Buffer.concat([record.subarray(0, at), Buffer.alloc(2), record.subarray(at + 2 + length)]);
}

const WORDS = 0x0001;
const SCALE = 0x0008;
const MORE = 0x0020;
const SCALE_X_Y = 0x0040;
const TWO_BY_TWO = 0x0080;
const INSTRUCTIONS = 0x0100;

function composite(record: Buffer): Pick<Outline, 'record' | 'components'> {
  const copy = Buffer.from(record);
  const components: { at: number; glyph: number }[] = [];
  let at = 10;
  for (;;) {
    const flags = copy.readUInt16BE(at);
    copy.writeUInt16BE(flags & ~INSTRUCTIONS, at);
    components.push({ at: at + 2, glyph: copy.readUInt16BE(at + 2) });
    at += 4 + (flags & WORDS ? 4 : 2);
    at += flags & SCALE ? 2 : flags & SCALE_X_Y ? 4 : flags & TWO_BY_TWO ? 8 : 0;
    if (!(flags & MORE)) break;
  }
  return { record: copy.subarray(0, at), components };
}
