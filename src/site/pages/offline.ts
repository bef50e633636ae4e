/** "Keep on this phone": asked for, never by itself; with what is kept, its age, and how to delete it. */
import { html } from '../../http/html.ts';
import { withDigits } from '../../languages/dates.ts';
import { icon } from '../icons.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { sizeText } from '../sizes.ts';

const KIND: PageKind = {
  name: 'offline',
  parts: ['tiles', 'service'],
  symbols: ['keep', 'offline', 'clock'],
};

/** @param bytes what the first step loads, compressed */
export function offlinePage(view: View, { bytes }: { bytes: number }): Page {
  const { words } = view;
  // What the script says of the packs on the phone and of the files that come.
  const said = html`data-ours="${words.text('offline.area_checked')}" data-unchecked="${words.text('offline.area_unchecked')}" data-bad="${words.text('offline.area_bad')}" data-failed="${words.text('offline.area_failed')}" data-stays="${words.text('offline.area_stays')}" data-newest="${words.text('offline.area_newest')}" data-auto="${words.text('offline.area_auto')}" data-old="${words.text('offline.area_old')}" data-expired="${words.text('offline.area_expired')}"`;
  const asked = html`data-get="${words.text('offline.area_get', { area: '{area}', size: '{size}' })}" data-update="${words.text('offline.area_update', { size: '{size}' })}" data-have="${words.text('offline.area_have', { area: '{area}', when: '{when}' })}"`;
  return page(view, KIND, {
    title: words.text('offline.title'),
    same: { path: '/offline' },
    main: html`<h1>${words.say('offline.title')}</h1>
<p class="gap">${words.say('offline.text')}</p><p class="gap">${words.say('offline.trace')}</p>
<p class="notice off gap" data-without>${icon('offline')}<span>${words.say('offline.no_script')}</span></p>
<p class="notice off gap" data-impossible hidden>${icon('offline')}<span>${words.say('offline.not_possible')}</span></p>
<div data-keeping hidden>
<p class="gap" data-off><button type="button" class="b" data-keep-start>${icon('keep')}${words.say('offline.keep')}</button><span class="s soft">${words.say('offline.size', { size: sizeText(words, bytes) })}</span></p>
<div data-on hidden><p class="row gap" role="status">${icon('keep')}<b>${words.say('offline.on')}</b></p>
<h2>${words.say('offline.kept')}</h2><ul class="list" data-kept></ul><p data-kept-none>${words.say('offline.kept_none')}</p>
<div data-areas data-whole="${words.text('place.any')}" data-title="${words.text('offline.area')}" ${asked} data-loading="${words.text('offline.loading', { size: '{size}' })}" ${said} data-digits="${withDigits('0123456789', words.language.digits)}" data-decimal="${words.clockface.decimal}" data-kilobytes="${words.text('size.kilobytes', { n: '{n}' })}" data-megabytes="${words.text('size.megabytes', { n: '{n}' })}"></div></div>
<p class="gap"><button type="button" class="b2" data-forget>${words.say('offline.forget')}</button></p><p role="status" data-forgotten hidden>${words.say('offline.forgotten')}</p></div>
<p class="gap"><a class="line" href="/${words.language.code}/pass">${words.say('pass.title')}</a></p>`,
  });
}
