/** Makes a print out of its words: lays out, writes, and for pictures draws. The slow part; runs in a thread. */
import { createHash } from 'node:crypto';
import { leaflet } from './forms/leaflet.ts';
import { picture, pictureAlt } from './forms/picture.ts';
import { pocketCard } from './forms/pocket.ts';
import { poster } from './forms/poster.ts';
import { walletList } from './forms/wallet.ts';
import type { OnPaper, PrintJob, Printed } from './job.ts';
import { NotPrintable } from './not-printable.ts';
import type { ListPaper } from './paper.ts';
import { writePdf } from './pdf/write.ts';
import type { Mark, Sheet } from './sheet.ts';
import { MissingLetters } from './type/paragraph.ts';

/** Messengers and slow networks: a picture is never larger (chapter 10, section 4.5). */
export const PICTURE_BYTES = 150_000;

/**
 * @throws NotPrintable `too_long` or `missing_letters`, with what is to be changed
 */
export async function makePrint(job: PrintJob): Promise<Printed> {
  const sheet = layOut(job);
  const pdf = writePdf(sheet);
  if (job.form !== 'picture')
    return {
      mime: 'application/pdf',
      content: pdf,
      pages: sheet.pages.length,
      sha256: sha256(pdf),
    };
  const content = await draw(pdf);
  return {
    mime: 'image/png',
    content,
    pages: 1,
    sha256: sha256(content),
    alt: pictureAlt(job.paper),
  };
}

/** The sheet of a job, before it is written: what checks look at. */
export function layOut(job: PrintJob): Sheet {
  try {
    switch (job.form) {
      case 'leaflet':
        return leaflet(job.paper);
      case 'large':
        return leaflet(job.paper, true);
      case 'poster':
        return poster(job.paper);
      case 'pocket':
        return pocketCard(job.paper);
      case 'wallet':
        return walletList(job.list);
      case 'picture':
        return picture(job.paper, job.shape);
      case 'set':
        return joined(sheetsOf(job), job);
    }
  } catch (error) {
    if (error instanceof MissingLetters) throw new NotPrintable('missing_letters', error.message);
    throw error;
  }
}

/** What can stand on paper of a set: one part that cannot refuses nobody the others, and the list says that there is more. */
function sheetsOf({ parts, more }: Extract<PrintJob, { form: 'set' }>): Sheet[] {
  let leftOut = 0;
  const made = parts.map((part) => {
    if (part.form === 'wallet') return () => listOf({ ...part.list, more: more[leftOut] ?? '' });
    const sheet = posterOr(part);
    if (!sheet) leftOut++;
    return () => sheet;
  });
  // The lists last: then it is known what was left out.
  return made.flatMap((sheet) => sheet() ?? []);
}

/** The sheet, or nothing when its words are too long for it or have letters that no font has. */
function sheetIfAny(part: OnPaper): Sheet | undefined {
  try {
    return layOut(part);
  } catch (error) {
    if (error instanceof NotPrintable) return undefined;
    throw error;
  }
}

/** A poster that its words are too long for becomes a leaflet. */
function posterOr(part: Exclude<OnPaper, { form: 'wallet' }>): Sheet | undefined {
  const sheet = sheetIfAny(part);
  return sheet || part.form !== 'poster'
    ? sheet
    : sheetIfAny({ form: 'leaflet', paper: part.paper });
}

/** The list with the places that can stand on it. @throws NotPrintable when not even its title can */
function listOf(list: ListPaper): Sheet {
  const whole = sheetIfAny({ form: 'wallet', list });
  if (whole) return whole;
  const able = list.places.filter((place) =>
    sheetIfAny({ form: 'wallet', list: { ...list, places: [place] } }),
  );
  return layOut({ form: 'wallet', list: { ...list, places: able } });
}

/** Sheets as one: their pages one after the other, and what is what in the same order for whoever hears it. */
function joined(sheets: readonly Sheet[], named: Pick<Sheet, 'title' | 'publisher'>): Sheet {
  const [first] = sheets;
  if (!first) throw new NotPrintable('too_long', 'There is nothing to print in this language.');
  const elements: Sheet['elements'][number][] = [];
  const pages = sheets.flatMap((sheet) => {
    const from = elements.length;
    elements.push(...sheet.elements);
    const moved = (mark: Mark): Mark =>
      mark.element === undefined ? mark : { ...mark, element: mark.element + from };
    return sheet.pages.map((page) => ({
      ...page,
      layers: page.layers.map((layer) => ({ ...layer, marks: layer.marks.map(moved) })),
    }));
  });
  const madeAt = sheets.reduce((newest, one) => (one.madeAt > newest ? one.madeAt : newest), '');
  const { title, publisher } = named;
  return { ...first, title, publisher, madeAt, elements, pages };
}

/** The only page of a PDF as a picture, a point a pixel, with as few colours as its bytes allow. */
async function draw(pdf: Buffer): Promise<Buffer> {
  // Read when the first picture is asked for: a PDF needs neither.
  const [mupdf, { default: sharp }] = await Promise.all([import('mupdf'), import('sharp')]);
  const document = mupdf.Document.openDocument(pdf, 'application/pdf');
  const page = document.loadPage(0);
  const pixels = page.toPixmap(mupdf.Matrix.identity, mupdf.ColorSpace.DeviceRGB, false);
  const png = Buffer.from(pixels.asPNG());
  for (const each of [pixels, page, document]) each.destroy();
  for (const colours of [64, 32, 16, 8]) {
    const made = await sharp(png)
      .png({ palette: true, colours, compressionLevel: 9, effort: 7 })
      .toBuffer();
    if (made.length <= PICTURE_BYTES) return made;
  }
  throw new NotPrintable(
    'too_long',
    `The picture is over ${PICTURE_BYTES} bytes in eight colours.`,
  );
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
