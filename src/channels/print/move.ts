/** Marks at another place: pages are laid out from their own corner and then put on a sheet. Pure. */
import type { Mark, PathStep } from './sheet.ts';

export function moved(marks: readonly Mark[], dx: number, dy: number): Mark[] {
  return marks.map((mark): Mark => {
    if (mark.kind === 'text') return { ...mark, x: mark.x + dx, y: mark.y + dy };
    return { ...mark, steps: mark.steps.map((step) => movedStep(step, dx, dy)) };
  });
}

function movedStep(step: PathStep, dx: number, dy: number): PathStep {
  switch (step[0]) {
    case 'Z':
      return step;
    case 'C':
      return [
        'C',
        step[1] + dx,
        step[2] + dy,
        step[3] + dx,
        step[4] + dy,
        step[5] + dx,
        step[6] + dy,
      ];
    default:
      return [step[0], step[1] + dx, step[2] + dy];
  }
}

/** The same marks as a copy that readers skip. */
export function copied(marks: readonly Mark[]): Mark[] {
  return marks.map((mark) => {
    const { element, ...rest } = mark;
    return element === undefined ? mark : rest;
  });
}
