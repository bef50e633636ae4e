/** The slip for an act: on the screen, on paper, and as a square for a camera; `wayhouse verify log --receipt` reads its text. */
import { html, type RawHtml, raw } from '../../http/html.ts';
import { decodeReceipt, parseLeaf } from '../../firewall/index.ts';
import { momentText, wallClock } from '../../languages/dates.ts';
import { icon, type Page, type View } from '../../site/index.ts';
import { ownPage } from '../parts.ts';
import { qrSvg } from '../../http/qr-code.ts';

/** Its parts: a line ends between them, not within one. */
const COMMAND = ['wayhouse verify log FOLDER', '--key KEY', '--receipt FILE'];

/** The slip inside a page. @param text `WHL1:…` */
export function slipPart(view: View, text: string): RawHtml {
  const { words } = view;
  const { index, size, time, leaf } = decodeReceipt(text);
  const act = `my.slip_of.${parseLeaf(leaf)?.act ?? ''}`;
  const { zone } = view.settings;
  const when = momentText(words, wallClock(time * 1000, zone), wallClock(view.now, zone).day);
  return html`<section><h2>${words.say('my.slip')}${words.has(act) ? html`: ${words.say(act)}` : ''}</h2><p>${words.say('my.slip_text')}</p><p class="s soft">${words.say('my.slip_entry', { n: words.number(index + 1), size: words.number(size), when })}</p><p class="gap" role="img" aria-label="${words.text('my.slip_picture')}">${raw(qrSvg(text, 'L'))}</p><p class="s gap"><label for="slip">${words.say('my.slip_check', { command: html`<bdi class="l">${COMMAND.map((part) => html`<bdi class="n">${part}</bdi> `)}</bdi>` })}</label></p><textarea class="field s" id="slip" dir="ltr" readonly rows="4" spellcheck="false">${text}</textarea></section>`;
}

/** The log is not signed that far yet: a button to ask again. */
export function slipLater(view: View, form: RawHtml): RawHtml {
  const { words } = view;
  return html`<section><h2>${words.say('my.slip')}</h2><p>${words.say('my.slip_later')}</p>${form}</section>`;
}

export function slipPage(view: View, { slip, back }: { slip: RawHtml; back: RawHtml }): Page {
  return ownPage(
    view,
    html`<h1 class="vh">${view.words.say('my.slip')}</h1>${slip}<p class="gap noprint">${icon('print')} <button class="link" data-print hidden>${view.words.say('service.print')}</button></p><div class="gap">${back}</div>`,
  );
}
