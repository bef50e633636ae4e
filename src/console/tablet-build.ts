/**
 * Builds the staff web app of `/desk` when the server starts: one bundle of `tablet/`, one stylesheet on the tokens of the
 * pages, one file of words per language, the worker with the list of all of them. What has not changed comes from a
 * cache on disk. Nothing in it is about a person: it is the same for everybody and may be kept by any browser.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';
import sharp from 'sharp';
import { loadLanguages } from '../languages/catalogues.ts';
import { KNOWN_LANGUAGES } from '../languages/known-languages.ts';
import { ICON_NAMES, type Look, symbols } from '../site/index.ts';
import { bundleTablet, TABLET_FOLDER } from './tablet-bundle.ts';
import { tabletWords } from './tablet-words.ts';
import { PICTURES } from './tablet/pictures.ts';

export type TabletFile = {
  /** Address with the hash of its content, so that it can be kept for ever. */
  path: string;
  type: string;
  body: Buffer;
  /** Bytes on the line. */
  gzip: number;
};

export type Tablet = {
  /** The one page of the app: every address under `/desk/` is answered with it. */
  shell: string;
  worker: string;
  manifest: string;
  /** By the last part of the address. */
  files: ReadonlyMap<string, TabletFile>;
  /** Bytes until the queue of a real desk is shown, gzip, in each language of the interface: its store is in it. */
  firstLoad: Readonly<Record<string, number>>;
};

const STYLES = [
  'shell',
  'parts',
  'sheet',
  'queue',
  'forms',
  'visit',
  'turned',
  'referral',
  'print',
] as const;
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M0 0h24v24H0z" fill="#fff"/><path d="M5 20v-9a7 7 0 0 1 14 0v9z" fill="#0B5A4A"/><path d="M9 20v-6.5a3 3 0 0 1 6 0V20z" fill="#FFC53D"/></svg>';

const hashOf = (body: Buffer | string): string =>
  createHash('sha256').update(body).digest('base64url').slice(0, 10);

function fileOf(name: string, ending: string, type: string, body: Buffer): TabletFile {
  const path = `/desk/assets/${name}-${hashOf(body)}.${ending}`;
  return { path, type, body, gzip: gzipSync(body, { level: 9 }).length };
}

const LEXICONS = join(import.meta.dirname, '../firewall/guard/lexicon');
/** All that the guard knows: a colleague may write in any of them. They come after the first load, and are kept. */
const lexiconCodes = (): string[] =>
  readdirSync(LEXICONS)
    .flatMap((name) => /^([a-z]{2})\.json$/.exec(name)?.[1] ?? [])
    .toSorted();

const jsonFile = (name: string, json: string): TabletFile =>
  fileOf(name, 'json', 'application/json', Buffer.from(JSON.stringify(JSON.parse(json))));

const pathsOf = (files: readonly { code: string; file: TabletFile }[]): Record<string, string> =>
  Object.fromEntries(files.map(({ code, file }) => [code, file.path]));

const built = new Map<string, Promise<Tablet>>();

/** Where a tablet works. */
export type TabletPlace = {
  /** Of the installation. */
  name: string;
  /** ISO 3166-1, whose habits decide digits. */
  territory?: string | undefined;
  /** IANA name; without it times stand in the zone that each tablet is set to. */
  zone?: string | undefined;
};

/**
 * Builds all, once for the program.
 * @throws Error from esbuild that names file and line; Error that names a message which is not valid ICU
 */
export function buildTablet(look: Look, place: TabletPlace): Promise<Tablet> {
  const key = [place.name, place.territory, place.zone].join('\n');
  let tablet = built.get(key);
  if (!tablet) {
    tablet = build(look, place);
    built.set(key, tablet);
  }
  return tablet;
}

async function build(look: Look, { name, territory, zone }: TabletPlace): Promise<Tablet> {
  const languages = loadLanguages(territory);
  const [scripts, css, icons] = await Promise.all([bundleTablet(), styleOf(look), iconsOf()]);
  const spoken = tabletWords(languages);
  const words = spoken.map(({ code, json }) => ({ code, file: jsonFile(`words-${code}`, json) }));
  const searches = spoken.map(({ code, search }) => ({
    code,
    file: jsonFile(`search-${code}`, search),
  }));
  const lexicons = lexiconCodes().map((code) => ({
    code,
    file: jsonFile(`lexicon-${code}`, readFileSync(join(LEXICONS, `${code}.json`), 'utf8')),
  }));
  const style = fileOf('desk', 'css', 'text/css; charset=utf-8', Buffer.from(css));
  const parts: TabletFile[] = scripts.parts.map(({ path, text }) => ({
    path,
    type: 'text/javascript; charset=utf-8',
    body: Buffer.from(text),
    gzip: gzipSync(text, { level: 9 }).length,
  }));
  const main = parts.find(({ path }) => path === scripts.main) as TabletFile;
  const settings = {
    name,
    zone,
    words: pathsOf(words),
    searches: pathsOf(searches),
    lexicons: pathsOf(lexicons),
  };
  const shell = shellOf(settings, style.path, main.path, scripts.first, icons.svg.path);
  const all = [
    style,
    ...parts,
    ...Object.values(icons),
    ...[...words, ...searches, ...lexicons].map(({ file }) => file),
  ];
  const manifest = manifestOf(name, icons);
  const list = ['/desk/', '/desk/manifest.webmanifest', ...all.map(({ path }) => path)];
  const version = hashOf(list.join('\n') + shell + manifest + scripts.worker);
  const first = [
    style,
    icons.svg,
    ...parts.filter(({ path }) => [main.path, ...scripts.first, ...scripts.store].includes(path)),
  ];
  const shared =
    first.reduce((sum, { gzip }) => sum + gzip, 0) + gzipSync(shell, { level: 9 }).length;
  return {
    shell,
    manifest,
    worker: `const VERSION=${JSON.stringify(version)},FILES=${JSON.stringify(list)};\n${scripts.worker}`,
    files: new Map(all.map((file) => [file.path.slice('/desk/assets/'.length), file])),
    firstLoad: Object.fromEntries(words.map(({ code, file }) => [code, shared + file.gzip])),
  };
}

/** The tokens, themes and base of the pages, then the parts of the app, then the letters of every script it may show. */
async function styleOf(look: Look): Promise<string> {
  const english = KNOWN_LANGUAGES.find(({ code }) => code === 'en');
  if (!english) throw new Error('English is not among the known languages.');
  const others = KNOWN_LANGUAGES.filter(({ script }) => script !== 'Latn');
  const { css } = look.style(english, [], others);
  const own = STYLES.map((part) =>
    readFileSync(join(TABLET_FOLDER, 'look', `${part}.css`), 'utf8'),
  ).join('\n');
  const { code } = await transform(own, {
    loader: 'css',
    minify: true,
    target: ['chrome87', 'firefox78', 'safari14'],
  });
  return css + code;
}

type Icons = { svg: TabletFile; small: TabletFile; large: TabletFile };

async function iconsOf(): Promise<Icons> {
  const png = async (size: number): Promise<TabletFile> =>
    fileOf(
      `icon-${String(size)}`,
      'png',
      'image/png',
      await sharp(Buffer.from(ICON), { density: 1200 }).resize(size, size).png().toBuffer(),
    );
  const [small, large] = await Promise.all([png(192), png(512)]);
  return { svg: fileOf('icon', 'svg', 'image/svg+xml', Buffer.from(ICON)), small, large };
}

/** Installable, opens without a browser's bar, and its name says nothing of its purpose. */
function manifestOf(name: string, { svg, small, large }: Icons): string {
  const png = { type: 'image/png', purpose: 'any maskable' };
  return JSON.stringify({
    id: '/desk/',
    name,
    short_name: name.length > 12 ? 'Desk' : name,
    start_url: '/desk/',
    scope: '/desk/',
    display: 'standalone',
    orientation: 'any',
    background_color: '#eef2ef',
    theme_color: '#0b5a4a',
    icons: [
      { src: svg.path, sizes: 'any', type: svg.type },
      { src: small.path, sizes: '192x192', ...png },
      { src: large.path, sizes: '512x512', ...png },
    ],
  });
}

/**
 * The id of the stylesheet's link keeps React Aria from writing a `<style>` of its own (it looks for that id first),
 * which the content policy would refuse; its one rule stands in `look/parts.css`.
 */
function shellOf(
  settings: object,
  style: string,
  main: string,
  first: readonly string[],
  icon: string,
): string {
  const data = JSON.stringify(settings).replaceAll('<', '\\u003c');
  const ahead = first.map((path) => `<link rel="modulepreload" href="${path}">`).join('');
  const pictures = Object.entries(PICTURES)
    .map(([name, shape]) => `<symbol id="${name}" viewBox="0 0 24 24">${shape}</symbol>`)
    .join('');
  return `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,interactive-widget=resizes-content"><meta name="robots" content="noindex,noarchive"><title>Desk</title><link rel="manifest" href="/desk/manifest.webmanifest"><link rel="icon" href="${icon}"><link rel="apple-touch-icon" href="${icon}"><link rel="stylesheet" id="react-aria-pressable-style" href="${style}">${ahead}<script type="module" src="${main}"></script></head><body><div id="desk"></div><noscript><p>This app needs JavaScript. The public pages do not.</p></noscript><svg width="0" height="0" class="vh" aria-hidden="true" focusable="false"><defs>${pictures}</defs></svg>${symbols(ICON_NAMES).html}<script type="application/json" id="settings">${data}</script></body></html>`;
}
