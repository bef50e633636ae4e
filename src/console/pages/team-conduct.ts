/** The code of conduct, as whoever leads the team keeps it: who still has to sign, and a new version in every language. */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { Colleague, ConductText, ConductVersion } from '../../staff/index.ts';
import type { Typed } from '../forms.ts';
import { saidAt } from '../wall-clock.ts';

export type PublishView = {
  versions: readonly ConductVersion[];
  /** Colleagues whose signature of the newest version is missing. */
  unsigned: readonly Pick<Colleague, 'account' | 'name'>[];
  all: number;
  /** What stands in each box: the text of the newest version, else the draft of the program. */
  drafts: readonly (ConductText & { dir: string; title: string })[];
  typed: Typed;
};

export function publishPart(
  w: Words,
  { versions, unsigned, all, drafts, typed }: PublishView,
): RawHtml {
  const [newest] = versions;
  return html`${
    newest
      ? html`<section class="sheet"><h2>${w.say('conduct.version', { version: newest.version, day: saidAt(w, 'UTC', newest.published_on, 'day') })}</h2><p>${w.say('conduct.signed_by', { n: all - unsigned.length, all })}</p>${unsigned.length ? html`<p class="s soft">${w.say('conduct.missing', { names: w.list(unsigned.map(({ name }) => html`<bdi>${name}</bdi>`)) })}</p>` : ''}<p><a href="/staff/mine/conduct">${w.say('mine.read_conduct')}</a></p></section>`
      : html`<p class="note">${w.say('conduct.never')}</p>`
  }
<section class="sheet"><h2>${w.say('conduct.publish')}</h2><p>${w.say('conduct.publish_note')}</p><form method="post" action="/staff/team/conduct" class="fields">${drafts.map(
    (one) =>
      html`<label class="entry">${one.title}<textarea name="text_${one.lang}" rows="8" maxlength="20000" lang="${one.lang}" dir="${one.dir}">${String(typed[`text_${one.lang}`] ?? one.body)}</textarea></label>`,
  )}<p class="s soft">${w.say('conduct.empty_left_out')}</p><label class="tick"><input type="checkbox" name="sure" value="true" required><span>${w.say('conduct.sure')}</span></label><div><button class="b fit">${w.say('conduct.publish')}</button></div></form></section>`;
}
