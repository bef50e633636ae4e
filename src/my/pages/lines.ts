/** Every line of a record, newest first, each with "this is wrong" and "delete this" (FIRE-09); what deleting one does. */
import { html, type RawHtml } from '../../http/html.ts';
import type { HeldLine } from '../../people/index.ts';
import type { Page, View } from '../../site/index.ts';
import { backButton, button, dayText, ownPage } from '../parts.ts';
import { sentenceOf } from '../told.ts';

/** More lines than this are not on one page. */
export const MOST_LINES = 200;

export function linesPage(
  view: View,
  { code, lines }: { code: string; lines: readonly HeldLine[] },
): Page {
  const { words } = view;
  return ownPage(
    view,
    html`<h1>${words.say('my.lines_title')}</h1><p class="gap">${words.say('my.lines_slip')} ${words.say('my.question_rest')}</p>${
      lines.length
        ? html`<ul>${lines.map((line) => lineItem(view, code, line))}</ul>`
        : html`<p>${words.say('my.lines_none')}</p>`
    }${lines.length >= MOST_LINES ? html`<p class="gap">${words.say('my.lines_more', { count: lines.length })}</p>` : ''}<div class="gap">${backButton(view, code)}</div>`,
  );
}

function lineItem(view: View, code: string, line: HeldLine): RawHtml {
  const { words } = view;
  const said = sentenceOf(view, line);
  const day = dayText(view, new Date(line.at));
  const struck = line.line === 'event' && line.struck;
  return html`<li class="paper gap"><p class="s soft">${day}</p><p dir="auto">${
    struck ? html`<b>${words.say('my.line_struck')}:</b> <s>${said}</s>` : said
  }</p>${line.line === 'event' && line.has_note ? noteOf(view, line.note) : ''}<div class="says gap">${button(
    view,
    {
      to: '/my/wrong',
      carry: [
        ['code', code],
        ['about', `${day}: ${said}`],
      ],
      label: 'my.line_wrong',
    },
  )}${button(view, {
    to: '/my/delete',
    carry: [
      ['code', code],
      ['line', line.line],
      ['id', line.id],
    ],
    label: 'my.line_delete',
  })}</div></li>`;
}

const noteOf = ({ words }: View, note: string | undefined): RawHtml =>
  note === undefined
    ? html`<p class="s">${words.say('my.line_note_locked')}</p>`
    : html`<p class="s">${words.say('my.line_note')}</p><blockquote dir="auto">${note}</blockquote>`;

/** Asks once more, with what goes and what stays; two buttons of one size. */
export function deletePage(view: View, { code, line }: { code: string; line: HeldLine }): Page {
  const { words } = view;
  return ownPage(
    view,
    html`<h1>${words.say('my.delete_title')}</h1><p class="paper gap" dir="auto">${sentenceOf(view, line)}</p><ul class="dots gap">${[
      1, 2, 3, 4,
    ].map(
      (n) => html`<li>${words.say(`my.delete_${String(n)}`)}</li>`,
    )}</ul><div class="big">${button(view, {
      to: '/my/delete',
      carry: [
        ['code', code],
        ['line', line.line],
        ['id', line.id],
        ['sure', '1'],
      ],
      label: 'my.delete_go',
    })}${button(view, { to: '/my/lines', carry: [['code', code]], label: 'my.leave_it' })}</div>`,
  );
}

export function deletedPage(view: View, { code }: { code: string }): Page {
  const { words } = view;
  return ownPage(
    view,
    html`<div role="status"><h1>${words.say('my.delete_done')}</h1><p class="gap">${words.say('my.delete_1')}</p></div><div class="big">${button(view, { to: '/my/lines', carry: [['code', code]], label: 'my.lines' })}${backButton(view, code)}</div>`,
  );
}
