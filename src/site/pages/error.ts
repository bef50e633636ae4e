/** Errors say whose fault it is, what became of what was written, and one way on (chapter 70, sections 3 and 7). */
import type { Listing } from '../../directory/listing.ts';
import { html } from '../../http/html.ts';
import { icon } from '../icons.ts';
import { listingRow } from '../listing-row.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { dangerLine } from './home.ts';

const KIND: PageKind = {
  name: 'error',
  parts: ['tiles', 'service'],
  symbols: ['next', 'danger', 'open', 'soon', 'closed', 'unsure'],
};

export type ErrorStatus = 400 | 404 | 429 | 500 | 503;
export type ErrorPage = {
  status: ErrorStatus;
  /** A number that was asked for and does not exist, and places whose number differs by one digit. */
  code?: string;
  near?: readonly Listing[];
};

export function errorPage(view: View, { status, code, near = [] }: ErrorPage): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const id = `error.${String(status)}`;
  return page(view, KIND, {
    title: words.text(id),
    same: { path: '/' },
    main: html`<h1>${words.say(id)}</h1>
<p class="gap">${code ? words.say('error.404_code', { code: html`<bdi class="c">${code}</bdi>` }) : words.say(`${id}_text`)}</p>
${near.length ? html`<h2>${words.say('error.404_near')}</h2><ul class="list">${near.map((listing) => listingRow(view, listing))}</ul>` : ''}
<p class="gap"><a class="b" href="${lang}/">${words.say('error.start')}${icon('next')}</a></p>
${status >= 500 ? dangerLine(view) : ''}
<p class="s soft gap">${words.say('error.number', { code: html`<bdi class="n">${status}</bdi>` })}</p>`,
  });
}
