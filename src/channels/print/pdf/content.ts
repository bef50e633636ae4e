/** What stands on one page as operators of PDF (ISO 32000-1, 8 and 9), each piece tied to what it is. */
import type { Ink, Mark, PathStep, SheetPage } from '../sheet.ts';
import type { Line } from '../type/paragraph.ts';
import type { PdfFonts } from './fonts.ts';
import { num } from './objects.ts';

const COLOURS: Readonly<Record<Ink, string>> = {
  ink: '0 0 0',
  paper: '1 1 1',
  // The tokens accent, ink-soft and accent-soft (chapter 70, section 2).
  accent: '0.043 0.353 0.29',
  soft: '0.275 0.322 0.306',
  shade: '0.867 0.925 0.902',
};

export type Content = {
  operators: string;
  /** The structure element of each marked piece, in order: its place is the MCID. */
  pieces: readonly number[];
};

export function pageContent(page: SheetPage, roles: readonly string[], fonts: PdfFonts): Content {
  const out: string[] = [];
  const pieces: number[] = [];
  for (const { marks, turnedRound } of page.layers) {
    out.push('q');
    if (turnedRound)
      out.push(`-1 0 0 -1 ${num(turnedRound.x * 2)} ${num((page.height - turnedRound.y) * 2)} cm`);
    let open: number | 'artifact' | undefined;
    for (const mark of marks) {
      const of = mark.element ?? 'artifact';
      if (of !== open) {
        if (open !== undefined) out.push('EMC');
        if (of === 'artifact') out.push('/Artifact BMC');
        else out.push(`/${roles[of]} << /MCID ${pieces.push(of) - 1} >> BDC`);
        open = of;
      }
      out.push(
        mark.kind === 'text' ? textOf(mark, page.height, fonts) : shapeOf(mark, page.height),
      );
    }
    if (open !== undefined) out.push('EMC');
    out.push('Q');
  }
  return { operators: out.join('\n'), pieces };
}

function textOf(mark: Extract<Mark, { kind: 'text' }>, height: number, fonts: PdfFonts): string {
  const { size, line } = mark;
  const runs = stretches(line, fonts);
  const shown = runs.map(
    ({ name, x, array }) =>
      `/${name} ${num(size)} Tf 1 0 0 1 ${num(mark.x + x * size)} ${num(height - mark.y)} Tm [${array}] TJ`,
  );
  return `BT ${COLOURS[mark.ink]} rg\n${shown.join('\n')}\nET`;
}

/** Units in reading order; the pen is moved by numbers between them, also to the left. */
function stretches(line: Line, fonts: PdfFonts): { name: string; x: number; array: string }[] {
  const found: { name: string; x: number; array: string; level: number; pen: number }[] = [];
  for (const unit of line.units) {
    const { name, code } = fonts.show(unit);
    const advance = unit.advance / unit.face.unitsPerEm;
    let last = found.at(-1);
    if (!last || last.name !== name || last.level !== unit.level)
      found.push((last = { name, x: unit.x, array: '', level: unit.level, pen: unit.x }));
    const back = (last.pen - unit.x) * 1000;
    if (Math.abs(back) > 0.01) last.array += Number(back.toFixed(3));
    last.array += `<${code}>`;
    last.pen = unit.x + advance;
  }
  return found;
}

function shapeOf(mark: Extract<Mark, { kind: 'shape' }>, height: number): string {
  const path = mark.steps.map((step) => stepOf(step, height)).join(' ');
  const set: string[] = [];
  if (mark.fill) set.push(`${COLOURS[mark.fill]} rg`);
  if (mark.stroke) {
    const dash = (mark.stroke.dash ?? []).map(num).join(' ');
    set.push(`${COLOURS[mark.stroke.ink]} RG ${num(mark.stroke.width)} w [${dash}] 0 d`);
  }
  const paint = mark.fill && mark.stroke ? 'B' : mark.fill ? 'f' : 'S';
  return `${set.join(' ')} ${path} ${paint}`;
}

function stepOf(step: PathStep, height: number): string {
  if (step[0] === 'Z') return 'h';
  const [kind, ...values] = step;
  const places = values.map((value, index) => num(index % 2 === 0 ? value : height - value));
  return `${places.join(' ')} ${kind === 'M' ? 'm' : kind === 'L' ? 'l' : 'c'}`;
}
