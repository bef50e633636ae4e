/** The fonts of one PDF: of each face only the clusters that stand on its pages, each with its text. */
import { type ComposedFont, composedFont } from '../type/composed-font.ts';
import type { Typeface } from '../type/fonts.ts';
import type { Unit } from '../type/shape.ts';
import { type PdfObjects, type Reference, ref, utf16 } from './objects.ts';

export class PdfFonts {
  readonly #fonts = new Map<string, { face: Typeface; font: ComposedFont; name: string }>();

  /** The resource name of a face and the two bytes that show a unit. */
  show(unit: Unit): { name: string; code: string } {
    let entry = this.#fonts.get(unit.face.name);
    if (!entry) {
      entry = {
        face: unit.face,
        font: composedFont(unit.face.glyphs),
        name: `F${this.#fonts.size + 1}`,
      };
      this.#fonts.set(unit.face.name, entry);
    }
    const glyph = entry.font.take(unit.text, unit.parts, unit.advance);
    return { name: entry.name, code: hex(glyph) };
  }

  /** Writes all fonts and answers the resource dictionary. */
  write(objects: PdfObjects): string {
    const entries = [...this.#fonts.values()].map(
      (entry) => `/${entry.name} ${ref(writeFont(objects, entry))}`,
    );
    return `<< ${entries.join(' ')} >>`;
  }
}

const hex = (glyph: number): string => glyph.toString(16).toUpperCase().padStart(4, '0');

/** A Type 0 font over a TrueType CIDFont (ISO 32000-1, 9.7). */
function writeFont(
  objects: PdfObjects,
  { face, font }: { face: Typeface; font: ComposedFont },
): Reference {
  const scale = 1000 / face.unitsPerEm;
  const name = `WAYHSE+${face.name}`;
  const { xMin, yMin, xMax, yMax } = font.box;
  const corners = [xMin, yMin, xMax, yMax].map((value) => Math.round(value * scale)).join(' ');
  const file = font.file();
  const program = objects.stream(file, `/Length1 ${file.length}`);
  const descriptor = objects.add(
    `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${corners}] /ItalicAngle 0 /Ascent ${Math.round(face.ascent * 1000)} /Descent ${-Math.round(face.descent * 1000)} /CapHeight 714 /StemV ${face.name.endsWith('Bold') ? 140 : 80} /FontFile2 ${ref(program)} >>`,
  );
  const entries = [...font.entries()].sort((a, b) => a.glyph - b.glyph);
  const widths = entries.map(
    ({ glyph, advance }) => `${glyph} [${Number((advance * scale).toFixed(3))}]`,
  );
  const descendant = objects.add(
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${ref(descriptor)} /DW 0 /W [${widths.join(' ')}] /CIDToGIDMap /Identity >>`,
  );
  const unicode = objects.stream(Buffer.from(toUnicode(entries), 'latin1'));
  return objects.add(
    `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${ref(descendant)}] /ToUnicode ${ref(unicode)} >>`,
  );
}

/** What each glyph means (9.10.3); at most a hundred entries a section. */
function toUnicode(entries: readonly { glyph: number; text: string }[]): string {
  const sections: string[] = [];
  for (let at = 0; at < entries.length; at += 100) {
    const some = entries.slice(at, at + 100);
    const rows = some.map(({ glyph, text }) => `<${hex(glyph)}> <${utf16(text)}>`);
    sections.push(`${some.length} beginbfchar\n${rows.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
${sections.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}
