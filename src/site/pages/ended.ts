/** A place that is not listed any more: what became of it, and where to go instead (chapter 70, patterns 7 and 8). */
import type { EndedListing } from '../../directory/listing.ts';
import { html, type RawHtml } from '../../http/html.ts';
import { dateText, wallClock } from '../../languages/dates.ts';
import { icon } from '../icons.ts';
import { nearestList } from '../listing-row.ts';
import { nameHtml } from '../local-text.ts';
import type { Nearby } from '../nearest-fit.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';

const KIND: PageKind = {
  name: 'ended',
  parts: ['card', 'service', 'tiles'],
  symbols: ['open', 'soon', 'closed', 'unsure', 'pin', 'next'],
};

export function endedPage(
  view: View,
  { ended, nearest }: { ended: EndedListing; nearest: readonly Nearby[] },
): Page {
  const { words } = view;
  const { state, endedOn, name, area } = ended;
  const since =
    endedOn === undefined
      ? ''
      : words.say('ended.since', {
          date: dateText(words, endedOn, wallClock(view.now, view.settings.zone).day),
        });
  return page(view, KIND, {
    title: words.text('service.tab', { code: ended.code }),
    same: { path: `/s/${ended.code}` },
    main: html`<div class="card dash"><div class="in"><h1>${words.say(`ended.${state}`)}</h1>
<p class="gap"><b>${nameHtml(view, name)}</b></p>
${area ? html`<p class="row way">${icon('pin')}<span>${words.say('way.in', { area: nameHtml(view, area) })}</span></p>` : ''}
<p class="row state">${icon(state === 'away' ? 'unsure' : 'closed')}<span>${words.say(`ended.${state}_text`)} ${since}</span></p></div></div>
${nearestList(view, nearest)}${findLink(view, ended.needs[0])}
<p class="s soft gap">${words.say('service.number', { code: html`<bdi class="c">${ended.code}</bdi>` })}</p>`,
  });
}

function findLink(view: View, need = 'any'): RawHtml {
  const { words } = view;
  return html`<p class="gap"><a class="b" href="/${words.language.code}/find/${need}/places">${words.say('service.withdrawn_next')}${icon('next')}</a></p>`;
}
