/** The form of a new agreement (FIRE-05): with whom, what for, what may go, until when, and what both sides promise. */
import type { AgreementDetail, Party } from '../../firewall/agreements/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { CATEGORIES } from '../../referrals/index.ts';
import { manyOf, type Typed } from '../forms.ts';
import { button } from '../shell.ts';
import { dayField } from '../typed-day.ts';
import { AGREEMENTS } from './agreements-list.ts';

/** Purposes for which anything crosses between organisations, and the word for each. */
export const CROSSING = {
  'referral.send': 'send',
  'survivor.support': 'survivor',
  'child.protect': 'child',
  'export.recurring': 'export',
} as const;
export const PROMISES = [
  'no_onward_transfer',
  'no_enforcement_use',
  'audit_right',
  'deletion_at_end',
] as const;
/** An agreement starts only with a notice within so many hours. */
const MOST_HOURS = 24;

export const purposeText = (w: Words, purpose: string): string =>
  w.text(`agreements.purpose_${(CROSSING as Record<string, string>)[purpose] ?? 'other'}`);

/** What another agreement says, as if it had been typed. */
export const typedOf = (from: AgreementDetail, org: string): Typed => ({
  with_org: from.party_a === org ? from.party_b : from.party_a,
  purposes: from.purposes,
  categories: from.categories,
  notice_of_demand_hours: String(from.notice_of_demand_hours ?? MOST_HOURS),
  ...Object.fromEntries(PROMISES.filter((one) => from[one]).map((one) => [one, 'true'])),
});

/** @param typed what was sent before, or nothing */
export function agreementForm(
  w: Words,
  { parties, org, typed, id }: { parties: readonly Party[]; org: string; typed: Typed; id: string },
): RawHtml {
  const others = parties.filter(({ org_id, cut }) => org_id !== org && !cut);
  const value = (name: string): string => manyOf(typed[name])[0] ?? '';
  const checked = (name: string, one: string): RawHtml =>
    raw(manyOf(typed[name]).includes(one) ? ' checked' : '');
  const back = html`<p><a class="back" href="${AGREEMENTS}">${w.say('agreements.title')}</a></p>`;
  if (others.length === 0)
    return html`${back}<section class="sheet"><p>${w.say('agreements.no_partner')}</p></section>`;
  const ticks = (
    name: string,
    options: readonly string[],
    label: (one: string) => string,
    wide = '',
  ): RawHtml =>
    html`<fieldset class="ticks"><legend><b>${w.say(`agreements.${name}`)}</b></legend>${options.map((one) => html`<label class="tick${wide}"><input type="checkbox" name="${name}" value="${one}"${checked(name, one)}><span>${label(one)}</span></label>`)}</fieldset>`;
  return html`${back}<form method="post" action="${AGREEMENTS}" class="fields sheet"><input type="hidden" name="agreement_id" value="${id}"><label class="entry">${w.say('agreements.partner')}<select name="with_org"${raw(' required')}><option value="">${w.say('agreements.choose')}</option>${others.map(({ org_id, name }) => html`<option value="${org_id}"${raw(value('with_org') === org_id ? ' selected' : '')}>${name}</option>`)}</select></label>
${ticks('purposes', Object.keys(CROSSING), (one) => purposeText(w, one), ' wide')}
${ticks('categories', CATEGORIES, (one) => w.text(`exceptions.category_${one}`))}
${dayField(w, 'starts_at', 'agreements.begins', { typed: typed['starts_at'] })}${dayField(w, 'ends_at', 'agreements.ends', { typed: typed['ends_at'] })}
<fieldset class="ticks wide"><legend><b>${w.say('agreements.promises')}</b></legend>${PROMISES.map((one) => html`<label class="tick wide"><input type="checkbox" name="${one}" value="true"${checked(one, 'true')}><span>${w.say(`agreements.${one}`)}</span></label>`)}</fieldset>
<label class="entry">${w.say('agreements.notice_hours')} <small>${w.say('agreements.notice_hours_note')}</small><input name="notice_of_demand_hours" type="number" min="1" max="${String(MOST_HOURS)}" value="${value('notice_of_demand_hours') || String(MOST_HOURS)}" required></label>
<label class="entry">${w.say('agreements.document')} <small>${w.say('agreements.document_note')}</small><input name="document_sha256" id="fingerprint" value="${value('document_sha256')}" dir="ltr" maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false" required></label>
<label class="entry" data-fingerprint="fingerprint" hidden>${w.say('agreements.document_file')} <small>${w.say('agreements.document_stays')}</small><input type="file"></label>
<p class="note">${w.say('agreements.draft_note')}</p><div>${button(w, 'agreements.draft')}</div></form>`;
}
