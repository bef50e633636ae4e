/** What can be printed and how: the question that goes to the thread, and the answer that comes back. Plain data. */
import type { PictureShape } from './shapes.ts';
import type { NotPrintable } from './not-printable.ts';
import type { CardPaper, ListPaper } from './paper.ts';

/** Forms of a card on paper. */
export const CARD_FORMS = ['leaflet', 'large', 'poster', 'pocket'] as const;
export type CardForm = (typeof CARD_FORMS)[number];

/** What may be a part of a set. */
export type OnPaper = { form: CardForm; paper: CardPaper } | { form: 'wallet'; list: ListPaper };
export type PrintJob =
  | OnPaper
  | { form: 'picture'; shape: PictureShape; paper: CardPaper }
  /** Several prints of one language as one file, one after the other; one at least. */
  | {
      form: 'set';
      /** Whose set it is, in which language: `10-ar`. */
      of: string;
      title: string;
      publisher: string;
      parts: readonly OnPaper[];
      /** What the list says when so many of the cards cannot stand on paper: nothing of none, then of one, and so on. */
      more: readonly string[];
    };

export type Printed = {
  mime: 'application/pdf' | 'image/png';
  content: Buffer;
  pages: number;
  /** Hexadecimal. Equal words give equal bytes. */
  sha256: string;
  /** What a picture shows, in words. */
  alt?: string;
};

export type Answer =
  | { id: number; printed: Printed }
  | { id: number; refused: { why: NotPrintable['why']; message: string } }
  | { id: number; failed: string };
