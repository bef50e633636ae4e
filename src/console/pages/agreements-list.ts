/** Agreements of the own organisation, and cutting one off: for whoever manages agreements (FIRE-05). */
import type { AgreementView, Party } from '../../firewall/agreements/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { saidAt } from '../wall-clock.ts';

export const AGREEMENTS = '/staff/agreements';

export type AgreementsView = {
  agreements: readonly AgreementView[];
  parties: readonly Party[];
  /** The own organisation. */
  org: string;
  zone: string;
  /** Ms since 1970. */
  now: number;
};

/** The state in a word: a live agreement that has not begun, or is over, lets nothing cross either. */
export function stateText(
  w: Words,
  { state, starts_at, ends_at }: Pick<AgreementView, 'state' | 'starts_at' | 'ends_at'>,
  now: number,
): RawHtml {
  if (state !== 'live') return w.say(`agreements.state_${state}`);
  if (starts_at.getTime() > now) return w.say('agreements.state_later');
  return w.say(ends_at.getTime() <= now ? 'agreements.state_over' : 'agreements.state_live');
}

/** The side that is not the own one. */
export const otherOf = ({ party_a, party_b }: AgreementView, org: string): string =>
  party_a === org ? party_b : party_a;

export const partyName = (w: Words, parties: readonly Party[], id: string): RawHtml => {
  const name = parties.find(({ org_id }) => org_id === id)?.name;
  return name === undefined ? w.say('agreements.unknown_party') : html`<bdi>${name}</bdi>`;
};

/** First and last day; the end is the first moment after the last day. */
export const daysText = (
  w: Words,
  zone: string,
  { starts_at, ends_at }: Pick<AgreementView, 'starts_at' | 'ends_at'>,
): RawHtml =>
  w.say('agreements.from_to', {
    from: saidAt(w, zone, starts_at, 'day'),
    to: saidAt(w, zone, ends_at.getTime() - 1, 'day'),
  });

export function agreementsPart(w: Words, view: AgreementsView): RawHtml {
  const { agreements, parties, org, zone, now } = view;
  const soon = agreements.filter(({ ends_in_days }) => ends_in_days !== null).length;
  const line = (one: AgreementView): RawHtml =>
    html`<li><span><a href="${AGREEMENTS}/${one.agreement_id}"><b>${w.say('agreements.with', { name: partyName(w, parties, otherOf(one, org)) })}</b></a><br><span class="s soft">${daysText(w, zone, one)}${one.ends_in_days === null ? '' : html`, <b>${w.say('agreements.ends_in', { n: one.ends_in_days })}</b>`}</span></span><div class="end"><span class="tag">${stateText(w, one, now)}</span></div></li>`;
  return html`<p>${w.say('agreements.lead')}</p>${
    soon ? html`<p class="note">${w.say('agreements.soon', { n: soon })}</p>` : ''
  }<p class="gap"><a class="b fit" href="${AGREEMENTS}/new">${w.say('agreements.new')}</a></p>
<section class="sheet">${agreements.length ? html`<ul class="items">${agreements.map(line)}</ul>` : html`<p>${w.say('agreements.none')}</p>`}</section>${cutPart(w, view)}`;
}

/** Only a network cuts others off; each organisation suspends or ends its own agreements. */
function cutPart(w: Words, { parties, org }: AgreementsView): RawHtml | '' {
  if (parties.find(({ org_id }) => org_id === org)?.kind !== 'network') return '';
  const others = parties.filter(({ org_id }) => org_id !== org);
  const [gone, there] = [others.filter(({ cut }) => cut), others.filter(({ cut }) => !cut)];
  if (others.length === 0) return '';
  return html`<section class="sheet"><h2>${w.say('agreements.cut_title')}</h2><p>${w.say('agreements.cut_note')}</p>${
    gone.length
      ? html`<ul class="items">${gone.map(({ org_id, name }) => html`<li><span><b><bdi>${name}</bdi></b>, ${w.say('agreements.is_cut')}</span><form method="post" action="${AGREEMENTS}/cut"><input type="hidden" name="cut" value="false"><button class="pill" name="org" value="${org_id}">${w.say('agreements.let_back', { name: html`<bdi>${name}</bdi>` })}</button></form></li>`)}</ul>`
      : ''
  }${
    there.length
      ? html`<form method="post" action="${AGREEMENTS}/cut" class="fields"><input type="hidden" name="cut" value="true"><label class="entry">${w.say('agreements.cut_which')}<select name="org"${raw(' required')}><option value="">${w.say('agreements.choose')}</option>${there.map(({ org_id, name }) => html`<option value="${org_id}">${name}</option>`)}</select></label><label class="tick"><input type="checkbox" name="sure" value="true"${raw(' required')}><span>${w.say('agreements.cut_sure')}</span></label><div><button class="b2 fit">${w.say('agreements.cut_do')}</button></div></form>`
      : ''
  }</section>`;
}
