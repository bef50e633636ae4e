/** "Something is wrong": words for the organisation that holds the record, sealed before they are stored. */
import { html } from '../../http/html.ts';
import { LONGEST_NOTE, type OwnCorrection } from '../../firewall/index.ts';
import { hidden, icon, type Page, type View } from '../../site/index.ts';
import { backButton, dayText, ownPage } from '../parts.ts';

/** Days after which a note is erased by its clock (`fw.retention`). */
export const NOTE_DAYS = 180;

export type WrongPage = {
  code: string;
  organisation: string;
  /** Made with the form: sent twice it is one note. */
  id: string;
  /** What became of what she said before. */
  before: readonly OwnCorrection[];
  refused?: boolean;
  text?: string;
};

export function wrongPage(view: View, form: WrongPage): Page {
  const { words } = view;
  return ownPage(
    view,
    html`${form.refused ? html`<div class="notice bad" role="alert">${icon('warn')}<p>${words.say('my.wrong_empty', { most: LONGEST_NOTE })}</p></div>` : ''}<form method="post" action="/${words.language.code}/my/wrong">${hidden(
      [
        ['code', form.code],
        ['id', form.id],
      ],
    )}<h1><label for="q">${words.say('my.wrong_label')}</label></h1><p class="gap">${words.say('my.wrong_text', { organisation: form.organisation })}</p><p class="s soft">${words.say('my.wrong_hint', { days: NOTE_DAYS })}</p><p class="gap"><textarea class="field" id="q" name="text" rows="6" required maxlength="${LONGEST_NOTE}" dir="auto" autocomplete="off" spellcheck="false">${form.text ?? ''}</textarea></p><p class="gap"><button class="b">${words.say('my.wrong_go')}${icon('next')}</button></p></form>${
      form.before.length
        ? html`<section><h2>${words.say('my.wrong_before')}</h2><ul class="dots">${form.before.map(({ created_at, state }) => html`<li>${words.say(`my.wrong_${state}`, { day: dayText(view, created_at) })}</li>`)}</ul></section>`
        : ''
    }<div class="gap">${backButton(view, form.code)}</div>`,
  );
}

export function wrongSentPage(
  view: View,
  { code, organisation }: { code: string; organisation: string },
): Page {
  const { words } = view;
  return ownPage(
    view,
    html`<div role="status"><h1>${words.say('my.wrong_done')}</h1><p class="gap">${words.say('my.wrong_done_text', { organisation })}</p></div><div class="gap">${backButton(view, code)}</div>`,
  );
}
