/** The form of one alert: what, where, how bad, what to do, until when, and the words in each language. */
import {
  ASKED_RESPONSES,
  HAZARD_CODES,
  type HazardCode,
  LENGTHS,
  STATUSES,
  TEXT_STATES,
} from '../../alerts/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { FieldError } from '../../http/problem.ts';
import type { Words } from '../../languages/messages.ts';
import { withDigits } from '../../languages/dates.ts';
import { manyOf, type Typed } from '../forms.ts';
import { timeField } from '../typed-day.ts';

const LEVELS = {
  urgency: ['Immediate', 'Expected', 'Future', 'Unknown'],
  severity: ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'],
  certainty: ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'],
} as const;

export type AlertFormView = {
  /** Where the form is sent. */
  action: string;
  typed: Typed;
  errors: readonly FieldError[];
  /** Places to choose from: larger ones, those chosen, those found. */
  places: readonly { id: number; name: string; within?: string }[];
  needs: readonly { code: string; name: string }[];
  tongues: readonly { code: string; tag: string; dir: string; autonym: string }[];
  picture(hazard: HazardCode): RawHtml;
  /** Days on which it may begin, YYYY-MM-DD, with what they are called. */
  days: readonly (readonly [day: string, name: string])[];
  /** An update keeps the status of its line. */
  isUpdate: boolean;
};

export function alertForm(w: Words, view: AlertFormView): RawHtml {
  const { typed, errors, days } = view;
  const value = (name: string): string => manyOf(typed[name])[0] ?? '';
  const checked = (name: string, one: string): RawHtml =>
    raw(manyOf(typed[name]).includes(one) ? ' checked' : '');
  const wrong = (name: string): RawHtml | '' => {
    const list = errors.filter(({ field }) => field === name);
    return list.length
      ? html`<p class="note bad" id="wrong-${name}">${w.say('alerts.expected', { what: list.map(({ expected }) => expected).join('; ') })}</p>`
      : '';
  };
  const radios = (
    name: string,
    options: readonly string[],
    label: (one: string) => RawHtml,
  ): RawHtml =>
    html`<fieldset class="wide"><legend>${w.say(`alerts.${name}`)}</legend>${wrong(name)}<div class="ticks">${options.map((one) => html`<label class="tick"><input type="radio" name="${name}" value="${one}"${checked(name, one)} required><span>${label(one)}</span></label>`)}</div></fieldset>`;
  const level = (name: keyof typeof LEVELS): RawHtml =>
    radios(name, LEVELS[name], (one) => w.say(`alert.${name}.${one}`));
  return html`${errors.length ? html`<div class="note bad" role="alert"><p><b>${w.say('alerts.not_yet', { n: errors.length })}</b></p></div>` : ''}
<form method="post" action="${view.action}" class="alert-form">
<section class="sheet">${view.isUpdate ? html`<input type="hidden" name="status" value="${value('status')}">` : radios('status', STATUSES, (one) => html`<b>${w.say(`alerts.status.${one}`)}</b><br><span class="s soft">${w.say(`alerts.status_note.${one}`)}</span>`)}
${radios('hazard', HAZARD_CODES, (one) => html`<span class="row">${view.picture(one as HazardCode)}<span>${w.say(`hazard.${one}`)}</span></span>`)}</section>
<section class="sheet"><fieldset class="wide"><legend>${w.say('alerts.areas')}</legend><p class="s soft">${w.say('alerts.areas_note')}</p>${wrong('areas')}<label class="tick"><input type="checkbox" name="whole" value="true"${checked('whole', 'true')}><span>${w.say('alert.all_country')}</span></label><div class="ticks">${view.places.map(({ id, name, within }) => html`<label class="tick"><input type="checkbox" name="areas" value="${id}"${checked('areas', String(id))}><span><bdi>${name}</bdi>${within ? html` <span class="soft"><bdi>${within}</bdi></span>` : ''}</span></label>`)}</div></fieldset>
<div class="fields two"><label class="entry">${w.say('alerts.find_place')}<input name="find" value="${value('find')}" maxlength="80" autocomplete="off"></label><div><button class="b2 fit" name="step" value="find" formnovalidate>${w.say('alerts.find_place_go')}</button></div></div>${wrong('find')}${value('shapes') ? html`<input type="hidden" name="shapes" value="${value('shapes')}"><p class="note">${w.say('alerts.shapes')}</p>` : ''}</section>
<section class="sheet">${level('severity')}${level('urgency')}${level('certainty')}</section>
<section class="sheet"><fieldset class="wide"><legend>${w.say('alerts.responses')}</legend><div class="ticks">${ASKED_RESPONSES.map((one) => html`<label class="tick"><input type="checkbox" name="responses" value="${one}"${checked('responses', one)}><span>${w.say(`alert.response.${one}`)}</span></label>`)}</div></fieldset>
<div class="fields"><label class="entry">${w.say('alerts.services')} <small>${w.say('alerts.services_note')}</small><input name="services" value="${value('services')}" inputmode="numeric" maxlength="90" autocomplete="off"></label>${wrong('services')}</div>
<details${raw(manyOf(typed['needs']).length ? ' open' : '')}><summary>${w.say('alerts.needs')}</summary><div class="ticks">${view.needs.map(({ code, name }) => html`<label class="tick"><input type="checkbox" name="needs" value="${code}"${checked('needs', code)}><span>${name}</span></label>`)}</div></details>
<p class="note done">${w.say('alerts.papers_always', { sentence: w.text('alert.no_papers') })}</p></section>
<section class="sheet"><div class="fields two"><label class="entry">${w.say('alerts.hours')} <small>${w.say('alerts.hours_note')}</small><input name="hours" type="number" min="1" max="168" value="${value('hours') || '6'}" required></label><div><p>${w.say('alerts.starts_note')}</p></div><label class="entry">${w.say('alerts.starts_day')}<select name="starts_day"><option value="">${w.say('alerts.starts_now')}</option>${days.map(([day, name]) => html`<option value="${day}"${raw(day === value('starts_day') ? ' selected' : '')}>${name}</option>`)}</select></label>${timeField(w, 'starts_time', 'alerts.starts_time', { typed: value('starts_time') ? withDigits(value('starts_time'), w.language.digits) : '', optional: true })}</div>${wrong('hours')}${wrong('starts')}</section>
<section class="sheet"><h2>${w.say('alerts.words')}</h2><p class="s soft">${w.say('alerts.words_note')}</p><label class="entry">${w.say('alerts.source_lang')}<select name="source_lang">${view.tongues.map(({ code, tag, autonym }) => html`<option value="${code}" lang="${tag}"${raw((value('source_lang') || w.language.code) === code ? ' selected' : '')}>${autonym}</option>`)}</select></label>${wrong('source_lang')}
${view.tongues.map((tongue) => words(w, tongue, value, wrong, (value('source_lang') || w.language.code) === tongue.code))}</section>
<p class="gap"><button class="b fit" name="step" value="preview">${w.say('alerts.preview')}</button></p></form>`;
}

function words(
  w: Words,
  { code, tag, dir, autonym }: AlertFormView['tongues'][number],
  value: (name: string) => string,
  wrong: (name: string) => RawHtml | '',
  isSource: boolean,
): RawHtml {
  const box = (part: keyof typeof LENGTHS, rows: number): RawHtml =>
    html`<label class="entry">${w.say(`alerts.${part}`)} <small>${w.say(`alerts.${part}_note`)}</small>${part === 'headline' ? html`<input name="${part}_${code}" value="${value(`${part}_${code}`)}" maxlength="${LENGTHS[part]}" lang="${tag}" dir="${dir}" autocomplete="off">` : html`<textarea name="${part}_${code}" rows="${rows}" maxlength="${LENGTHS[part]}" lang="${tag}" dir="${dir}">${value(`${part}_${code}`)}</textarea>`}</label>${wrong(`${part}_${code}`)}`;
  const state = value(`state_${code}`) || (isSource ? 'written' : '');
  const filled = ['headline', 'description', 'instruction'].some((part) =>
    value(`${part}_${code}`),
  );
  const states = html`<label class="entry">${w.say('alerts.state')}<select name="state_${code}">${TEXT_STATES.map((one) => html`<option value="${one}"${raw(one === (state || 'checked') ? ' selected' : '')}>${w.text(`alerts.state.${one}`)}</option>`)}</select></label>${wrong(`state_${code}`)}`;
  return html`<details${raw(isSource || filled ? ' open' : '')}><summary><bdi lang="${tag}">${autonym}</bdi></summary><div class="fields">${box('headline', 1)}${box('instruction', 3)}${box('description', 3)}${states}</div></details>`;
}
