/** The frame of every screen of the console (chapter 70, section 4): top bar, rooms at the side or below, work in the middle. */
import { html, type RawHtml, raw } from '../http/html.ts';
import { icon, type IconName, type Look, type StylePart, symbols } from '../site/index.ts';
import type { Words } from '../languages/messages.ts';
import type { Tongue, Tongues } from './words.ts';

/** Who is at the screen. */
export type Somebody = { name: string; account: string; roles: readonly string[] };

export type Screen = {
  title: string;
  /** Which room is open; nothing before somebody has signed in. */
  room?:
    | 'access'
    | 'account'
    | 'agreements'
    | 'alerts'
    | 'cards'
    | 'exceptions'
    | 'info'
    | 'mine'
    | 'organisations'
    | 'phone'
    | 'point'
    | 'rumours'
    | 'team'
    | 'child'
    | 'survivor';
  /** Parts of the style that this screen needs beside those of all. */
  styles?: readonly StylePart[];
  /** Address of a script of this room's own. */
  script?: string;
  /** Where the screen can be asked for again, when it answers a form: the language leads back there. */
  at?: string;
  main: RawHtml;
};

export type Frame = {
  look: Look;
  tongues: Tongues;
  tongue: Tongue;
  /** Name of the installation. */
  name: string;
  /** Address of the script for passkeys. */
  script: string;
  who?: Somebody;
};

const ROOMS: readonly {
  room: NonNullable<Screen['room']>;
  path: string;
  icon: IconName;
  /** Whoever has one of these; everybody when nothing is said. */
  roles?: readonly string[];
}[] = [
  { room: 'access', path: '/staff/access', icon: 'family', roles: ['administrator'] },
  { room: 'organisations', path: '/staff/organisations', icon: 'house', roles: ['administrator'] },
  { room: 'team', path: '/staff/team', icon: 'clock', roles: ['administrator'] },
  { room: 'point', path: '/staff/point', icon: 'pin', roles: ['point_manager'] },
  {
    room: 'agreements',
    path: '/staff/agreements',
    icon: 'papers',
    roles: ['dpo', 'liaison'],
  },
  { room: 'exceptions', path: '/staff/exceptions', icon: 'warn', roles: ['dpo'] },
  { room: 'cards', path: '/staff/cards', icon: 'papers', roles: ['editor', 'translator'] },
  { room: 'alerts', path: '/staff/alerts', icon: 'danger', roles: ['editor'] },
  { room: 'phone', path: '/staff/phone', icon: 'call', roles: ['editor', 'administrator'] },
  {
    room: 'rumours',
    path: '/staff/rumours/new',
    icon: 'unknown',
    roles: ['volunteer', 'desk', 'mediator'],
  },
  {
    room: 'info',
    path: '/staff/points',
    icon: 'lang',
    roles: ['volunteer', 'desk', 'mediator'],
  },
  { room: 'mine', path: '/staff/mine', icon: 'work' },
  { room: 'child', path: '/staff/protected/child', icon: 'child', roles: ['child'] },
  { room: 'survivor', path: '/staff/protected/survivor', icon: 'quiet', roles: ['survivor'] },
  { room: 'account', path: '/staff/account', icon: 'pass' },
];
const PICTURES = symbols([
  'call',
  'danger',
  'mark',
  'lang',
  'leave',
  'warn',
  'yes',
  'family',
  'house',
  'pass',
  'back',
  'child',
  'quiet',
  'clock',
  'pin',
  'work',
  'no',
  'unknown',
  'papers',
]);

/** The whole page, and its style's hash for the content security policy. */
export function frame(view: Frame, screen: Screen): { text: string; hash: string } {
  const { tongue, who } = view;
  const { words, language } = tongue;
  const style = view.look.style(language, ['question', 'console', ...(screen.styles ?? [])]);
  const body = who && screen.room ? inside(view, screen, who) : outside(view, screen);
  const text = `<!doctype html><html lang="${language.tag}" dir="${language.dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,noarchive"><link rel="icon" href="/site/icon.svg"><style>${style.css}</style><title>${html`${screen.title} - ${words.text('console.label')}`.html}</title></head><body>${body.html}${PICTURES.html}<script src="${view.script}" defer></script>${screen.script ? `<script src="${screen.script}" defer></script>` : ''}</body></html>`;
  return { text, hash: style.hash };
}

function outside(view: Frame, { main }: Screen): RawHtml {
  return html`<main id="main" class="door" tabindex="-1"><a class="home" href="/">${icon('mark')}<span class="vh">${view.tongue.words.say('staff.public')}</span></a>${main}${foot(view)}</main>`;
}

function inside(view: Frame, { main, room, at }: Screen, who: Somebody): RawHtml {
  const { words } = view.tongue;
  const rooms = ROOMS.filter(
    ({ roles }) => roles === undefined || roles.some((role) => who.roles.includes(role)),
  );
  return html`<div class="console"><header class="top"><a class="vh skip" href="#main">${words.say('bar.skip')}</a><a class="home" href="/staff">${icon('mark')}<span class="vh">${words.say('console.label')}</span></a><span class="where"><bdi>${view.name}</bdi></span><form method="post" action="/staff/sign-out"><button class="pill">${icon('leave')}${words.say('nav.sign_out')}</button></form></header>
<nav class="rail" aria-label="${words.text('console.rooms')}"><ul>${rooms.map(
    (one) =>
      html`<li><a href="${one.path}"${raw(one.room === room ? ' aria-current="page"' : '')}><span class="arch">${icon(one.icon)}</span>${words.say(`nav.${one.room}`)}</a></li>`,
  )}</ul></nav>
<main id="main" class="work" tabindex="-1">${main}${foot(view, at)}</main></div>`;
}

function foot({ tongue, tongues }: Frame, at?: string): RawHtml {
  const { words, quality, language } = tongue;
  return html`<form method="post" action="/staff/language" class="tongue" aria-label="${words.text('language.choose')}">${at ? html`<input type="hidden" name="back" value="${at}">` : ''}${tongues.offered
    .filter((other) => other.language.code !== language.code)
    .map(
      (other) =>
        html`<button class="pill" name="to" value="${other.language.code}" lang="${other.language.tag}" dir="${other.language.dir}">${other.language.autonym}</button>`,
    )}</form>${quality === 'source' ? '' : html`<p class="s soft">${words.say('staff.draft')}</p>`}`;
}

/** A sentence about what did not work, read out at once. */
export const bad = (text: RawHtml | undefined): RawHtml | '' =>
  text ? html`<p class="note bad" role="alert">${text}</p>` : '';
export const done = (text: RawHtml | undefined): RawHtml | '' =>
  text ? html`<p class="note done" role="status">${text}</p>` : '';

/** A labelled field. `note` stands under the label. */
export function field(
  words: Words,
  name: string,
  label: string,
  more: {
    note?: string;
    type?: string;
    value?: string;
    auto?: string;
    optional?: boolean;
    /** It waits for what is typed as soon as the screen is there. */
    first?: boolean;
  } = {},
): RawHtml {
  const { note, type = 'text', value = '', auto = 'off', optional = false, first = false } = more;
  return html`<label class="entry">${words.say(label)}${note ? html` <small>${words.say(note)}</small>` : ''}<input name="${name}" type="${type}" value="${value}" autocomplete="${auto}"${raw(optional ? '' : ' required')}${raw(first ? ' autofocus' : '')}${raw(type === 'text' ? ' autocapitalize="none" spellcheck="false"' : '')}></label>`;
}

export const button = (words: Words, label: string, second = false): RawHtml =>
  html`<button class="${second ? 'b2 fit' : 'b fit'}">${words.say(label)}</button>`;

/** A form that the script takes over; without script it says why it cannot. */
export function passkeyForm(
  words: Words,
  use: 'sign-in' | 'second' | 'add' | 'set-up' | 'proof',
  label: string,
  more: { to: string; token?: string; carry?: string } = { to: '/staff' },
): RawHtml {
  const withName = use === 'add' || use === 'set-up';
  return html`<form data-passkey="${use}" data-to="${more.to}" data-token="${more.token ?? ''}"${more.carry ? html` data-carry="${more.carry}"` : ''} hidden>${withName ? field(words, 'label', 'me.passkey_label') : ''}<button class="${use === 'add' ? 'b2' : 'b'}">${words.say(label)}</button><p class="note bad" role="alert" hidden>${words.say('problem.passkey')}</p></form><noscript><p class="s soft">${words.say('me.passkey_script')}</p></noscript>`;
}
