/**
 * The leaflet: one sheet of A4, printed on one side and folded twice to A6. The lower half is the outside (back and
 * cover), the upper half stands on its head and becomes the two pages inside. Large type, or a text that is
 * too long for A6, is a sheet of A4 across, printed on both sides and folded once to A5.
 */
import { arch, type Area, Draft, MM, rule } from '../flow.ts';
import { moved } from '../move.ts';
import { NotPrintable } from '../not-printable.ts';
import type { CardPaper } from '../paper.ts';
import { codePiece, lintel, nextPiece, noticePieces, textPiece } from '../pieces.ts';
import type { Layer, Mark, Sheet, SheetPage } from '../sheet.ts';
import { drawDown, drawUp, heightOf, largestThatFits, type Piece } from '../stack.ts';

const A4 = { short: 210 * MM, long: 297 * MM };
const BODY = 12;
const BODY_LARGE = 18;
/** Small print is the code and the sources: never under 9 pt, in large type never under 14 pt. */
const SMALL = 9;
const SMALL_LARGE = 14;

type Faces = { cover: Mark[]; answer: Mark[]; next: Mark[]; back: Mark[] };
type Type = { body: number; small: number; most: number };

/** @throws NotPrintable `too_long` when the text does not fit on four pages of A5 */
export function leaflet(paper: CardPaper, large = false): Sheet {
  const small = { w: A4.short / 2, h: A4.long / 2 };
  const tall = { w: A4.long / 2, h: A4.short };
  const type: Type = large
    ? { body: BODY_LARGE, small: SMALL_LARGE, most: 1.6 }
    : { body: BODY, small: SMALL, most: 1.9 };
  const draft = new Draft();
  if (!large) {
    const faces = facesOf(paper, draft, small, type);
    if (faces) return sheetOf(paper, draft, [folded(paper, faces, small)]);
  }
  const second = new Draft();
  const faces = facesOf(paper, second, tall, type);
  if (!faces)
    throw new NotPrintable(
      'too_long',
      `Card ${paper.code} does not fit on a leaflet of four A5 pages at ${type.body} pt: shorten its answer or its next step.`,
    );
  return sheetOf(paper, second, across(paper, faces, tall));
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

/** The four pages, each from its own top left corner; nothing when one of them is too full. */
function facesOf(
  paper: CardPaper,
  draft: Draft,
  { w, h }: { w: number; h: number },
  { body, small, most }: Type,
): Faces | undefined {
  const edge = 8 * MM;
  const area: Area = { x: edge, y: edge, w: w - 2 * edge, h: h - 2 * edge };
  const { voice } = paper;
  const fits = (pieces: readonly Piece[], room = area.h): boolean => heightOf(pieces) <= room;

  const code = codePiece(draft, area, voice, paper, [
    { text: paper.codeLine, style: { size: small, weight: 'bold' } },
    { text: paper.checkLine, style: { size: small } },
  ]);
  const head = [textPiece(draft, area, voice, paper.publisher, { size: small })];
  const top = area.y + 14;
  const sign = body * 3;
  const room = area.h - 14 - heightOf(head) - sign - code.height - 40;
  const question = largestThatFits(
    (scale) => [
      textPiece(
        draft,
        area,
        voice,
        paper.question,
        { size: body * 1.25 * scale, weight: 'bold', heading: true },
        { role: 'H1' },
      ),
    ],
    (pieces) => fits(pieces, room),
    2,
  );
  const inside = (makeOf: (scale: number) => Piece[], larger = most): Piece[] | undefined =>
    largestThatFits(makeOf, (pieces) => fits(pieces, area.h - 14), larger);
  const answer = inside((scale) => [
    ...noticePieces(draft, area, paper, small),
    textPiece(draft, area, voice, paper.answer, { size: body * scale }, { gap: body }),
  ]);
  const next = inside(
    (scale) => [
      nextPiece(draft, area, paper, {
        title: body,
        step: body * 1.15 * scale,
        target: body * 1.5 * scale,
      }),
      ...childPieces(draft, area, paper, body),
    ],
    1.35,
  );
  const back = inside(
    () => [
      textPiece(
        draft,
        area,
        voice,
        paper.saysTitle,
        { size: small * 1.2, weight: 'bold' },
        { role: 'H2' },
      ),
      ...paper.says.map((line) =>
        textPiece(draft, area, voice, line, { size: small }, { gap: small * 0.4 }),
      ),
      ...(paper.alsoIn === undefined
        ? []
        : [textPiece(draft, area, voice, paper.alsoIn, { size: small }, { gap: small * 1.4 })]),
      textPiece(
        draft,
        area,
        voice,
        paper.throwAway,
        { size: small, weight: 'bold' },
        { gap: small * 1.4 },
      ),
    ],
    1,
  );
  if (!question || !answer || !next || !back) return undefined;
  // Reading order: question, answer, next step, who says so; drawn in that order, too.
  const cover = [
    lintel(area, 6),
    ...drawDown(head, { y: top }),
    ...arch(voice.dir === 'ltr' ? area.x : area.x + area.w - sign, top + heightOf(head) + 10, sign),
    ...drawDown(question, { y: top + heightOf(head) + sign + 24 }),
    ...drawUp([code], area),
  ];
  const from = { y: top };
  return {
    cover,
    answer: [lintel(area, 2), ...drawDown(answer, from)],
    next: [lintel(area, 2), ...drawDown(next, from)],
    back: [lintel(area, 2), ...drawDown(back, from)],
  };
}

function childPieces(draft: Draft, area: Area, paper: CardPaper, size: number): Piece[] {
  if (!paper.child) return [];
  return [
    textPiece(
      draft,
      area,
      paper.voice,
      paper.child.title,
      { size, weight: 'bold', heading: true },
      { role: 'H2', gap: size * 1.6 },
    ),
    textPiece(draft, area, paper.voice, paper.child.text, { size }, { gap: size * 0.3 }),
  ];
}

const FOLD = [2, 4];

/** One side of A4, folded twice. Behind the cover is the answer, behind the back the next step. */
function folded(paper: CardPaper, faces: Faces, { w, h }: { w: number; h: number }): SheetPage {
  const ltr = paper.voice.dir === 'ltr';
  const [first, second] = ltr ? [0, w] : [w, 0];
  const outside: Layer = {
    marks: moved(faces.cover, second, h),
  };
  const spread: Layer = {
    // Both inner pages as one picture, the answer where reading begins, then turned by half.
    marks: [...moved(faces.answer, first, 0), ...moved(faces.next, second, 0)],
    turnedRound: { x: w, y: h / 2 },
  };
  const back: Layer = { marks: moved(faces.back, first, h) };
  const folds: Layer = {
    marks: [rule([0, h], [2 * w, h], 0.5, FOLD), rule([w, 0], [w, 2 * h], 0.5, FOLD)],
  };
  return { width: 2 * w, height: 2 * h, layers: [outside, spread, back, folds] };
}

/** Two sides of A4 across, folded once. */
function across(paper: CardPaper, faces: Faces, { w, h }: { w: number; h: number }): SheetPage[] {
  const ltr = paper.voice.dir === 'ltr';
  const [first, second] = ltr ? [0, w] : [w, 0];
  const fold = { marks: [rule([w, 0], [w, h], 0.5, FOLD)] };
  return [
    {
      width: 2 * w,
      height: h,
      layers: [
        { marks: moved(faces.cover, second, 0) },
        { marks: moved(faces.back, first, 0) },
        fold,
      ],
    },
    {
      width: 2 * w,
      height: h,
      layers: [
        { marks: [...moved(faces.answer, first, 0), ...moved(faces.next, second, 0)] },
        fold,
      ],
    },
  ];
}
