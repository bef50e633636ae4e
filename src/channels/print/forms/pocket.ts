/**
 * The pocket card: 85 × 54 mm, the size of a bank card, eight on a sheet of A4 with marks for the knife. Question and
 * answer in front, the next step and the code behind: the second page is the back of the first, printed on
 * both sides along the long edge.
 */
import { type Area, Draft, MM, rule } from '../flow.ts';
import { copied, moved } from '../move.ts';
import { NotPrintable } from '../not-printable.ts';
import type { CardPaper } from '../paper.ts';
import { codePiece, lintel, targetPieces, textPiece } from '../pieces.ts';
import type { Mark, Sheet, SheetPage } from '../sheet.ts';
import { drawDown, drawUp, heightOf, largestThatFits, type Piece } from '../stack.ts';

const W = 210 * MM;
const H = 297 * MM;
const CARD = { w: 85 * MM, h: 54 * MM };
const COLUMNS = 2;
const ROWS = 4;
const LEFT = (W - COLUMNS * CARD.w) / 2;
const TOP = (H - ROWS * CARD.h) / 2;
const EDGE = 3.5 * MM;
/** The words are never smaller; the code's own words and the notice never under 6 pt. */
const FLOOR = 7;
const SMALL = 6;
const AREA: Area = { x: EDGE, y: EDGE, w: CARD.w - 2 * EDGE, h: CARD.h - 2 * EDGE };

/** @throws NotPrintable `too_long` when a side is too full at the smallest size */
export function pocketCard(paper: CardPaper): Sheet {
  const draft = new Draft();
  const side = (name: string, make: (scale: number) => Piece[], room: number): Piece[] => {
    const made = largestThatFits(make, (pieces) => heightOf(pieces) <= room, 1.9);
    if (made) return made;
    throw new NotPrintable(
      'too_long',
      `Card ${paper.code} does not fit on a pocket card of 85 × 54 mm at ${FLOOR} pt: its ${name} is too long.`,
    );
  };
  const { voice } = paper;
  const front = side(
    'question with its answer',
    (scale) => [
      textPiece(
        draft,
        AREA,
        voice,
        paper.question,
        { size: FLOOR * 1.15 * scale, weight: 'bold', heading: true },
        { role: 'H1' },
      ),
      textPiece(draft, AREA, voice, paper.answer, { size: FLOOR * scale }, { gap: 4 }),
    ],
    AREA.h - 9,
  );
  const small = { size: SMALL, heading: true } as const;
  const code = codePiece(draft, AREA, voice, paper, [
    { text: paper.codeLine, style: { ...small, weight: 'bold' } },
    { text: paper.checkLine, style: small },
    ...paper.notices.map((text) => ({ text, style: { ...small, weight: 'bold' as const } })),
    ...(paper.notices.length === 0
      ? [{ text: paper.says[0] ?? paper.publisher, style: small }]
      : []),
  ]);
  const back = side(
    'next step',
    (scale) => [
      textPiece(
        draft,
        AREA,
        voice,
        paper.nextStep,
        { size: FLOOR * 1.1 * scale, weight: 'bold', heading: true },
        { role: 'H2' },
      ),
      ...targetPieces(draft, AREA, paper, FLOOR * 1.5 * scale, 2),
    ],
    AREA.h - code.height - 12,
  );
  const frontMarks = [lintel(AREA, 3), ...drawDown(front, { y: AREA.y + 7 })];
  const backMarks = [
    lintel(AREA, 1),
    ...drawDown(back, { y: AREA.y + 4 }),
    ...drawUp([code], AREA),
  ];
  return {
    title: paper.question,
    lang: voice.tag,
    dir: voice.dir,
    publisher: paper.publisher,
    madeAt: paper.madeAt,
    elements: draft.elements,
    pages: [eight(frontMarks), eight(backMarks)],
  };
}

/** Eight copies and the marks; only the first is read aloud. */
function eight(marks: readonly Mark[]): SheetPage {
  const copies = Array.from({ length: COLUMNS * ROWS }, (_, index) => {
    const column = index % COLUMNS;
    const row = Math.floor(index / COLUMNS);
    return moved(index === 0 ? marks : copied(marks), LEFT + column * CARD.w, TOP + row * CARD.h);
  });
  return { width: W, height: H, layers: [{ marks: [...copies.flat(), ...knifeMarks()] }] };
}

/** Short lines outside the cards and fine dots between them. */
function knifeMarks(): Mark[] {
  const right = LEFT + COLUMNS * CARD.w;
  const foot = TOP + ROWS * CARD.h;
  const marks: Mark[] = [];
  for (let column = 0; column <= COLUMNS; column++) {
    const x = LEFT + column * CARD.w;
    marks.push(rule([x, TOP - 16], [x, TOP - 4], 0.6), rule([x, foot + 4], [x, foot + 16], 0.6));
    marks.push(rule([x, TOP], [x, foot], 0.3, [1, 3]));
  }
  for (let row = 0; row <= ROWS; row++) {
    const y = TOP + row * CARD.h;
    marks.push(
      rule([LEFT - 16, y], [LEFT - 4, y], 0.6),
      rule([right + 4, y], [right + 16, y], 0.6),
    );
    marks.push(rule([LEFT, y], [right, y], 0.3, [1, 3]));
  }
  return marks;
}
