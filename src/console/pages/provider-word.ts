/** What the token of a provider must say of a second step: as it is pinned, and where it is stated. */
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { asksOwnStep, type Demands } from '../../staff/index.ts';
import { dayText } from '../desk.ts';
import { field } from '../shell.ts';

/** What was stated. @param from until then somebody without a second step comes in */
export function providerWord(w: Words, demands: Demands, from: Date | null = null): RawHtml {
  const { accepted_acr: acr, accepted_amr: amr, max_age_s: age } = demands;
  if (asksOwnStep(demands))
    return html`${w.say('prov.says_nothing')}${from && from.getTime() > Date.now() ? html` ${w.say('prov.until', { day: dayText(w, from) })}` : ''}`;
  const parts = [
    acr.length ? w.text('prov.says_acr', { list: w.list([...acr]) }) : '',
    amr.length ? w.text('prov.says_amr', { list: w.list([...amr]) }) : '',
    age ? w.text('prov.says_age', { n: Math.round(age / 60) }) : '',
  ];
  return html`${w.list(parts.filter(Boolean))}`;
}

/** The fields in which it is stated; the age counts where a list is filled in. */
export const providerWordFields = (w: Words): RawHtml =>
  html`${field(w, 'accepted_acr', 'prov.acr', { note: 'prov.acr_note', optional: true })}${field(w, 'accepted_amr', 'prov.amr', { note: 'prov.amr_note', optional: true })}${field(w, 'max_age', 'prov.age', { note: 'prov.age_note', type: 'number', value: '15', optional: true })}<p class="s soft">${w.say('prov.word')}</p>`;
