/**
 * Pictograms (chapter 70, section 6): 24 grid, 2 px round stroke, drawn from things and places.
 * A page carries only the symbols that it names.
 */
import { type RawHtml, raw } from '../http/html.ts';
import { ASKED_SHAPES } from './asked-shapes.ts';

const SHAPES = {
  mark: '<path d="M3 22V11a9 9 0 0 1 18 0v11z" fill="var(--wh-accent)" stroke="none"/><path d="M8 22v-9a4 4 0 0 1 8 0v9z" fill="var(--wh-lamp)" stroke="none"/>',
  // The door
  open: '<path d="M5 21V10a7 7 0 0 1 14 0v11z" fill="currentColor"/><path d="M2.5 21h19"/>',
  soon: '<path d="M5 21V10a7 7 0 0 1 14 0v11z"/><path d="M5 21v-7h14v7z" fill="currentColor"/><path d="M2.5 21h19"/>',
  closed: '<path d="M5 21V10a7 7 0 0 1 14 0v11M2.5 21h19"/><path d="M15 14v.1" stroke-width="3"/>',
  unsure:
    '<path d="M5 21V10a7 7 0 0 1 14 0v11" stroke-dasharray="3.4 2.8"/><path d="M2.5 21h19M10 11a2 2 0 1 1 2.7 2c-.5.2-.7.6-.7 1.2M12 17.2v.1"/>',
  // Facts
  yes: '<circle cx="12" cy="12" r="10" fill="currentColor" stroke="none"/><path d="M7.2 12.4l3.2 3.2 6.4-7" stroke="var(--mark-on,var(--wh-paper))" stroke-width="2.4"/>',
  no: '<circle cx="12" cy="12" r="9"/><path d="M7.5 12h9"/>',
  unknown:
    '<circle cx="12" cy="12" r="9.2" stroke-dasharray="3.6 2.6"/><path d="M9.3 9.6a2.8 2.8 0 1 1 3.9 2.6c-.8.4-1.2.9-1.2 1.8"/><path d="M12 17.2v.1" stroke-width="2.6"/>',
  warn: '<path d="M12 3.5L2.5 20.5h19z"/><path d="M12 10v4.5M12 17.4v.1"/>',
  bag: '<path d="M5 9h14l-1 12H6z"/><path d="M9 9V7a3 3 0 0 1 6 0v2"/>',
  nopaper: '<path d="M6.5 6.5V21h11v-3.5M9.5 3H14l3.5 3.5V13.5"/><path d="M3.5 3.5l17 17"/>',
  walk: '<circle cx="13.2" cy="4.2" r="2" fill="currentColor" stroke="none"/><path d="M12.6 8.4l-1.2 5.4 3.6 3 .8 4.6M11.4 13.8L8.6 21M12.6 8.4L9 10.2l-1 3M12.6 8.4l2.6 3 3 .8"/>',
  // Acts
  call: '<path d="M6 3.5h3.5l1.6 4.5-2.3 1.7a12 12 0 0 0 5.5 5.5l1.7-2.3 4.5 1.6V18a2.5 2.5 0 0 1-2.7 2.5A15.8 15.8 0 0 1 3.5 6.2 2.5 2.5 0 0 1 6 3.5z"/>',
  pin: '<path d="M12 21.5S5 15.3 5 10a7 7 0 0 1 14 0c0 5.3-7 11.5-7 11.5z"/><circle cx="12" cy="10" r="2.4"/>',
  keep: '<path d="M12 3.5v11M7.5 10.5L12 15l4.5-4.5M4.5 16v4.5h15V16"/>',
  pass: '<path d="M3 6h7v14H3zM14 4h7v14h-7z"/><path d="M6.5 17v.1M17.5 15v.1"/>',
  print: '<path d="M7 8V3.5h10V8M7 17H4V8h16v9h-3M7 14h10v6.5H7z"/>',
  leave: '<path d="M13 21H4.5V10a6.5 6.5 0 0 1 8.5-6.2M10.5 13H21M17 9l4 4-4 4"/>',
  lang: '<path d="M3.5 4.5h11v8.5H8l-3 3v-3H3.5z"/><path d="M17.5 9h3v8.5H19v3l-3-3h-5.5V16"/>',
  back: '<path d="M15 5l-7 7 7 7"/>',
  next: '<path d="M5 12h14M13 6l6 6-6 6"/>',
  chev: '<path d="M6 9.5l6 6 6-6"/>',
  find: '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
  offline:
    '<path d="M5 12.5a10 10 0 0 1 5-2.9M14.5 9.8a10 10 0 0 1 4.5 2.7M8.5 16a5 5 0 0 1 7 0M2 9a15 15 0 0 1 5-3M11.5 5A15 15 0 0 1 22 9M12 19.3v.1M4 3l16 18"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
  house: '<path d="M3 11l9-7.5L21 11M5.5 9.5V20.5h13V9.5M10 20.5v-6h4v6"/>',
  interpreter:
    '<path d="M3.5 4.5h11v8.5H8l-3 3v-3H3.5z"/><path d="M17.5 9h3v8.5H19v3l-3-3h-5.5V16"/>',
  ...ASKED_SHAPES,
} as const;

export type IconName = keyof typeof SHAPES;
export const ICON_NAMES = Object.keys(SHAPES) as IconName[];

/** Pictures that follow the reading direction (marked ~ in chapter 70). */
const FLIPPED = new Set<IconName>([
  'leave',
  'back',
  'next',
  'walk',
  'ramp',
  'interpreter',
  'lang',
  'find',
]);

const uses = new Map<IconName, RawHtml>(
  ICON_NAMES.map((name) => [
    name,
    raw(
      `<svg class="i${FLIPPED.has(name) ? ' f' : ''}" aria-hidden="true"><use href="#${name}"/></svg>`,
    ),
  ]),
);

/** A picture beside a word. The page must name it in its `symbols`. */
export function icon(name: IconName): RawHtml {
  return uses.get(name) ?? raw('');
}

/** The hidden sheet of the symbols that a page uses. */
export function symbols(names: readonly IconName[]): RawHtml {
  const sheet = [...new Set(names)].map(
    (name) => `<symbol id="${name}" viewBox="0 0 24 24">${SHAPES[name]}</symbol>`,
  );
  return raw(
    `<svg width="0" height="0" class="vh" aria-hidden="true" focusable="false"><defs>${sheet.join('')}</defs></svg>`,
  );
}
