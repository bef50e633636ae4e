/** The parts of every print: texts, the box of the next step, the square code with its words, notices. */
import { qrPath } from '../../http/qr-code.ts';
import { type Area, bar, type Draft, frame, fromStart, MM, setText, type Style } from './flow.ts';
import type { CardPaper } from './paper.ts';
import { box, type Mark, type PathStep, type Role } from './sheet.ts';
import { heightOf, type Piece } from './stack.ts';
import type { Voice } from './type/families.ts';

/** The smallest code that old phones read from paper, without its white edge (chapter 10, section 4.5). */
export const QR_SIZE = 25 * MM;
/** White modules around a code (ISO/IEC 18004). */
const QUIET = 4;

export type TextOptions = {
  role?: Role;
  gap?: number;
  voice?: Voice;
  lang?: string;
  centred?: boolean;
};

/** A text in a column. */
export function textPiece(
  draft: Draft,
  area: Area,
  voice: Voice,
  text: string,
  style: Style,
  { role = 'P', gap = style.size * 0.6, voice: own = voice, lang, centred }: TextOptions = {},
): Piece {
  const setting = setText(text, own, style, area.w);
  return {
    height: setting.height,
    gap,
    draw: (y) =>
      draft.text(setting, area, y, role, {
        dir: voice.dir,
        ...(centred === undefined ? {} : { centred }),
        ...(lang === undefined ? {} : { lang }),
      }),
  };
}

/** Numbers and addresses run from the left, in Latin letters, but stand at the side where the column begins. */
export const fromLeft = (voice: Voice): Voice => ({ ...voice, dir: 'ltr', family: 'Latn' });

/** The same pieces in a box with room around them; `dashed` is the form of a notice. */
export function boxed(
  area: Area,
  pad: number,
  { dashed = false, gap = pad, width = 1.5 }: { dashed?: boolean; gap?: number; width?: number },
  make: (inner: Area) => readonly Piece[],
): Piece {
  const inner = { ...area, x: area.x + pad, w: area.w - 2 * pad };
  const pieces = make(inner);
  const height = heightOf(pieces) + 2 * pad * 0.8;
  return {
    height,
    gap,
    draw(y) {
      let at = y + pad * 0.8;
      const marks = pieces.flatMap((piece, index) => {
        if (index > 0) at += piece.gap;
        const drawn = piece.draw(at);
        at += piece.height;
        return drawn;
      });
      return [
        frame({ ...area, y, h: height }, width, pad * 0.6, dashed ? [3, 3] : undefined),
        ...marks,
      ];
    },
  };
}

/** What must be known first: machine drafts and late checks, in the dashed frame of what is not sure. */
export function noticePieces(draft: Draft, area: Area, paper: CardPaper, size: number): Piece[] {
  return paper.notices.map((notice) =>
    boxed(area, size * 0.7, { dashed: true, width: 1 }, (inner) => [
      textPiece(draft, inner, paper.voice, notice, { size, weight: 'bold' }),
    ]),
  );
}

/** The one next step, framed, with the number or address large. */
export function nextPiece(
  draft: Draft,
  area: Area,
  paper: CardPaper,
  sizes: { title: number; step: number; target: number },
): Piece {
  const { voice } = paper;
  return boxed(area, sizes.step * 0.7, { width: 2 }, (inner) => [
    textPiece(draft, inner, voice, paper.nextTitle, { size: sizes.title }, { role: 'H2' }),
    textPiece(
      draft,
      inner,
      voice,
      paper.nextStep,
      { size: sizes.step, weight: 'bold', heading: true },
      { gap: sizes.step * 0.15 },
    ),
    ...targetPieces(draft, inner, paper, sizes.target, sizes.step * 0.3),
  ]);
}

/** The number or the address of the next step, when it has one. */
export function targetPieces(
  draft: Draft,
  area: Area,
  paper: CardPaper,
  size: number,
  gap: number,
): Piece[] {
  const { target, voice } = paper;
  if (target === undefined) return [];
  const style = { size, weight: 'bold', heading: true } as const;
  return [textPiece(draft, area, voice, target, style, { gap, voice: reads(target, voice) })];
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** A target in letters of the language runs with it; a number or an address from the left. */
function reads(target: string, voice: Voice): Voice {
  return RIGHT_TO_LEFT.test(target) ? voice : fromLeft(voice);
}

/** The square code, black on white, `size` without the white edge around it. */
export function qrMarks(draft: Draft, x: number, y: number, size: number, paper: Linked): Mark[] {
  const { path, size: whole } = qrPath(paper.link, 'M');
  const unit = size / (whole - 2 * QUIET);
  const [left, top] = [x - QUIET * unit, y - QUIET * unit];
  const steps: PathStep[] = [];
  for (const [, column, row, width] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
    steps.push(
      ...box(left + Number(column) * unit, top + Number(row) * unit, Number(width) * unit, unit),
    );
  const element = draft.element('Figure', { alt: paper.linkAlt });
  return [
    bar({ x: left, y: top, w: whole * unit, h: whole * unit }, 'paper'),
    { kind: 'shape', element, steps, fill: 'ink' },
  ];
}

type Linked = { link: string; linkAlt: string };

/** The code beside its words: which card this is, until when, and how to find out whether it is still true. */
export function codePiece(
  draft: Draft,
  area: Area,
  voice: Voice,
  paper: Linked,
  texts: readonly { text: string; style: Style }[],
  { qr = QR_SIZE, gap = 8 }: { qr?: number; gap?: number } = {},
): Piece {
  // The white edge reaches into the margin on one side and is the air before the words on the other.
  const air = 3;
  const beside = qr * 0.16;
  const w = area.w - qr - beside;
  const column = { ...area, w, x: fromStart(area, voice.dir, qr + beside, w) };
  const settings = texts.map(({ text, style }) => setText(text, voice, style, column.w));
  const heights = settings.map(({ height }) => height);
  const words = heights.reduce((sum, each) => sum + each, 0) + air * (heights.length - 1);
  const height = Math.max(qr, words);
  return {
    height,
    gap,
    draw(y) {
      let at = y + (height - words) / 2;
      const marks = settings.flatMap((setting, index) => {
        const drawn = draft.text(setting, column, at, 'P');
        at += (heights[index] as number) + air;
        return drawn;
      });
      const x = fromStart(area, voice.dir, 0, qr);
      return [...marks, ...qrMarks(draft, x, y + (height - qr) / 2, qr, paper)];
    },
  };
}

/** The lintel over every card: the bar that tells a print of the house from far away. */
export const lintel = (area: Area, thick = 5): Mark => bar({ ...area, h: thick });
