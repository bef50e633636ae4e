/** Reads a PDF like a stranger: its glyphs, its text in order, what it says about itself. MuPDF, and poppler where it is. */
import { execFileSync } from 'node:child_process';
import * as mupdf from 'mupdf';

export type ReadPage = {
  width: number;
  height: number;
  /** Glyphs shown, and how many of them are glyph 0: the empty box of a letter that a font lacks. */
  glyphs: number;
  missing: number;
  text: string;
  /** Grey values, a byte a pixel, at two pixels a millimetre. */
  pixels: { width: number; height: number; grey: Uint8Array; coloured: number };
};

export type ReadPdf = {
  pages: ReadPage[];
  lang: string;
  title: string;
  marked: boolean;
  showsTitle: boolean;
  claimsUa: boolean;
  /** Structure types in order, with the words of figures. */
  structure: { role: string; alt?: string }[];
  fontsWithoutText: number;
};

const PIXELS_A_POINT = (2 * 25.4) / 72;

export function readPdf(bytes: Buffer): ReadPdf {
  const document = mupdf.Document.openDocument(bytes, 'application/pdf') as mupdf.PDFDocument;
  const root = document.getTrailer().get('Root');
  const structure: ReadPdf['structure'] = [];
  const walk = (node: mupdf.PDFObject): void => {
    const alt = node.get('Alt');
    structure.push({
      role: node.get('S').asName(),
      ...(alt.isNull() ? {} : { alt: alt.asString() }),
    });
    const kids = node.get('K');
    if (kids.isArray()) kids.forEach((kid) => void (kid.get('S').isNull() || walk(kid)));
  };
  walk(root.get('StructTreeRoot').get('K'));
  const pages = Array.from({ length: document.countPages() }, (_, index) =>
    readPage(document.loadPage(index)),
  );
  let fontsWithoutText = 0;
  const fonts = document.findPage(0).get('Resources').get('Font');
  fonts.forEach((font) => void (font.get('ToUnicode').isNull() && fontsWithoutText++));
  return {
    pages,
    lang: root.get('Lang').asString(),
    title: document.getMetaData('info:Title') ?? '',
    marked: root.get('MarkInfo').get('Marked').asBoolean(),
    showsTitle: root.get('ViewerPreferences').get('DisplayDocTitle').asBoolean(),
    claimsUa: root.get('Metadata').readStream().asString().includes('<pdfuaid:part>1<'),
    structure,
    fontsWithoutText,
  };
}

function readPage(page: mupdf.Page): ReadPage {
  const [x0, y0, x1, y1] = page.getBounds();
  let glyphs = 0;
  let missing = 0;
  const counter = new mupdf.Device({
    fillText(text) {
      text.walk({
        showGlyph(_font, _place, glyph) {
          glyphs++;
          if (glyph === 0) missing++;
        },
      });
    },
  });
  page.run(counter, mupdf.Matrix.identity);
  counter.close();
  const text = page.toStructuredText('preserve-whitespace').asText();
  const pixmap = page.toPixmap(
    mupdf.Matrix.scale(PIXELS_A_POINT, PIXELS_A_POINT),
    mupdf.ColorSpace.DeviceRGB,
    false,
  );
  const [width, height] = [pixmap.getWidth(), pixmap.getHeight()];
  const colours = pixmap.getPixels();
  const grey = new Uint8Array(width * height);
  let coloured = 0;
  for (let at = 0; at < grey.length; at++) {
    const [r, g, b] = [colours[at * 3], colours[at * 3 + 1], colours[at * 3 + 2]];
    if (r !== g || g !== b) coloured++;
    grey[at] = g ?? 0;
  }
  pixmap.destroy();
  return {
    width: x1 - x0,
    height: y1 - y0,
    glyphs,
    missing,
    text,
    pixels: { width, height, grey, coloured },
  };
}

/** The text as poppler reads it in the order of the file; nothing where poppler is not installed. */
export function popplerText(bytes: Buffer): string | undefined {
  try {
    return execFileSync('pdftotext', ['-raw', '-enc', 'UTF-8', '-', '-'], {
      input: bytes,
      stdio: ['pipe', 'pipe', 'ignore'],
    }).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Composed, without marks that only steer direction, without white space: lines end elsewhere on paper. */
export function letters(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u200b\u200e\u200f\u2060\u2066-\u2069\u202a-\u202e\u00ad\ufeff]/g, '')
    .replace(/\s+/g, '');
}
