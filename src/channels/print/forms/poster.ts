/**
 * The poster: one sheet of A4 for a wall. The question and the number are read from three metres (36 pt: the capital
 * of 9 mm that an eye of half the usual sharpness needs), the next step and the answer from two. What does not fit on one sheet
 * becomes two that hang beside each other.
 */
import { arch, type Area, Draft, MM, setText } from '../flow.ts';
import { NotPrintable } from '../not-printable.ts';
import type { CardPaper } from '../paper.ts';
import { codePiece, lintel, nextPiece, noticePieces, QR_SIZE, textPiece } from '../pieces.ts';
import type { Mark, Sheet, SheetPage } from '../sheet.ts';
import { drawDown, drawUp, heightOf, largestThatFits, type Piece } from '../stack.ts';

const W = 210 * MM;
const H = 297 * MM;
const EDGE = 14 * MM;
const SIGN = 44;
const HEADLINE = 36;
const NEXT = 30;
const ANSWER = 24;
const SMALL = 12;
const AREA: Area = { x: EDGE, y: EDGE, w: W - 2 * EDGE, h: H - 2 * EDGE };

/** @throws NotPrintable `too_long` when a text does not fit on two sheets at the smallest size */
export function poster(paper: CardPaper): Sheet {
  const draft = new Draft();
  const code = codeOf(paper, draft);
  const one = room(code);
  const whole = largestThatFits(
    (scale) => [...asked(paper, draft, scale), ...told(paper, draft, scale)],
    (pieces) => heightOf(pieces) <= one,
    1.7,
  );
  if (whole) return sheetOf(paper, draft, [page(paper, draft, whole, code)]);

  const second = new Draft();
  const halves = [asked, told].map((make) => {
    const under = codeOf(paper, second);
    const pieces = largestThatFits(
      (scale) => make(paper, second, scale),
      (made) => heightOf(made) <= room(under) - SMALL * 3,
      1.7,
    );
    return pieces && { pieces, under };
  });
  const pages = halves.map((half, index) => {
    if (!half)
      throw new NotPrintable(
        'too_long',
        `Card ${paper.code} does not fit on a poster of two sheets: its ${index === 0 ? 'question and answer are' : 'next step is'} too long at ${ANSWER} pt.`,
      );
    const [first, other] = paper.pageOf;
    return page(paper, second, half.pieces, half.under, index === 0 ? first : other);
  });
  return sheetOf(paper, second, pages);
}

function asked(paper: CardPaper, draft: Draft, scale: number): Piece[] {
  const { voice } = paper;
  return [
    textPiece(
      draft,
      AREA,
      voice,
      paper.question,
      { size: HEADLINE * scale, weight: 'bold', heading: true },
      { role: 'H1' },
    ),
    ...noticePieces(draft, AREA, paper, SMALL),
    textPiece(
      draft,
      AREA,
      voice,
      paper.answer,
      { size: ANSWER * scale, heading: true },
      { gap: ANSWER * 0.7 },
    ),
  ];
}

function told(paper: CardPaper, draft: Draft, scale: number): Piece[] {
  const box = nextPiece(draft, AREA, paper, {
    title: 18,
    step: NEXT * scale,
    target: HEADLINE * scale,
  });
  return [{ ...box, gap: 20 }];
}

function codeOf(paper: CardPaper, draft: Draft): Piece {
  return codePiece(
    draft,
    AREA,
    paper.voice,
    paper,
    [
      { text: paper.codeLine, style: { size: SMALL + 2, weight: 'bold' } },
      { text: paper.checkLine, style: { size: SMALL } },
      { text: paper.says[0] ?? paper.publisher, style: { size: SMALL } },
      { text: paper.throwAway, style: { size: SMALL } },
    ],
    { qr: QR_SIZE * 1.2 },
  );
}

const room = (code: Piece): number => AREA.h - SIGN - 36 - code.height - 24;

function page(
  paper: CardPaper,
  draft: Draft,
  pieces: readonly Piece[],
  code: Piece,
  numbered?: string,
): SheetPage {
  const { dir } = paper.voice;
  const top = AREA.y + 26;
  const marks: Mark[] = [
    lintel(AREA, 10),
    ...arch(dir === 'ltr' ? AREA.x : AREA.x + AREA.w - SIGN, top, SIGN),
    ...drawDown(pieces, { y: top + SIGN + 16 }),
    ...drawUp([code], AREA),
  ];
  if (numbered !== undefined) {
    const setting = setText(numbered, paper.voice, { size: SMALL * 1.5, weight: 'bold' }, AREA.w);
    const other = dir === 'ltr' ? 'rtl' : 'ltr';
    marks.push(...draft.text(setting, AREA, top + 8, 'P', { dir: other }));
  }
  return { width: W, height: H, layers: [{ marks }] };
}

function sheetOf(paper: CardPaper, draft: Draft, pages: SheetPage[]): Sheet {
  return {
    title: paper.question,
    lang: paper.voice.tag,
    dir: paper.voice.dir,
    publisher: paper.publisher,
    madeAt: paper.madeAt,
    elements: draft.elements,
    pages,
  };
}
