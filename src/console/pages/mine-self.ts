/** What I say of myself: languages, and, only if I wish, gender and community (VOL-01, LANG-03). */
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';

export type SelfView = {
  languages: readonly string[];
  gender: string | null;
  community: string | null;
  /** Languages to choose from, by tag. */
  offered: readonly string[];
  name: (tag: string) => string;
};

const GENDERS = ['woman', 'man', 'other'] as const;

export function selfPart(
  w: Words,
  { languages, gender, community, offered, name }: SelfView,
): RawHtml {
  const more = offered
    .filter((tag) => !languages.includes(tag))
    .map((tag) => ({ tag, text: name(tag) }))
    .sort((a, b) => a.text.localeCompare(b.text, w.language.tag));
  return html`<section class="sheet"><h2>${w.say('me.languages')}</h2>${
    languages.length
      ? html`<ul class="items near">${languages.map((tag) => html`<li><span><b>${name(tag)}</b></span><form method="post" action="/staff/mine/languages/removal"><button class="pill" name="lang" value="${tag}" aria-label="${w.text('self.remove', { language: name(tag) })}">${w.say('me.remove')}</button></form></li>`)}</ul>`
      : html`<p>${w.say('self.no_language')}</p>`
  }<form method="post" action="/staff/mine/languages" class="fields two"><label class="entry">${w.say('self.more')}<small>${w.say('self.more_note')}</small><select name="lang">${more.map(({ tag, text }) => html`<option value="${tag}">${text}</option>`)}</select></label><div><button class="b2 fit">${w.say('self.add')}</button></div></form></section>
<section class="sheet"><h2>${w.say('self.title')}</h2><p>${w.say('self.note')}</p><form method="post" action="/staff/mine/self" class="fields"><fieldset class="ticks"><legend><b>${w.say('self.gender')}</b> <small>${w.say('self.gender_note')}</small></legend>${[...GENDERS, ''].map((one) => html`<label class="tick"><input type="radio" name="gender" value="${one}"${raw((gender ?? '') === one ? ' checked' : '')}><span>${w.say(one ? `self.${one}` : 'self.unsaid')}</span></label>`)}</fieldset><label class="entry">${w.say('self.community')}<small>${w.say('self.community_note')}</small><input name="community" maxlength="60" value="${community ?? ''}" autocomplete="off"></label><div><button class="b fit">${w.say('me.save')}</button></div></form>${
    gender !== null || community !== null
      ? html`<form method="post" action="/staff/mine/self/removal"><button class="b2 fit">${w.say('self.take_back')}</button></form>`
      : ''
  }</section>`;
}
