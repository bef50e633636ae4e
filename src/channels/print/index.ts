/** Cards and places on paper: what stands on a print, and the printer that makes it. */
export { CARD_FORMS, type CardForm, type OnPaper, type PrintJob, type Printed } from './job.ts';
export {
  cardPaper,
  type CardPaper,
  type CardToPrint,
  type ListedPlace,
  listPaper,
  type ListPaper,
  type PlacesToPrint,
} from './paper.ts';
export { NotPrintable } from './not-printable.ts';
export { openPrinter, type Printer, type PrinterOptions } from './printer.ts';
export { type PaperWords, paperWords } from './words.ts';
export { PICTURE_SHAPES, type PictureShape } from './shapes.ts';
