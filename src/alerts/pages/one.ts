/** One alert: what happens, what to do, where to go, until when. When it is over, only that it is over. */
import { html, type RawHtml, raw } from '../../http/html.ts';
import { icon, type Page, page, type PageKind, until, type View } from '../../site/index.ts';
import { type Alert, isSevere } from '../alert.ts';
import type { Standing } from '../standing.ts';
import type { Told } from '../tell.ts';
import { hazardPicture } from './banner.ts';

const KIND: PageKind = {
  name: 'alert',
  parts: ['service', 'tiles', 'alert'],
  symbols: ['next', 'back', 'danger', 'pin', 'nopaper'],
};

export type OneAlert = {
  alert: Alert;
  told: Told;
  /** Name of who issued it. */
  by: string;
};

/** The alert as a page. */
export function alertPage(view: View, one: OneAlert, danger: RawHtml | string): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const { alert } = one;
  return page(view, KIND, {
    title: words.text('alert.label'),
    same: { path: `/alerts/${alert.id}` },
    isAboutAlerts: true,
    main: html`<a class="back" href="${lang}/alerts">${icon('back')}${words.say('alert.all')}</a>${until(alert.expiresAt, alertArticle(view, one, danger))}${overNote(view)}<p class="s soft noprint">${words.say('alert.programs')}: <a href="/alerts/cap/${alert.id}.xml">CAP</a></p>`,
  });
}

/** What a page shows in place of an alert that ends while it is open. */
export function overNote(view: View): RawHtml {
  return html`<p class="notice" data-over hidden><span><b>${view.words.say('alert.is_over')}</b> ${view.words.say('alert.is_over_text')}</span></p>`;
}

/** The whole of an alert, as its page and its print have it. */
export function alertArticle(
  view: View,
  { alert, told, by }: OneAlert,
  danger: RawHtml | string,
): RawHtml {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const own = told.lang === words.language.tag;
  const marked = own ? raw('') : html` lang="${told.lang}" dir="${told.dir}"`;
  const near = alert.areas[0] === undefined ? '' : `?place=${alert.areas[0]}`;
  return html`<article class="alert-page${raw(told.isDrill ? ' drill' : isSevere(alert) ? ' severe' : '')}" data-until="${alert.expiresAt}">${told.isDrill ? html`<p class="alert-drill">${words.say('alert.drill')}</p>` : ''}
<p class="row alert-kind">${hazardPicture(alert.hazard)}<span>${words.list([words.say(`hazard.${alert.hazard}`), words.say(`alert.severity.${alert.severity}`)])}</span></p>
<h1${marked}>${told.headline}</h1>
<p class="alert-act">${words.say(`alert.urgency.${alert.urgency}`)} · ${words.say('alert.until', { when: told.until })}</p>
<section><h2>${words.say('alert.do')}</h2><p${marked} class="alert-text">${told.instruction}</p>${alert.responses.length ? html`<ul class="dots">${alert.responses.flatMap((code) => (words.has(`alert.response.${code}`) ? html`<li>${words.say(`alert.response.${code}`)}</li>` : []))}</ul>` : ''}<p class="row gap alert-papers">${icon('nopaper')}<b>${words.say('alert.no_papers')}</b></p></section>
${
  told.services.length || told.needs.length
    ? html`<section><h2>${words.say('alert.go')}</h2><ul class="list">${told.services.map(({ code, name }) => html`<li><a href="${lang}/s/${code}">${icon('pin')}<span><bdi>${name.text}</bdi> <span class="soft">${code}</span></span></a></li>`)}${told.needs.map(({ code, name }) => html`<li><a href="${lang}/find/${code}/places${near}">${icon('next')}<span>${words.say('alert.near', { need: name })}</span></a></li>`)}</ul></section>`
    : ''
}
<section><h2>${words.say('alert.what')}</h2><p${marked} class="alert-text">${told.description}</p><p class="soft">${words.say(`alert.certainty.${alert.certainty}`)}</p></section>
<section><h2>${words.say('alert.where')}</h2><p>${told.where.length ? words.list(told.where.map(({ text }) => text)) : words.say('alert.all_country')}</p></section>
${danger}
<p class="s soft gap">${words.say('alert.issued', { when: told.issued, name: by })}${alert.kind === 'update' ? html` ${words.say('alert.updates')}` : ''}${own ? '' : html` ${words.say('text.only_in', { language: view.languageName(told.lang) })}`}</p></article>`;
}

/** What is left of an alert that does not stand any more: nothing of what it said. */
export function endedAlertPage(
  view: View,
  {
    alert,
    standing,
    newest,
  }: { alert: Alert; standing: Standing; newest: { id: string } | undefined },
): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  return page(view, KIND, {
    title: words.text('alert.label'),
    same: { path: `/alerts/${alert.id}` },
    main: html`<p class="row alert-kind">${hazardPicture(alert.hazard)}<span>${words.say(`hazard.${alert.hazard}`)}</span></p><h1>${words.say(standing === 'cancelled' ? 'alert.is_cancelled' : newest ? 'alert.is_replaced' : 'alert.is_over')}</h1><p class="gap">${words.say('alert.is_over_text')}</p>${newest ? html`<p class="gap"><a class="b" href="${lang}/alerts/${newest.id}">${words.say('alert.newer')}${icon('next')}</a></p>` : ''}<p class="gap"><a class="${raw(newest ? 'b2' : 'b')}" href="${lang}/alerts">${words.say('alert.all')}</a></p>`,
  });
}
