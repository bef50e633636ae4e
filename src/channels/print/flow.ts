/** Measuring and placing texts on a page: sizes, lines, columns that run from the left or from the right. */
import { box, type Element, type Ink, type Mark, type PathStep, type Role } from './sheet.ts';
import type { Family, Voice } from './type/families.ts';
import { typeface, type Weight } from './type/fonts.ts';
import { breakLines, type Line } from './type/paragraph.ts';

export type Area = { x: number; y: number; w: number; h: number };

export const MM = 72 / 25.4;

/** Line heights of body and headings in em, by script: ink of the tallest words and air (chapter 70, section 2). */
const LEADING: Readonly<Record<Family, readonly [number, number]>> = {
  Latn: [1.4, 1.2],
  Arab: [1.7, 1.5],
  Aran: [2.3, 2.1],
  Ethi: [1.55, 1.35],
  Beng: [1.6, 1.4],
  Deva: [1.6, 1.4],
  Mymr: [1.85, 1.7],
  Khmr: [1.85, 1.7],
  Thai: [1.7, 1.5],
};

/** Letters whose bodies are small for their size are set larger, so that 12 pt reads like 12 pt. */
const LARGER: Partial<Record<Family, number>> = { Arab: 1.12, Aran: 1.06, Khmr: 1.06, Thai: 1.06 };

export type Style = {
  /** In points; the floor that a form promises counts before the enlargement of small scripts. */
  size: number;
  weight?: Weight;
  heading?: boolean;
  ink?: Ink;
};

/** A text broken into lines for a width. */
export type Setting = {
  text: string;
  voice: Voice;
  lines: readonly Line[];
  size: number;
  leading: number;
  ink: Ink;
  height: number;
};

/** Numbers to dial stay together and run from the left, whatever stands around them (UAX 9, isolates). */
export function keepNumbers(text: string): string {
  return text.replace(
    /(?<![\u2066\d])\+?\(?\d[\d\u00a0 ()-]{3,}\d(?!\d)/g,
    (number) => `\u2066${number.replace(/ /g, '\u00a0')}\u2069`,
  );
}

const cache = new Map<string, readonly Line[]>();
const CACHED = 400;

export function setText(text: string, voice: Voice, style: Style, width: number): Setting {
  const weight = style.weight ?? 'regular';
  const size = style.size * (LARGER[voice.family] ?? 1);
  const ems = width / size;
  const key = `${voice.tag}\0${voice.dir}\0${weight}\0${ems.toFixed(3)}\0${text}`;
  let lines = cache.get(key);
  if (!lines) {
    if (cache.size >= CACHED) cache.clear();
    cache.set(key, (lines = breakLines(keepNumbers(text), voice, weight, ems)));
  }
  const leading = LEADING[voice.family][style.heading ? 1 : 0];
  return {
    text,
    voice,
    lines,
    size,
    leading,
    ink: style.ink ?? 'ink',
    height: lines.length * leading * size,
  };
}

/** Left edge of something `w` wide that stands `offset` from where reading begins. */
export function fromStart(area: Area, dir: 'ltr' | 'rtl', offset: number, w: number): number {
  return dir === 'ltr' ? area.x + offset : area.x + area.w - offset - w;
}

/** Lines from `y` down, at the side where reading begins, or in the middle. */
export function placeText(
  setting: Setting,
  area: Area,
  y: number,
  element?: number,
  { dir = setting.voice.dir, centred = false }: { dir?: 'ltr' | 'rtl'; centred?: boolean } = {},
): Mark[] {
  const { size, leading, lines, ink, voice } = setting;
  const face = typeface(voice.family, 'regular');
  const tall = face.ascent + face.descent;
  return lines.map((line, index): Mark => {
    const w = line.width * size;
    return {
      kind: 'text',
      ...(element === undefined ? {} : { element }),
      x: centred ? area.x + (area.w - w) / 2 : fromStart(area, dir, 0, w),
      y: y + size * (index * leading + (leading - tall) / 2 + face.ascent),
      size,
      ink,
      line,
    };
  });
}

/** Collects what stands on a sheet and what it is for. */
export class Draft {
  readonly elements: Element[] = [];

  element(role: Role, more: Omit<Element, 'role'> = {}): number {
    return this.elements.push({ role, ...more }) - 1;
  }

  text(
    setting: Setting,
    area: Area,
    y: number,
    role: Role,
    more: { dir?: 'ltr' | 'rtl'; centred?: boolean; lang?: string } = {},
  ): Mark[] {
    const { lang, ...how } = more;
    const element = this.element(role, {
      text: setting.text,
      ...(lang === undefined ? {} : { lang }),
    });
    return placeText(setting, area, y, element, how);
  }
}

/** A filled rectangle that readers skip. */
export function bar(area: Area, ink: Ink = 'ink', radius = 0): Mark {
  return { kind: 'shape', steps: box(area.x, area.y, area.w, area.h, radius), fill: ink };
}

/** A line that readers skip. */
export function rule(
  from: readonly [number, number],
  to: readonly [number, number],
  width: number,
  dash?: readonly number[],
  ink: Ink = 'ink',
): Mark {
  return {
    kind: 'shape',
    steps: [
      ['M', ...from],
      ['L', ...to],
    ],
    stroke: { ink, width, ...(dash ? { dash } : {}) },
  };
}

export function frame(area: Area, width: number, radius = 0, dash?: readonly number[]): Mark {
  return {
    kind: 'shape',
    steps: box(area.x, area.y, area.w, area.h, radius),
    stroke: { ink: 'ink', width, ...(dash ? { dash } : {}) },
  };
}

/** The door: an arch with an open way in it, the sign of the house. */
export function arch(x: number, y: number, size: number, ink: Ink = 'ink'): Mark[] {
  const doorway = (inset: number, top: number): PathStep[] => {
    const [left, right, foot] = [x + inset, x + size - inset, y + size];
    const half = (right - left) / 2;
    const k = half * 0.5523;
    const crown = y + top;
    return [
      ['M', left, foot],
      ['L', left, crown + half],
      ['C', left, crown + half - k, left + half - k, crown, left + half, crown],
      ['C', left + half + k, crown, right, crown + half - k, right, crown + half],
      ['L', right, foot],
      ['Z'],
    ];
  };
  return [
    { kind: 'shape', steps: doorway(0, 0), fill: ink },
    { kind: 'shape', steps: doorway(size * 0.29, size * 0.34), fill: 'paper' },
  ];
}
