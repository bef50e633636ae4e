/** The picture for messengers: 1080 × 1080, or 1080 × 1920 for a status, in pixels. On a screen it may have colour. */
import { arch, type Area, bar, Draft, setText } from '../flow.ts';
import { NotPrintable } from '../not-printable.ts';
import type { CardPaper } from '../paper.ts';
import { codePiece, noticePieces, targetPieces, textPiece } from '../pieces.ts';
import type { PictureShape } from '../shapes.ts';
import type { Mark, Sheet } from '../sheet.ts';
import { drawDown, drawUp, heightOf, largestThatFits, type Piece } from '../stack.ts';

const SIZE = 1080;
const HEIGHTS: Readonly<Record<PictureShape, number>> = { square: 1080, tall: 1920 };
const EDGE = 64;
const SIGN = 72;
const FLOOR = 28;
const SMALL = 26;

/** @throws NotPrintable `too_long` when the words do not fit at 28 pixels */
export function picture(paper: CardPaper, shape: PictureShape): Sheet {
  const height = HEIGHTS[shape];
  const draft = new Draft();
  const { voice } = paper;
  const area: Area = { x: EDGE, y: EDGE, w: SIZE - 2 * EDGE, h: height - 2 * EDGE };
  const code = codePiece(
    draft,
    area,
    voice,
    paper,
    [
      { text: paper.codeLine, style: { size: SMALL, weight: 'bold' } },
      { text: paper.checkLine, style: { size: SMALL * 0.92 } },
    ],
    { qr: shape === 'square' ? 180 : 260 },
  );
  const top = area.y + 8;
  const pieces = largestThatFits(
    (scale) => content(draft, area, paper, scale),
    (made) => heightOf(made) <= area.h - SIGN - 56 - code.height,
    shape === 'square' ? 1.8 : 2.7,
  );
  if (!pieces)
    throw new NotPrintable(
      'too_long',
      `Card ${paper.code} does not fit on a picture of ${SIZE} × ${height}: shorten its answer or its next step.`,
    );
  const sign = voice.dir === 'ltr' ? area.x : area.x + area.w - SIGN;
  const name = setText(paper.publisher, voice, { size: SMALL, ink: 'soft' }, area.w - SIGN - 24);
  const beside = {
    ...area,
    w: area.w - SIGN - 24,
    x: voice.dir === 'ltr' ? area.x + SIGN + 24 : area.x,
  };
  const marks: Mark[] = [
    bar({ x: 0, y: 0, w: SIZE, h: height }, 'paper'),
    bar({ x: 0, y: 0, w: SIZE, h: 24 }, 'accent'),
    ...arch(sign, top, SIGN, 'accent'),
    ...draft.text(name, beside, top + (SIGN - name.height) / 2, 'P'),
    ...drawDown(pieces, { y: top + SIGN + 24 }),
    ...drawUp([code], area),
  ];
  return {
    title: paper.question,
    lang: voice.tag,
    dir: voice.dir,
    publisher: paper.publisher,
    madeAt: paper.madeAt,
    elements: draft.elements,
    pages: [{ width: SIZE, height, layers: [{ marks }] }],
  };
}

function content(draft: Draft, area: Area, paper: CardPaper, scale: number): Piece[] {
  const { voice } = paper;
  return [
    textPiece(
      draft,
      area,
      voice,
      paper.question,
      { size: FLOOR * 1.4 * scale, weight: 'bold', heading: true, ink: 'accent' },
      { role: 'H1' },
    ),
    ...noticePieces(draft, area, paper, SMALL * 0.85),
    textPiece(draft, area, voice, paper.answer, { size: FLOOR * scale }, { gap: FLOOR * 0.6 }),
    nextOf(draft, area, paper, scale),
  ];
}

/** The next step on its tint, as on the screens of the house. */
function nextOf(draft: Draft, area: Area, paper: CardPaper, scale: number): Piece {
  const pad = 28;
  const inner = { ...area, x: area.x + pad, w: area.w - 2 * pad };
  const pieces = [
    textPiece(
      draft,
      inner,
      paper.voice,
      paper.nextTitle,
      { size: SMALL, ink: 'soft' },
      { role: 'H2' },
    ),
    textPiece(
      draft,
      inner,
      paper.voice,
      paper.nextStep,
      { size: FLOOR * 1.1 * scale, weight: 'bold', heading: true },
      { gap: 4 },
    ),
    ...targetPieces(draft, inner, paper, FLOOR * 1.5 * scale, 6),
  ];
  const height = heightOf(pieces) + 2 * pad * 0.7;
  return {
    height,
    gap: 30,
    draw: (y) => [
      bar({ ...area, y, h: height }, 'shade', 18),
      ...drawDown(pieces, { y: y + pad * 0.7 }),
    ],
  };
}

/** The picture in words, for whoever hears it: everything that can be read on it, a line each. */
export function pictureAlt(paper: CardPaper): string {
  return [
    paper.question,
    ...paper.notices,
    paper.answer,
    paper.nextTitle,
    paper.nextStep,
    ...(paper.target === undefined ? [] : [paper.target]),
    paper.codeLine,
    paper.checkLine,
  ].join('\n');
}
