/** One agreement: what it says, what is missing, and the next step of whoever reads it (FIRE-05; chapter 20, section 12). */
import type { AgreementDetail, Party } from '../../firewall/agreements/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { CATEGORIES } from '../../referrals/index.ts';
import type { Typed } from '../forms.ts';
import { button } from '../shell.ts';
import { PROMISES, purposeText } from './agreement-form.ts';
import { AGREEMENTS, daysText, partyName, stateText } from './agreements-list.ts';

export const DEGREES = ['low', 'medium', 'high'] as const;

export type AgreementPage = {
  agreement: AgreementDetail;
  parties: readonly Party[];
  /** Who reads it. */
  me: { org: string; account: string };
  typed: Typed;
  zone: string;
  /** Ms since 1970. */
  now: number;
};

export function agreementPart(w: Words, page: AgreementPage): RawHtml {
  const { agreement, zone, now } = page;
  return html`<p><a class="back" href="${AGREEMENTS}">${w.say('agreements.title')}</a></p>
<section class="sheet"><p><span class="tag">${stateText(w, agreement, now)}</span>${agreement.ends_in_days === null ? '' : html` <b>${w.say('agreements.ends_in', { n: agreement.ends_in_days })}</b>`}</p><dl class="facts"><dt>${w.say('agreements.days')}</dt><dd>${daysText(w, zone, agreement)}</dd><dt>${w.say('agreements.purposes')}</dt><dd>${w.list(agreement.purposes.map((one) => purposeText(w, one)))}</dd><dt>${w.say('agreements.categories')}</dt><dd>${w.list(agreement.categories.map((one) => categoryText(w, one)))}</dd></dl></section>
${promises(w, agreement)}${harmPart(w, page)}${signatures(w, page)}${next(w, page)}`;
}

/** Agreements made by programs may name categories that the console has no word for. */
const categoryText = (w: Words, category: string): string =>
  CATEGORIES.includes(category) ? w.text(`exceptions.category_${category}`) : category;

function promises(w: Words, agreement: AgreementDetail): RawHtml {
  const given = (is: boolean): RawHtml =>
    is
      ? html`<div><span class="tag">${w.say('agreements.promised')}</span></div>`
      : html`<div><b>${w.say('agreements.not_promised')}</b></div>`;
  const { notice_of_demand_hours: hours, document_sha256: document } = agreement;
  return html`<section class="sheet"><h2>${w.say('agreements.promises')}</h2><ul class="items">${PROMISES.map((one) => html`<li><span>${w.say(`agreements.${one}`)}</span>${given(agreement[one])}</li>`)}<li><span>${hours === null ? w.say('agreements.lacks_notice') : w.say('agreements.notice', { n: hours })}</span>${given(hours !== null)}</li></ul>${
    document
      ? html`<p class="s soft">${w.say('agreements.document')}</p><p><code dir="ltr" class="long">${document}</code></p><p class="s soft">${w.say('agreements.document_note')}</p>`
      : ''
  }</section>`;
}

function harmPart(w: Words, { agreement, typed }: AgreementPage): RawHtml {
  const { harm, agreement_id: id, state } = agreement;
  const told = harm
    ? html`<dl class="facts"><dt>${w.say('agreements.harm_exposed')}</dt><dd><bdi>${harm.exposed}</bdi></dd><dt>${w.say('agreements.harm_to_whom')}</dt><dd><bdi>${harm.to_whom}</bdi></dd><dt>${w.say('agreements.harm_likelihood')}</dt><dd>${w.say(`agreements.degree_${harm.likelihood}`)}</dd><dt>${w.say('agreements.harm_severity')}</dt><dd>${w.say(`agreements.degree_${harm.severity}`)}</dd><dt>${w.say('agreements.harm_mitigation')}</dt><dd><bdi>${harm.mitigation}</bdi></dd></dl>`
    : html`<p>${w.say('agreements.harm_none')}</p>`;
  if (state !== 'draft')
    return html`<section class="sheet"><h2>${w.say('agreements.harm')}</h2>${told}</section>`;
  const text = (name: 'exposed' | 'to_whom' | 'mitigation'): RawHtml =>
    html`<label class="entry wide">${w.say(`agreements.harm_${name}`)}<textarea name="${name}" rows="3" minlength="3" maxlength="2000"${raw(' required')}>${String(typed[name] ?? harm?.[name] ?? '')}</textarea></label>`;
  const degree = (name: 'likelihood' | 'severity'): RawHtml =>
    html`<fieldset class="ticks"><legend><b>${w.say(`agreements.harm_${name}`)}</b></legend>${DEGREES.map((one) => html`<label class="tick"><input type="radio" name="${name}" value="${one}"${raw((typed[name] ?? harm?.[name]) === one ? ' checked' : '')}${raw(' required')}><span>${w.say(`agreements.degree_${one}`)}</span></label>`)}</fieldset>`;
  return html`<section class="sheet"><h2>${w.say('agreements.harm')}</h2><p>${w.say('agreements.harm_note')}</p><form method="post" action="${AGREEMENTS}/${id}/harm" class="fields">${text('exposed')}${text('to_whom')}${degree('likelihood')}${degree('severity')}${text('mitigation')}<div>${button(w, 'agreements.harm_save')}</div></form></section>`;
}

function signatures(w: Words, { agreement, parties, me }: AgreementPage): RawHtml | '' {
  const {
    state,
    party_a,
    party_b,
    signed_a_by,
    signed_b_by,
    harm_assessor,
    agreement_id: id,
  } = agreement;
  if (state === 'draft') return '';
  const sides = [
    { org: party_a, by: signed_a_by },
    { org: party_b, by: signed_b_by },
  ];
  const lines = sides.map(
    ({ org, by }) =>
      html`<li>${w.say(by ? 'agreements.has_signed' : 'agreements.has_not_signed', { name: partyName(w, parties, org) })}</li>`,
  );
  const mine = sides.find(({ org }) => org === me.org);
  const act = (): RawHtml | '' => {
    if (state !== 'assessed') return '';
    if (mine?.by) return html`<p class="note">${w.say('agreements.waits_other')}</p>`;
    return harm_assessor === me.account
      ? html`<p class="note">${w.say('agreements.own_harm')}</p>`
      : html`<form method="post" action="${AGREEMENTS}/${id}/signature"><button class="b fit">${w.say('agreements.sign', { name: partyName(w, parties, me.org) })}</button></form>`;
  };
  return html`<section class="sheet"><h2>${w.say('agreements.signatures')}</h2><ul class="plain gap">${lines}</ul>${act()}</section>`;
}

const SAID_ABOVE = { harm: true, signature_a: true, signature_b: true };

function next(w: Words, { agreement }: AgreementPage): RawHtml {
  const { state, agreement_id: id, missing } = agreement;
  const at = `${AGREEMENTS}/${id}`;
  if (state === 'ended')
    return html`<section class="sheet"><p>${w.say('agreements.is_ended')}</p><p><a class="b2 fit" href="${AGREEMENTS}/new?from=${id}">${w.say('agreements.again')}</a></p></section>`;
  // Signatures and harm have sections of their own, which say so.
  const lacks = missing.filter((code) => !(code in SAID_ABOVE)).map((code) => lackText(w, code));
  const start = (): RawHtml => {
    if (lacks.length === 0)
      return html`<p>${w.say('agreements.start_note')}</p><form method="post" action="${at}/start"><button class="b fit">${w.say('agreements.start')}</button></form>`;
    return html`<p>${w.say('agreements.cannot_start')}</p><p><a class="b2 fit" href="${AGREEMENTS}/new?from=${id}">${w.say('agreements.again')}</a></p>`;
  };
  return html`<section class="sheet">${
    lacks.length
      ? html`<h2>${w.say('agreements.missing')}</h2><ul class="gap">${lacks.map((one) => html`<li>${one}</li>`)}</ul>`
      : ''
  }${state === 'signed' ? start() : ''}${
    state === 'assessed' || state === 'suspended'
      ? html`<p>${w.say('agreements.reopen_note')}</p><form method="post" action="${at}/reopen"><button class="b2 fit">${w.say('agreements.reopen')}</button></form>`
      : ''
  }${
    state === 'live'
      ? html`<p>${w.say('agreements.suspend_note')}</p><form method="post" action="${at}/stop"><button class="b2 fit" name="state" value="suspended">${w.say('agreements.suspend')}</button></form>`
      : ''
  }<form method="post" action="${at}/stop" class="fields gap"><label class="tick"><input type="checkbox" name="sure" value="true"${raw(' required')}><span>${w.say('agreements.end_sure')}</span></label><div><button class="b2 fit" name="state" value="ended">${w.say('agreements.end')}</button></div></form></section>`;
}

function lackText(w: Words, code: string): RawHtml {
  switch (code) {
    case 'notice_of_demand_hours':
      return w.say('agreements.lacks_notice');
    case 'document_sha256':
      return w.say('agreements.lacks_document');
    default:
      return w.say(`agreements.${code}`);
  }
}
