/**
 * A finished print as values: pages with lines of text at their places, shapes and pictures, and what each of
 * them is for somebody who hears it. Points (1/72 inch) from the page's top left corner. The engine draws it
 * and decides nothing.
 */
import type { Line } from './type/paragraph.ts';

/** Structure types of PDF (ISO 32000-1, 14.8.4). */
export type Role = 'H1' | 'H2' | 'P' | 'L' | 'Figure' | 'Sect';

export type Element = {
  role: Role;
  /** BCP 47, where it is not the sheet's. */
  lang?: string;
  /** What a picture shows. */
  alt?: string;
  /** The text, as it was given, for whoever checks what was drawn. */
  text?: string;
};

/** One ink on paper; `accent` is for pictures on screens only. */
export type Ink = 'ink' | 'paper' | 'accent' | 'soft' | 'shade';

export type PathStep =
  | readonly ['M' | 'L', number, number]
  | readonly ['C', number, number, number, number, number, number]
  | readonly ['Z'];

export type Mark =
  | {
      kind: 'text';
      /** Index in `Sheet.elements`; absent for what readers skip (copies, cut marks). */
      element?: number;
      x: number;
      /** Of the baseline. */
      y: number;
      size: number;
      ink: Ink;
      line: Line;
    }
  | {
      kind: 'shape';
      element?: number;
      steps: readonly PathStep[];
      fill?: Ink;
      stroke?: { ink: Ink; width: number; dash?: readonly number[] };
    };

export type Layer = {
  marks: readonly Mark[];
  /** Turned by half round this point: the upper half of a folded leaflet stands on its head. */
  turnedRound?: { x: number; y: number };
};

export type SheetPage = { width: number; height: number; layers: readonly Layer[] };

export type Sheet = {
  title: string;
  /** BCP 47. */
  lang: string;
  dir: 'ltr' | 'rtl';
  publisher: string;
  /** What the file says about when it was made, ISO 8601; never the clock, so that equal input is equal bytes. */
  madeAt: string;
  elements: readonly Element[];
  pages: readonly SheetPage[];
};

/** A rectangle from its top left corner, with round corners when `radius` is given. */
export function box(x: number, y: number, w: number, h: number, radius = 0): PathStep[] {
  if (radius === 0)
    return [['M', x, y], ['L', x + w, y], ['L', x + w, y + h], ['L', x, y + h], ['Z']];
  const k = radius * 0.4477;
  return [
    ['M', x + radius, y],
    ['L', x + w - radius, y],
    ['C', x + w - k, y, x + w, y + k, x + w, y + radius],
    ['L', x + w, y + h - radius],
    ['C', x + w, y + h - k, x + w - k, y + h, x + w - radius, y + h],
    ['L', x + radius, y + h],
    ['C', x + k, y + h, x, y + h - k, x, y + h - radius],
    ['L', x, y + radius],
    ['C', x, y + k, x + k, y, x + radius, y],
    ['Z'],
  ];
}
