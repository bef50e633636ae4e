/** An interpreter for a visit of a path: who can, what was asked and what became of it; it stays in the room (LANG-03, LANG-04). */
import { v4 as uuid, v7 } from 'uuid';
import { SAME_SEX } from '../../../desk/values.ts';
import { html, type RawHtml } from '../../../http/html.ts';
import { AFTER, type PathVisitWhole } from '../../../protection/index.ts';
import { SETTINGS } from '../../../staff/index.ts';
import { type Room, select } from './room.ts';

/** A nameless first choice. */
const NONE = ['', '–'] as const;

export function interpreterPart(room: Room, { interpreters }: PathVisitWhole, at: string): RawHtml {
  const { w, desk } = room;
  const { wish, requests, offers } = interpreters;
  const can = offers.map(
    ({ account, name, kind, here, settings, tag }) =>
      html`<li data-offer="${account}"><div><bdi><b>${name}</b></bdi> ${w.list([w.say(`path.int_${kind}`), html`${desk.languageName(tag)}`, ...(here ? [w.say('path.int_here')] : []), ...settings.map((one) => html`${desk.t(`interpreter.${one}`)}`)])}</div></li>`,
  );
  const asked = requests.map(
    ({ ref, tags, setting, now }) =>
      html`<li><div>${w.list([html`${desk.t(`interpreter.${setting}`)}`, ...tags.map((tag) => html`${desk.languageName(tag)}`)])} <b>${desk.t(`booking.${now}`)}</b></div>${AFTER[now].length ? html`<form method="post" action="${at}/steps" data-room data-answer><input type="hidden" name="interpreter_ref" value="${ref}"><input type="hidden" name="event_id" value="${v7()}"><input type="hidden" name="spoken_id" value="${v7()}">${AFTER[now].map((one) => html`<button class="pill" name="booking" value="${one}">${desk.t(`booking.to_${one}`)}</button> `)}</form>` : ''}</li>`,
  );
  return html`<section class="sheet" data-interpreter><h2>${w.say('path.int_title')}</h2><p class="s soft">${w.say('path.int_note')}</p>${asked.length ? html`<ul class="items">${asked}</ul>` : ''}<h3 class="gap">${w.say('path.int_can')}</h3>${can.length ? html`<ul class="items">${can}</ul>` : html`<p class="soft">${w.say(wish.tags.length ? 'path.int_nobody' : 'path.int_no_language')}</p>`}
<details><summary>${w.say('path.int_ask')}</summary><form method="post" action="${at}/steps" class="fields two" data-room data-ask><input type="hidden" name="event_id" value="${v7()}"><input type="hidden" name="interpreter_ref" value="${uuid()}"><label class="entry">${w.text('referral.field.languages')}<small>${w.say('path.ref_languages')}</small><input name="languages" value="${wish.tags.join(', ')}" dir="ltr" maxlength="40" required autocomplete="off"></label>${select(
    'setting',
    desk.t('interpreter.ask'),
    SETTINGS.map((one) => [one, desk.t(`interpreter.${one}`)] as const),
  )}${select(
    'same_sex',
    desk.t('interpreter.wish'),
    [NONE, ...SAME_SEX.map((one) => [one, desk.t(`welcome.${one}`)] as const)],
    wish.same_sex ?? '',
  )}<label class="tick wide"><input type="checkbox" name="sensitive" value="true" checked><span>${desk.t('interpreter.sensitive')}</span></label><div><button class="b2 fit">${w.say('path.save')}</button></div></form></details></section>`;
}
