/** What must be true of every print. Answers the sentences that say what is wrong; none is good. */
import type { PrintJob } from '../../src/channels/print/index.ts';
import { layOut } from '../../src/channels/print/make.ts';
import { writePdf } from '../../src/channels/print/pdf/write.ts';
import type { Mark, Sheet } from '../../src/channels/print/sheet.ts';
import { letters, popplerText, type ReadPage, readPdf } from './read-back.ts';

export type Judged = {
  pages: number;
  bytes: number;
  glyphs: number;
  missing: number;
  /** Letters of the source that were compared. */
  compared: number;
  poppler: boolean;
  wrong: string[];
};

const MM = 72 / 25.4;
/** Copies of the first card on a page, by form; a strip of places is given once or twice. */
const COPIES: Partial<Record<PrintJob['form'], readonly number[]>> = {
  pocket: [8],
  wallet: [1, 2],
};
const PAGES: Record<PrintJob['form'], readonly [number, number]> = {
  leaflet: [1, 2],
  large: [2, 2],
  poster: [1, 2],
  pocket: [2, 2],
  wallet: [1, 9],
  picture: [1, 1],
  set: [1, 33],
};
/** Smallest letters of the main text, in points. */
const FLOORS: Partial<Record<PrintJob['form'], number>> = { leaflet: 12, large: 18, poster: 24 };

export function judge(job: PrintJob): Judged {
  const sheet = layOut(job);
  const pdf = writePdf(sheet);
  const wrong: string[] = [];
  const must = (holds: boolean, sentence: string): void => {
    if (!holds) wrong.push(sentence);
  };
  must(pdf.equals(writePdf(layOut(job))), 'the same words gave other bytes');
  const read = readPdf(pdf);
  const [least, most] = PAGES[job.form];
  must(
    read.pages.length >= least && read.pages.length <= most,
    `${read.pages.length} pages, expected ${least} to ${most}`,
  );
  must(read.lang === sheet.lang, `Lang is "${read.lang}"`);
  must(read.title === sheet.title, `Title is "${read.title}"`);
  must(read.marked && read.showsTitle && read.claimsUa, 'not marked as tagged with a title');
  must(read.fontsWithoutText === 0, `${read.fontsWithoutText} fonts say no text`);
  must(read.structure[0]?.role === 'Document', 'the structure does not begin with the document');
  must(read.structure[1] !== undefined, 'the structure is empty');
  must(
    read.structure.every(({ role, alt }) => role !== 'Figure' || Boolean(alt)),
    'a picture without words',
  );
  must(
    read.structure.filter(({ role }) => role === 'H1').length === 1,
    'there is not exactly one main heading',
  );
  let compared = 0;
  const everyPage: string[] = [];
  for (const [index, page] of read.pages.entries()) {
    must(page.missing === 0, `page ${index + 1}: ${page.missing} missing glyphs`);
    const source = letters(textsOn(sheet, index).join(''));
    const got = letters(page.text);
    const copies = source.length > 0 ? got.length / source.length : 0;
    must(
      (COPIES[job.form] ?? [1]).includes(copies) && got === source.repeat(copies),
      `page ${index + 1} reads otherwise than written: ${difference(got, source)}`,
    );
    everyPage.push(got);
    compared += got.length;
    if (job.form !== 'picture') {
      must(
        page.pixels.coloured === 0,
        `page ${index + 1}: ${page.pixels.coloured} coloured pixels`,
      );
      must(edgeIsClean(page), `page ${index + 1}: ink within 3 mm of the edge of the paper`);
    }
  }
  const poppler = popplerText(pdf);
  if (poppler !== undefined)
    must(
      letters(poppler) === everyPage.join(''),
      `poppler reads otherwise: ${difference(letters(poppler), everyPage.join(''))}`,
    );
  wrong.push(...overlaps(sheet), ...tooSmall(sheet, job), ...codeTooSmall(sheet, job));
  return {
    pages: read.pages.length,
    bytes: pdf.length,
    glyphs: read.pages.reduce((sum, { glyphs }) => sum + glyphs, 0),
    missing: read.pages.reduce((sum, { missing }) => sum + missing, 0),
    compared,
    poppler: poppler !== undefined,
    wrong,
  };
}

/** The texts, as they were given, in the order in which they stand on a page. */
function textsOn(sheet: Sheet, page: number): string[] {
  const marks = sheet.pages[page]?.layers.flatMap(({ marks: some }) => some) ?? [];
  const order = new Set(
    marks.flatMap((mark) =>
      mark.kind === 'text' && mark.element !== undefined ? [mark.element] : [],
    ),
  );
  return [...order].map((element) => sheet.elements[element]?.text ?? '');
}

function difference(got: string, source: string): string {
  let at = 0;
  while (at < got.length && got[at] === source[at % source.length]) at++;
  return `at ${at} "${got.slice(at, at + 24)}" for "${source.slice(at % source.length, (at % source.length) + 24)}"`;
}

/** Printers leave 3 mm white; what stands there is cut. Fold lines may run to the edge. */
function edgeIsClean({ pixels: { width, height, grey } }: ReadPage): boolean {
  const edge = 6;
  const black = 90;
  let inked = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const inside = x >= edge && y >= edge && x < width - edge && y < height - edge;
      if (!inside && (grey[y * width + x] ?? 255) < black) inked++;
    }
  // Dashes of the folds: at most four ends of 3 mm.
  return inked <= 4 * edge * 2;
}

type Box = { x0: number; x1: number; y0: number; y1: number };

function boxOf(mark: Extract<Mark, { kind: 'text' }>): Box {
  const { x, y, size, line } = mark;
  return { x0: x, x1: x + line.width * size, y0: y - size * 0.55, y1: y + size * 0.1 };
}

/** Lines over one another, or outside their page. */
function overlaps(sheet: Sheet): string[] {
  const wrong: string[] = [];
  for (const [index, page] of sheet.pages.entries())
    for (const { marks } of page.layers) {
      const boxes = marks.flatMap((mark) => (mark.kind === 'text' ? [boxOf(mark)] : []));
      for (const [at, box] of boxes.entries()) {
        if (box.x0 < 0 || box.y0 < 0 || box.x1 > page.width + 0.01 || box.y1 > page.height)
          wrong.push(`page ${index + 1}: line ${at + 1} leaves the page`);
        const other = boxes.findIndex(
          (each, place) =>
            place > at &&
            each.x0 < box.x1 &&
            box.x0 < each.x1 &&
            each.y0 < box.y1 &&
            box.y0 < each.y1,
        );
        if (other >= 0) wrong.push(`page ${index + 1}: lines ${at + 1} and ${other + 1} overlap`);
      }
    }
  return wrong;
}

/** The answer in at least the size that the form promises. */
function tooSmall(sheet: Sheet, job: PrintJob): string[] {
  const floor = FLOORS[job.form];
  if (floor === undefined || !('paper' in job)) return [];
  const answer = sheet.elements.findIndex(({ text }) => text === job.paper.answer);
  const sizes = sheet.pages.flatMap(({ layers }) =>
    layers.flatMap(({ marks }) =>
      marks.flatMap((mark) => (mark.kind === 'text' && mark.element === answer ? [mark.size] : [])),
    ),
  );
  if (sizes.length > 0 && Math.min(...sizes) >= floor - 0.001) return [];
  return [`the answer is set in ${Math.min(...sizes)} pt, expected ${floor}`];
}

/** The square of the code itself, without its white edge, in millimetres. */
function codeTooSmall(sheet: Sheet, job: PrintJob): string[] {
  if (job.form === 'picture') return [];
  const codes = sheet.pages.flatMap(({ layers }) =>
    layers.flatMap(({ marks }) =>
      marks.filter((mark) => mark.kind === 'shape' && mark.element !== undefined),
    ),
  );
  if (codes.length === 0) return ['there is no code to scan'];
  return codes.flatMap((mark) => {
    if (mark.kind !== 'shape') return [];
    const xs = mark.steps.flatMap((step) => (step[0] === 'M' || step[0] === 'L' ? [step[1]] : []));
    const side = (Math.max(...xs) - Math.min(...xs)) / MM;
    return side >= 24.99 ? [] : [`the code is ${side.toFixed(1)} mm wide, expected 25`];
  });
}
