/** What went without a yes because waiting for one would have cost a life: for whoever watches over data, who looks at each (T12). */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { type ExceptionLine, FINDINGS } from '../../referrals/index.ts';
import { saidAt } from '../wall-clock.ts';

export type ExceptionsView = {
  lines: readonly ExceptionLine[];
  /** The name of a need, for the kind of service. */
  service: (code: string) => string;
  zone: string;
  /** Ms since 1970. */
  now: number;
};

export function exceptionsPart(w: Words, view: ExceptionsView): RawHtml {
  const waiting = view.lines.filter(({ reviewed_at }) => reviewed_at === null);
  const seen = view.lines.flatMap((one) =>
    one.finding && one.reviewed_at ? [{ ...one, finding: one.finding, at: one.reviewed_at }] : [],
  );
  return html`<p>${w.say('exceptions.lead')}</p>${
    waiting.length
      ? html`<p class="gap"><b>${w.say('exceptions.waiting', { n: waiting.length })}</b></p><ol class="cards plain">${waiting.map((one) => toLookAt(w, one, view))}</ol>`
      : html`<p class="note done">${w.say('exceptions.none')}</p>`
  }${
    seen.length
      ? html`<section class="sheet"><h2>${w.say('exceptions.seen')}</h2><ul class="items near">${seen.map((one) => html`<li><span>${what(w, one, view)}<br><span class="s soft">${w.say(`exceptions.found_${one.finding}`)}</span></span><span class="end s">${saidAt(w, view.zone, one.at, 'short')}</span></li>`)}</ul></section>`
      : ''
  }`;
}

const what = (
  w: Words,
  { to_name: to, service_type: type }: ExceptionLine,
  { service }: ExceptionsView,
): RawHtml =>
  html`<bdi>${to}</bdi>${' · '}${type ? service(type) : w.say('exceptions.no_service')}`;

function toLookAt(w: Words, one: ExceptionLine, view: ExceptionsView): RawHtml {
  const { zone, now } = view;
  const moment = (at: string): string => saidAt(w, zone, at, 'moment');
  const late = Date.parse(one.review_due) <= now;
  return html`<li class="sheet"><h2>${what(w, one, view)}</h2><dl class="facts"><dt>${w.say('exceptions.why')}</dt><dd>${w.say(`exceptions.why_${one.why ?? 'unknown'}`)}</dd><dt>${w.say('exceptions.facts')}</dt><dd>${w.list(one.categories.map((part) => w.text(`exceptions.category_${part}`)))}</dd><dt>${w.say('exceptions.when')}</dt><dd>${moment(one.given_at)}</dd><dt>${w.say('exceptions.due')}</dt><dd>${moment(one.review_due)}${late ? html` <span class="tag">${w.say('exceptions.late')}</span>` : ''}</dd></dl>${one.withdrawn_at ? html`<p class="note">${w.say('exceptions.withdrawn')}</p>` : ''}${
    one.is_own
      ? html`<p class="note">${w.say('exceptions.own')}</p>`
      : html`<form method="post" action="/staff/exceptions/${one.grant_id}" class="fields"><fieldset class="ticks"><legend><b>${w.say('exceptions.question')}</b></legend>${FINDINGS.map((finding) => html`<label class="tick"><input type="radio" name="finding" value="${finding}" required><span>${w.say(`exceptions.find_${finding}`)}</span></label>`)}</fieldset><div><button class="b fit" aria-label="${w.text('exceptions.save_which', { to: one.to_name, moment: moment(one.given_at) })}">${w.say('exceptions.save')}</button></div></form>`
  }</li>`;
}
