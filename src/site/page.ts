/** The frame of every public page: top bar with Leave, main part, foot (chapter 70, sections 3 and 6). */
import { html, type RawHtml, raw } from '../http/html.ts';
import type { Quality } from '../languages/catalogues.ts';
import { icon, type IconName, symbols } from './icons.ts';
import type { Look, Style, StylePart } from './look.ts';
import type { KnownLanguage } from '../languages/known-languages.ts';
import { escapeText, type Words } from '../languages/messages.ts';
import type { SiteSettings } from './house.ts';

/** What a page may know of its surroundings. Everything else comes in as data. */
export type View = {
  words: Words;
  quality: Quality;
  /** Labels of needs in the page's language. */
  needs: Readonly<Record<string, string>>;
  settings: SiteSettings;
  look: Look;
  /** Milliseconds since 1970 UTC. */
  now: number;
  /** Name of a language (BCP 47) in the page's language. */
  languageName(tag: string): string;
  /** What stands now and every page tells, when the house has alerts. */
  alerts?: {
    /** The part on top of the content; nothing when nothing stands. */
    banner(place: number | undefined): RawHtml | '';
    /** The word of the link in the foot. */
    foot: RawHtml;
  };
  /** Addresses of the enhancement, which pages load last. */
  script?: string;
};

export type PageKind = {
  name: string;
  parts: readonly StylePart[];
  symbols: readonly IconName[];
  /** Languages beside the page's own whose letters the page shows. */
  letters?: readonly KnownLanguage[];
};

/** Where the language button leads: the same page, or the same question carried in the body. */
export type SamePage = { path: string; carry?: readonly (readonly [string, string])[] };

export type PageBody = {
  /** Dull on purpose: it names no subject (chapter 70, principle 6). */
  title: string;
  main: RawHtml;
  same: SamePage;
  /** Place of the gazetteer that the page is about: its alerts are told. */
  place?: number;
  /** The page tells alerts itself. */
  isAboutAlerts?: true;
};

export type Page = {
  /** Style; title, bar and main part; foot and pictures. First and last are the same for all pages of a kind in one language. */
  pieces: readonly [string, string, string];
  style: Style;
  readonly html: string;
};

const FRAME_SYMBOLS: readonly IconName[] = ['mark', 'lang', 'leave'];
const sheets = new Map<string, string>();

function sheetOf(kind: PageKind): string {
  let sheet = sheets.get(kind.name);
  if (sheet === undefined) {
    sheet = symbols([...FRAME_SYMBOLS, ...kind.symbols]).html;
    sheets.set(kind.name, sheet);
  }
  return sheet;
}

/** Address of the language page that comes back to `path`. */
export function languageLink(path: string): string {
  return path === '/' ? '/' : `/?to=${encodeURIComponent(path)}`;
}

type Frame = { front: string; bar: string; back: string; style: Style };
const frames = new WeakMap<Words, Map<string, Frame>>();

/** Everything around the main part, made once per language and kind of page. */
function frameOf(view: View, kind: PageKind, isAlerting: boolean): Frame {
  let byKind = frames.get(view.words);
  if (!byKind) frames.set(view.words, (byKind = new Map()));
  const key = `${kind.name}${view.alerts ? ' with' : ''}${isAlerting ? ' alerts' : ''}`;
  let frame = byKind.get(key);
  if (frame) return frame;
  const { words, settings } = view;
  const { language } = words;
  const parts = isAlerting ? [...kind.parts, 'alert' as const] : kind.parts;
  const style = view.look.style(language, parts, kind.letters ?? []);
  const lang = `/${language.code}`;
  frame = {
    front: `<!doctype html><html lang="${language.tag}" dir="${language.dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noarchive"><meta name="theme-color" content="#0B5A4A"><link rel="icon" href="/site/icon.svg"><style>${style.css}</style><title>`,
    bar: `</title></head><body><header class="bar"><a class="pill leave" href="/leave" rel="noreferrer">${icon('leave').html}${words.say('bar.leave').html}</a><a class="vh skip" href="#main">${words.say('bar.skip').html}</a><a class="home" href="${lang}/">${icon('mark').html}<span class="vh">${words.say('bar.home', { name: settings.name }).html}</span></a>`,
    style,
    back:
      html`</main><footer class="foot"><nav aria-label="${words.text('foot.label')}"><ul>
<li><a href="${lang}/emergency">${words.say('foot.emergency')}</a></li>
${view.alerts ? html`<li><a href="${lang}/alerts">${view.alerts.foot}</a></li>` : ''}
<li><a href="${lang}/how-we-list">${words.say('foot.how')}</a></li>
<li><a href="${lang}/privacy">${words.say('foot.privacy')}</a></li>
<li><a href="${lang}/accessibility">${words.say('foot.accessibility')}</a></li>
<li><a href="${lang}/offline">${words.say('foot.offline')}</a></li></ul></nav>
<p>${words.say('foot.leave_note')} <a href="${lang}/privacy#history">${words.say('foot.leave_how')}</a></p>
${view.quality === 'source' ? '' : html`<p>${words.say(`foot.${view.quality}`)}</p>`}
${settings.demo ? html`<p>${words.say('foot.demo')}</p>` : ''}</footer>`.html.replace(/\n/g, '') +
      sheetOf(kind) +
      (view.script ? `<script src="${view.script}" defer></script>` : '') +
      '</body></html>',
  };
  byKind.set(key, frame);
  return frame;
}

function languageButton(view: View, same: SamePage): string {
  const { words } = view;
  const name = `${icon('lang').html}<span class="vh">${words.say('language.word').html}: </span>${escapeText(words.language.autonym)}`;
  if (!same.carry)
    return `<a class="pill" href="${escapeText(languageLink(same.path))}">${name}</a>`;
  return html`<form method="post" action="/">${hidden([['to', same.path], ...same.carry])}<button class="pill">${raw(name)}</button></form>`
    .html;
}

/** Hidden fields that carry what a person asked for to the next page. */
export function hidden(fields: readonly (readonly [string, string])[]): RawHtml[] {
  return fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

/** Puts the main part into the frame. */
export function page(view: View, kind: PageKind, body: PageBody): Page {
  const banner = body.isAboutAlerts ? '' : (view.alerts?.banner(body.place) ?? '');
  const frame = frameOf(view, kind, banner !== '' && !kind.parts.includes('alert'));
  const pieces: Page['pieces'] = [
    frame.front,
    `${escapeText(body.title)} - ${escapeText(view.settings.name)}${frame.bar}${languageButton(view, body.same)}</header><main id="main" tabindex="-1">${banner === '' ? '' : banner.html}${body.main.html}`,
    frame.back,
  ];
  return {
    pieces,
    style: frame.style,
    get html() {
      return pieces.join('');
    },
  };
}
