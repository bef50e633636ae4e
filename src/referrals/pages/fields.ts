/** Fields of the forms of this room. What was typed and not taken stands in them again, with the reason beside it. */
import { html, type RawHtml, raw } from '../../http/html.ts';
import { dateText, wallClock, withDigits } from '../../languages/dates.ts';
import { icon, type View } from '../../site/index.ts';
import type { Fault, Tried } from '../answer-form.ts';
import { LONGEST_SENTENCE } from '../packet.ts';
import { coded } from './parts.ts';

/** A week on: an example of how a day is written must be one that can be meant. */
const EXAMPLE_DAYS = 7;
const EXAMPLE_TIME = '14:30';

type Marked = { said: RawHtml | ''; marks: RawHtml };

/** What is wrong with a field, to stand before it, and its marks; whoever comes back is led to it without a script. */
function marked(
  view: View,
  id: string,
  field: Fault['field'],
  tried: Tried | undefined,
  hint?: string,
): Marked {
  const fault = tried?.fault?.field === field ? tried.fault : undefined;
  const described = [hint, fault && `${id}-fault`].filter(Boolean).join(' ');
  const by = described ? ` aria-describedby="${described}"` : '';
  if (!fault) return { said: '', marks: raw(by) };
  const { day, time } = examples(view);
  return {
    said: html`<p class="notice bad" role="alert" id="${id}-fault">${icon('warn')}<span>${view.words.say(`referral.fault_${fault.key}`, { day, time })}</span></p>`,
    marks: raw(`${by} aria-invalid="true" autofocus`),
  };
}

function examples({ words, now, settings: { zone } }: View): { day: string; time: string } {
  const { day } = wallClock(now, zone);
  return {
    day: dateText(words, day + EXAMPLE_DAYS, day),
    time: withDigits(EXAMPLE_TIME, words.language.digits),
  };
}

/** A day, the day first, and a time, as people write them. @param label what the day is called */
export function whenFields(view: View, label: string, tried?: Tried): RawHtml {
  const { words } = view;
  const one = (id: 'day' | 'time', name: string, more: string): RawHtml => {
    const { said, marks } = marked(view, id, id, tried, 'when');
    return html`<p class="gap"><label for="${id}">${words.say(name)}</label></p>${said}<input class="field" type="text" id="${id}" name="${id}" value="${tried?.fields[id] ?? ''}" maxlength="40" autocomplete="off"${raw(more)}${marks}>`;
  };
  return html`${one('day', label, ' dir="auto"')}${one('time', 'referral.time', '')}<p class="s soft" id="when">${words.say('referral.day_hint', examples(view))}</p>`;
}

export function questionField(view: View, tried?: Tried): RawHtml {
  const { words } = view;
  const { said, marks } = marked(view, 'words', 'words', tried, 'asking');
  return html`<p class="gap"><label for="words">${words.say('referral.question')}</label></p>${said}<textarea class="field" id="words" name="words" rows="3" maxlength="${LONGEST_SENTENCE}" required dir="auto"${marks}>${tried?.fields['words'] ?? ''}</textarea><p class="s soft" id="asking">${words.say('referral.question_hint')}</p>`;
}

/** A list of coded reasons to choose from. */
export function reasonField(
  view: View,
  reasons: readonly string[],
  id: string,
  tried?: Tried,
): RawHtml {
  const { said, marks } = marked(view, id, 'reason', tried);
  const chosen = tried?.fields['reason'];
  return html`<p class="gap"><label for="${id}">${view.words.say('referral.why')}</label></p>${said}<select class="field" id="${id}" name="reason" required${marks}><option value="">${view.words.say('referral.choose')}</option>${reasons.map(
    (reason) =>
      html`<option value="${reason}"${raw(reason === chosen ? ' selected' : '')}>${coded(view, 'reason', reason)}</option>`,
  )}</select>`;
}
