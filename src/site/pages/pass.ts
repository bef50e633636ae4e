/** `/{lang}/pass`: the phone-to-phone file, its size before the tap, and how it goes from phone to phone. */
import { html, raw } from '../../http/html.ts';
import { icon } from '../icons.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { sizeText } from '../sizes.ts';

const KIND: PageKind = {
  name: 'pass',
  parts: ['service', 'tiles'],
  symbols: ['keep', 'pass', 'offline'],
};

export type PassView = {
  file: string;
  /** On the line, compressed. */
  bytes: number;
  places: number;
  cards: number;
  /** SVG of the address of this page. */
  qr: string;
  /** Whether there are session kits to pass on, too. */
  hasKits: boolean;
};

export function passPage(view: View, { file, bytes, places, cards, qr, hasKits }: PassView): Page {
  const { words } = view;
  return page(view, KIND, {
    title: words.text('pass.title'),
    same: { path: '/pass' },
    main: html`<h1>${words.say('pass.title')}</h1><p class="gap">${words.say('pass.text')}</p>
<p class="big"><a class="b" href="${file}" download>${icon('keep')}${words.say('pass.get', { size: sizeText(words, bytes) })}</a></p><p class="s soft">${words.say('pass.count', { places, cards })} ${words.say('pass.trace')}</p>
<div class="gap" role="img" aria-label="${words.text('pass.qr')}">${raw(qr)}</div>
<h2>${words.say('pass.how')}</h2><ol class="nums">${[1, 2, 3].map((n) => html`<li>${words.say(`pass.how_${String(n)}`)}</li>`)}</ol>${hasKits ? html`<p class="gap"><a class="line" href="/${words.language.code}/kits">${words.say('kits.title')}</a></p>` : ''}`,
  });
}
