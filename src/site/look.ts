/**
 * One stylesheet in parts: each page carries the parts that it uses and the letters of its language
 * (chapter 70, section 2). Read, made small and hashed once, when the server starts.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import type { KnownLanguage, Script } from '../languages/known-languages.ts';

export type StylePart =
  | 'alert'
  | 'tiles'
  | 'language'
  | 'question'
  | 'card'
  | 'service'
  | 'map'
  | 'phone'
  | 'console'
  | 'kiosk'
  | 'stops';
export type Style = {
  css: string /** Base64 SHA-256, for the content security policy. */;
  hash: string;
};

const FOLDER = join(import.meta.dirname, 'look');
const ARABIC = '"Geeza Pro","Segoe UI","Noto Sans Arabic UI","Noto Naskh Arabic UI"';
const URDU =
  '"Noto Nastaliq Urdu","Jameel Noori Nastaleeq","Urdu Typesetting","Noto Naskh Arabic UI"';

type Letters = { stack: string; line: number; tight: number; base: number; offset?: string };
const LATIN: Letters = { stack: '', line: 1.5, tight: 1.22, base: 17 };

/** Stacks and line heights of the script table, chapter 70 section 2. */
const LETTERS: Record<Script, Letters> = {
  Latn: LATIN,
  Cyrl: LATIN,
  Arab: {
    stack: `${ARABIC},"Noto Naskh Arabic",Tahoma`,
    line: 1.8,
    tight: 1.5,
    base: 18,
    offset: '.38em',
  },
  Ethi: { stack: '"Noto Sans Ethiopic",Kefa,Ebrima,Nyala', line: 1.6, tight: 1.35, base: 17 },
  Deva: {
    stack: '"Noto Sans Devanagari UI","Kohinoor Devanagari","Nirmala UI",Mangal',
    line: 1.65,
    tight: 1.4,
    base: 17,
    offset: '.3em',
  },
  Beng: {
    stack: '"Noto Sans Bengali UI","Kohinoor Bangla","Nirmala UI",Vrinda',
    line: 1.65,
    tight: 1.4,
    base: 17,
    offset: '.3em',
  },
  Mymr: {
    stack: '"Noto Sans Myanmar UI","Myanmar Sangam MN","Myanmar Text",Padauk',
    line: 1.9,
    tight: 1.7,
    base: 16,
  },
  Khmr: {
    stack: '"Noto Sans Khmer","Khmer Sangam MN","Leelawadee UI","Khmer UI"',
    line: 1.95,
    tight: 1.8,
    base: 18,
  },
  Thai: {
    stack: '"Noto Sans Thai UI",Thonburi,"Leelawadee UI","Noto Sans Thai"',
    line: 1.75,
    tight: 1.55,
    base: 17,
  },
};

function lettersOf(language: KnownLanguage): Letters {
  if (language.code === 'ar') return { ...LETTERS.Arab, stack: `${ARABIC},Tahoma`, line: 1.75 };
  if (language.code === 'ur')
    return { ...LETTERS.Arab, stack: URDU, line: 2.3, tight: 2.1, base: 17 };
  return LETTERS[language.script];
}

function letterRule(selector: string, language: KnownLanguage, withSize: boolean): string {
  const { stack, line, tight, base, offset } = lettersOf(language);
  if (!stack) return '';
  const latin = '-apple-system,Roboto,"Noto Sans",Arial';
  // Letters of the script first, then the Latin faces that names and codes need.
  const size = withSize
    ? `;--wh-lh:${String(line)};--wh-lh-tight:${String(tight)};--wh-base:${String(base / 16)}rem`
    : `;line-height:${String(line)}`;
  const font = withSize
    ? `--wh-font:${stack},${latin},sans-serif`
    : `font-family:${stack},${latin},sans-serif`;
  const link =
    offset && withSize
      ? `:root a{text-decoration-thickness:1.5px;text-underline-offset:${offset}}`
      : '';
  return `${selector}{${font}${size}}${link}`;
}

function read(name: string): string {
  return readFileSync(join(FOLDER, `${name}.css`), 'utf8').trim();
}

function small(css: string): string {
  return transformSync(css, {
    loader: 'css',
    minify: true,
    target: ['chrome87', 'firefox78', 'safari14'],
  }).code.trim();
}

/** The declarations of a theme's file, for both places where they stand. */
function declarations(name: string): string {
  return /\{([^}]*)\}/.exec(read(name))?.[1]?.trim() ?? '';
}

function themes(): string {
  const dark = declarations('theme-dark');
  const contrast = declarations('theme-contrast');
  const contrastDark = declarations('theme-contrast-dark');
  const chosen = ':root:not([data-theme])';
  return `@media (prefers-color-scheme:dark){${chosen}{${dark}}}
[data-theme=dark]{${dark}}
@media (prefers-contrast:more){${chosen}{${contrast}}}
[data-theme=contrast],[data-theme=sun]{${contrast}}
@media (prefers-contrast:more) and (prefers-color-scheme:dark){${chosen}{${contrastDark}}}
[data-theme=contrast-dark]{${contrastDark}}
[data-theme=sun]{${declarations('theme-sun')}}`;
}

/** Makes styles on demand and remembers them by language and parts. */
export type Look = {
  style(
    language: KnownLanguage,
    parts: readonly StylePart[],
    alsoFor?: readonly KnownLanguage[],
  ): Style;
};

/** Reads the style files. @throws Error when a file is missing or is not valid CSS */
export function loadLook(): Look {
  const base = small(`${read('tokens')}\n${themes()}\n${read('base')}`);
  const parts = new Map<StylePart, string>();
  const made = new Map<string, Style>();
  return {
    style(language, wanted, alsoFor = []) {
      const key = `${language.code} ${wanted.join(' ')} ${String(alsoFor.length)}`;
      let style = made.get(key);
      if (!style) {
        for (const part of wanted) if (!parts.has(part)) parts.set(part, small(read(part)));
        const foreign = alsoFor.map((other) => letterRule(`:lang(${other.tag})`, other, false));
        const css = [
          base,
          ...wanted.map((part) => parts.get(part)),
          letterRule(':root', language, true),
          ...foreign,
        ].join('');
        style = { css, hash: createHash('sha256').update(css).digest('base64') };
        made.set(key, style);
      }
      return style;
    },
  };
}
