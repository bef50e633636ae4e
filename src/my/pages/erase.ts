/** Erasing: what goes, what stays counted, what can make it wait; then a number to ask after it, which names nobody. */
import { html, type RawHtml } from '../../http/html.ts';
import type { ErasureState } from '../../firewall/index.ts';
import { type Page, type View } from '../../site/index.ts';
import { button, dayText, ownPage } from '../parts.ts';
import { ANSWER_DAYS } from './take-back.ts';

/** One week to the next rotation of keys, and one day (design chapter 20, section 7). */
export const MOST_DAYS = 8;

export type ErasePage = {
  code: string;
  organisation: string;
  /** Made with the form: asked twice, or with the answer lost on the way, it is one erasure. */
  number: string;
};

export function erasePage(view: View, { code, organisation, number }: ErasePage): Page {
  const { words } = view;
  const part = (id: string, lines: readonly string[], days = MOST_DAYS): RawHtml =>
    html`<section><h2>${words.say(id)}</h2>${lines.map((line) => html`<p>${words.say(line, { organisation, days })}</p>`)}</section>`;
  return ownPage(
    view,
    html`<h1>${words.say('my.erase_title')}</h1>${part('my.erase_goes', ['my.erase_goes_1', 'my.erase_goes_2'])}${part('my.erase_counted', ['my.erase_counted_1'])}${part('my.erase_waits', ['my.erase_waits_1'])}${part('my.erase_others', ['my.erase_others_1'], ANSWER_DAYS)}<p class="gap">${words.say('my.erase_code')}</p><div class="big">${button(
      view,
      {
        to: '/my/erase',
        carry: [
          ['code', code],
          ['number', number],
        ],
        label: 'my.erase_go',
      },
    )}${button(view, { to: '/my', carry: [['code', code]], label: 'my.leave_it' })}</div>`,
  );
}

/** After asking, and for whoever has the number: how far it is. Never that it is done before it is. */
export function erasurePage(
  view: View,
  {
    number,
    state,
    begun,
    slip,
  }: { number: string; state: ErasureState; begun: boolean; slip: RawHtml },
): Page {
  const { words } = view;
  return ownPage(
    view,
    html`<div role="status"><h1>${words.say(begun ? 'my.erase_begun' : 'my.number')}</h1><p class="gap">${words.say(`my.step.${state.step}`, { day: dayText(view, state.asked_on) })}</p>${state.step === 'asked' ? html`<p>${words.say('my.erase_waits_1')}</p>` : ''}</div><p class="gap">${words.say('my.erase_number')}</p><p><b><bdi class="c">${number}</bdi></b></p><p class="s soft">${words.say('my.erase_number_text')}</p>${slip}`,
    '/my/erasure',
  );
}
