/**
 * The file of a session kit (ORI-03; chapter 10, section 4.5): what the facilitator says step by step, the cards large, the two
 * questions. It opens without a network, a server or script; script counts taps, writes the line and makes the next copy. Pure.
 */
import type { ShownCard } from '../guidance/card.ts';
import { type Kit, sessionSteps, type Step } from '../guidance/kits.ts';
import { html, type RawHtml } from '../http/html.ts';
import {
  type Age,
  ageLines,
  aloneFile,
  cardLines,
  type Dress,
  dressOf,
  newerLines,
} from './alone-file.ts';
import type { View } from './page.ts';

export type KitFile = Age & {
  view: View;
  kit: Kit;
  title: string;
  /** In the order of the session. */
  cards: readonly ShownCard[];
  /** Number of this copy; whoever passes the file on as it is passes it on with the number. */
  copy: string;
  /** Where the line may be typed. */
  address: string;
};

/**
 * Taps become counts, counts the line; a new copy is this same file with another number and this one as its parent. Nothing is
 * kept but the number of the report, and that only where the phone lets a file keep something.
 */
const SCRIPT = `
const root = document.documentElement;
const { kit, copy, parent } = root.dataset;
const line = document.getElementById('line');
const people = document.getElementById('people');
const counts = [...document.querySelectorAll('output')];
const taps = [...document.querySelectorAll('button[data-q]')];
for (const e of document.querySelectorAll('[data-js]')) e.hidden = false;
let nth = 1;
try { nth = 1 + Number(localStorage.getItem('kit' + copy) || 0); } catch {}
let started = false;
const say = () => {
  const sum = (q, k) => counts.reduce((n, e) => n + (e.dataset.q === q && (k === undefined || e.dataset.k === k) ? Number(e.value) : 0), 0);
  const present = Math.min(200, Math.max(0, Math.floor(Number(people.value) || 0)));
  line.value = ['KIT', kit, copy, parent, nth, 1, present, sum('answer', '1'), sum('answer'), sum('step', '1'), sum('step')].join(' ');
};
const begin = () => {
  if (started) return;
  started = true;
  try { localStorage.setItem('kit' + copy, nth); } catch {}
};
for (const tap of taps) tap.addEventListener('click', () => {
  const out = tap.querySelector('output');
  if (Number(out.value) < 200) out.value = Number(out.value) + 1;
  begin();
  say();
});
people.addEventListener('input', () => { begin(); say(); });
line.addEventListener('focus', () => line.select());
say();
const table = ['0317598642','7092154863','4206871359','1750983426','6123045978','3674209581','5869720134','8945362017','9438617205','2581436790'];
document.getElementById('next').addEventListener('click', () => {
  const digits = String(crypto.getRandomValues(new Uint32Array(1))[0] % 1e8).padStart(8, '0');
  const whole = digits + [...digits].reduce((state, digit) => table[state][digit], 0);
  const clean = root.cloneNode(true);
  clean.dataset.copy = whole;
  clean.dataset.parent = copy;
  for (const e of clean.querySelectorAll('output')) e.textContent = '0';
  for (const e of clean.querySelectorAll('[data-js]')) e.hidden = true;
  clean.querySelector('#old').hidden = true;
  for (const e of clean.querySelectorAll('[data-start]')) e.textContent = 'KIT ' + [kit, whole, copy].join(' ');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(['<!doctype html>' + clean.outerHTML], { type: 'text/html' }));
  link.download = 'kit-' + kit.split(' ')[0] + '-' + whole + '.html';
  link.click();
});
`;

const STYLE = `
:root{color-scheme:light dark}
body{font:18px/1.5 system-ui,"Noto Sans",sans-serif;max-width:44rem;margin:0 auto;padding:0 16px 64px;background:#edf2ef;color:#16201d}
header{padding:20px 0 8px}
h1{font-size:1.6em;line-height:1.2;margin:0 0 6px}
ol{list-style:none;margin:0;padding:0;counter-reset:s}
ol>li{counter-increment:s;position:relative;padding:4px 0 28px;padding-inline-start:56px}
ol>li::before{content:counter(s);position:absolute;inset-inline-start:0;top:0;width:40px;height:40px;border-radius:50%;background:#0b5a4a;color:#fff;font-weight:700;line-height:40px;text-align:center}
ol>li::after{content:"";position:absolute;inset-inline-start:19px;top:46px;bottom:6px;width:2px;background:#b9c8c1}
ol>li:last-child::after{display:none}
h2{font-size:1.15em;line-height:1.35;margin:0;padding-top:6px}
p{margin:6px 0;overflow-wrap:anywhere}
.card{background:#fff;border:1px solid #ccd6d1;border-radius:14px;padding:18px 20px;margin:10px 0 0;font-size:1.35em;line-height:1.4;margin-inline-start:-56px;position:relative;z-index:1}
.card h3{font-size:1.15em;line-height:1.25;margin:0 0 8px}
.s{font-size:15px;line-height:1.45;color:#47544f}
.w{border:2px solid #8a5a00;background:#fff7e6;border-radius:10px;padding:8px 12px;font-size:17px}
a{color:#0b5a4a;display:inline-block;padding:6px 0;font-weight:700}
.t{display:flex;gap:10px;margin-top:12px}
button{font:inherit;font-weight:700;min-height:56px;padding:8px 14px;border-radius:12px;border:2px solid #0b5a4a;background:#0b5a4a;color:#fff;cursor:pointer}
.t button{flex:1;display:flex;justify-content:space-between;align-items:center;gap:10px;text-align:start}
.t button+button{background:transparent;color:#0b5a4a}
output{font-size:1.3em;font-variant-numeric:tabular-nums}
label{display:block;font-weight:700;margin-top:10px}
input,textarea{font:inherit;width:100%;box-sizing:border-box;padding:12px;border:2px solid #47544f;border-radius:10px;background:Canvas;color:CanvasText}
#people{width:8rem}
:focus-visible{outline:3px solid #1d6fd1;outline-offset:2px}
[hidden]{display:none!important}
@media(prefers-color-scheme:dark){body{background:#101614;color:#e8efec}.card{background:#18211e;border-color:#33413c}.s{color:#a9b8b2}a,.t button+button{color:#7fd6bf}.t button+button{border-color:#7fd6bf}.w{background:#2b2110;border-color:#d9a441}ol>li::after{background:#33413c}}
@media print{body{background:#fff;color:#000}.card{break-inside:avoid}[data-js]{display:none!important}}
`;

let dress: Dress | undefined;

/** The file as text. */
export function kitFile(file: KitFile): string {
  const { view, kit, title, cards, copy, address } = file;
  const { words, settings } = view;
  dress ??= dressOf(STYLE, SCRIPT);
  const number = `${String(kit.code)} ${String(kit.version)}`;
  const start = html`<bdi dir="ltr" data-start>KIT ${number} ${copy} 0</bdi>`;
  const body = html`<header><h1>${title}</h1><p>${settings.name} · ${words.say('kits.minutes', { n: kit.minutes })}</p>${ageLines(view, file)}</header>
<main><ol>${sessionSteps(cards.length).map((step) => stepPart(file, step, start))}</ol></main>
${newerLines(view, address.replace(/\/report$/, ''))}`;
  return aloneFile(view, dress, file, title, body, { kit: number, copy, parent: '0' });
}

function stepPart({ view, cards, address }: KitFile, step: Step, start: RawHtml): RawHtml {
  const { words } = view;
  switch (step.do) {
    case 'welcome':
      return html`<li><h2>${words.say('kits.welcome')}</h2></li>`;
    case 'read':
      return html`<li><h2>${words.say('kits.read')}</h2>${cardPart(view, cards[step.card] as ShownCard)}</li>`;
    case 'ask': {
      const { question } = (cards[step.card] as ShownCard).publication.words;
      return html`<li><h2>${words.say(step.about === 'answer' ? 'kits.ask' : 'kits.step')}</h2><p>${question}</p><div class="t" data-js hidden>${tap(view, step.about, '1')}${tap(view, step.about, '0')}</div></li>`;
    }
    case 'close':
      return html`<li><h2>${words.say('kits.close')}</h2><div data-js hidden><label for="people">${words.say('kits.people')}</label><input id="people" type="number" min="0" max="200" inputmode="numeric" autocomplete="off"><label for="line">${words.say('kits.line')}</label><textarea id="line" rows="3" readonly dir="ltr"></textarea></div><p>${words.say('kits.send', { address: html`<bdi dir="ltr">${address}</bdi>` })}</p><p class="s">${words.say('kits.paper', { start })}</p></li>`;
    case 'next':
      return html`<li><h2>${words.say('kits.next')}</h2><p>${words.say('kits.next_text')}</p><p data-js hidden><button id="next" type="button">${words.say('kits.copy')}</button></p></li>`;
  }
}

function tap({ words }: View, about: 'answer' | 'step', k: '0' | '1'): RawHtml {
  return html`<button type="button" data-q="${about}">${words.say(k === '1' ? 'kits.yes' : 'kits.no')} <output data-q="${about}" data-k="${k}">0</output></button>`;
}

function cardPart(view: View, shown: ShownCard): RawHtml {
  return html`<article class="card"><h3>${shown.publication.words.question}</h3>${cardLines(view, shown)}</article>`;
}
