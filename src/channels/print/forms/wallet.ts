/**
 * The list for the wallet: a strip of five panels of 85 × 54 mm, folded like an accordion to the size of a bank card.
 * The first panel says where, when it was made and where a newer one is; the others hold places. Two strips on a
 * sheet of A4: the second goes on with the list, or is a copy to give away.
 */
import { type Area, Draft, MM, rule } from '../flow.ts';
import { copied, moved } from '../move.ts';
import { NotPrintable } from '../not-printable.ts';
import type { ListedPlace, ListPaper } from '../paper.ts';
import { codePiece, fromLeft, lintel, textPiece } from '../pieces.ts';
import type { Mark, Sheet, SheetPage } from '../sheet.ts';
import { drawDown, drawUp, heightOf, largestThatFits, type Piece } from '../stack.ts';

const W = 210 * MM;
const H = 297 * MM;
const PANEL = { w: 85 * MM, h: 54 * MM };
const PANELS = 5;
const LEFT = (W - 2 * PANEL.w) / 2;
const TOP = (H - PANELS * PANEL.h) / 2;
const EDGE = 3.5 * MM;
const AREA: Area = { x: EDGE, y: EDGE, w: PANEL.w - 2 * EDGE, h: PANEL.h - 2 * EDGE };
/** Sizes tried, largest first: name and the rest. */
const SIZES = [9, 8.5, 8, 7.5, 7] as const;
const SIZES_OF_TWO = [8.5, 8, 7.5, 7] as const;
/** More than this is no list for a pocket. */
export const MOST_PLACES = 40;

/** @throws NotPrintable `too_long` when one place does not fit on a panel */
export function walletList(paper: ListPaper): Sheet {
  const draft = new Draft();
  const first = cover(draft, paper);
  const panels = [first, ...placePanels(draft, paper)];
  const strips: Mark[][][] = [];
  for (let at = 0; at < panels.length; at += PANELS) strips.push(panels.slice(at, at + PANELS));
  const pages: SheetPage[] = [];
  for (let at = 0; at < strips.length; at += 2) {
    const one = strips[at] as Mark[][];
    // A strip that stands alone on its sheet is given twice: one to keep, one to hand on.
    const other = strips[at + 1] ?? one.map(copied);
    pages.push(sheetPage(paper, one, other));
  }
  return {
    title: paper.title,
    lang: paper.voice.tag,
    dir: paper.voice.dir,
    publisher: paper.publisher,
    madeAt: paper.madeAt,
    elements: draft.elements,
    pages,
  };
}

function cover(draft: Draft, paper: ListPaper): Mark[] {
  const { voice } = paper;
  const made = largestThatFits(
    (scale) => {
      const small = { size: 6 * scale, heading: true } as const;
      const top = [
        textPiece(
          draft,
          AREA,
          voice,
          paper.title,
          { size: 9 * scale, weight: 'bold', heading: true },
          { role: 'H1' },
        ),
        ...(paper.places.length === 0
          ? [textPiece(draft, AREA, voice, paper.none, { size: 7 * scale })]
          : []),
        ...(paper.more ? [textPiece(draft, AREA, voice, paper.more, { size: 7 * scale })] : []),
      ];
      const code = codePiece(draft, AREA, voice, paper, [
        { text: paper.made, style: { ...small, weight: 'bold' } },
        { text: paper.newer, style: small },
        { text: paper.publisher, style: small },
      ]);
      return { top, code };
    },
    ({ top, code }) => heightOf(top) + code.height <= AREA.h - 14,
    1.5,
  );
  if (!made)
    throw new NotPrintable(
      'too_long',
      `"${paper.title}" does not fit on a panel of 85 × 54 mm at 9 pt: a shorter name of the place is needed.`,
    );
  return [lintel(AREA, 4), ...drawDown(made.top, { y: AREA.y + 8 }), ...drawUp([made.code], AREA)];
}

/** Two places on a panel where both fit, else one; never one parted between panels. */
function placePanels(draft: Draft, paper: ListPaper): Mark[][] {
  const panels: Mark[][] = [];
  const places = paper.places.slice(0, MOST_PLACES);
  const panelOf = (some: readonly ListedPlace[], sizes: readonly number[]): Piece[] | undefined => {
    for (const size of sizes) {
      const pieces = some.flatMap((place) => placePieces(draft, paper, place, size));
      if (heightOf(pieces) <= AREA.h - 4) return pieces;
    }
    return undefined;
  };
  let at = 0;
  while (at < places.length) {
    const pair = places.slice(at, at + 2);
    const two = pair.length === 2 ? panelOf(pair, SIZES_OF_TWO) : undefined;
    const [place] = pair as [ListedPlace];
    const pieces = two ?? panelOf([place], SIZES);
    if (!pieces)
      throw new NotPrintable(
        'too_long',
        `The place ${place.code} does not fit on a panel of 85 × 54 mm at ${SIZES.at(-1)} pt: its name or its way is too long.`,
      );
    panels.push([lintel(AREA, 1), ...drawDown(pieces, { y: AREA.y + 4 })]);
    at += two ? 2 : 1;
  }
  return panels;
}

function placePieces(draft: Draft, paper: ListPaper, place: ListedPlace, size: number): Piece[] {
  const { voice } = paper;
  const line = (text: string): Piece =>
    textPiece(draft, AREA, voice, text, { size: size * 0.92, heading: true }, { gap: 1 });
  return [
    textPiece(
      draft,
      AREA,
      voice,
      place.name,
      { size, weight: 'bold', heading: true },
      {
        role: 'H2',
        gap: size,
        ...(place.nameLang === undefined ? {} : { lang: place.nameLang }),
      },
    ),
    ...[place.what, place.when, ...place.way].filter(Boolean).map(line),
    textPiece(
      draft,
      AREA,
      voice,
      place.phone,
      {
        size: place.dials ? size * 1.1 : size * 0.92,
        weight: place.dials ? 'bold' : 'regular',
        heading: true,
      },
      { gap: 0.5, ...(place.dials ? { voice: fromLeft(voice) } : {}) },
    ),
  ];
}

function sheetPage(paper: ListPaper, one: Mark[][], other: Mark[][]): SheetPage {
  const [first, second] =
    paper.voice.dir === 'ltr' ? [LEFT, LEFT + PANEL.w] : [LEFT + PANEL.w, LEFT];
  const strip = (panels: Mark[][], x: number): Mark[] =>
    panels.flatMap((panel, index) => moved(panel, x, TOP + index * PANEL.h));
  const marks: Mark[] = [...strip(one, first), ...strip(other, second)];
  for (let column = 0; column <= 2; column++) {
    const x = LEFT + column * PANEL.w;
    marks.push(rule([x, TOP - 10], [x, TOP + PANELS * PANEL.h + 10], 0.5));
  }
  for (let row = 0; row <= PANELS; row++) {
    const y = TOP + row * PANEL.h;
    const cut = row === 0 || row === PANELS;
    marks.push(rule([LEFT, y], [LEFT + 2 * PANEL.w, y], 0.5, cut ? undefined : [2, 4]));
  }
  return { width: W, height: H, layers: [{ marks }] };
}
