/** What officers of other organisations ask of this room: read with the own key, and answered into their path alone (VUL-03, VUL-04, REF-03). */
import { html, type RawHtml } from '../../../http/html.ts';
import type { ReceivedFace, ReceivedWhole } from '../../../referrals/index.ts';
import { LONGEST_SENTENCE } from '../../../referrals/packet.ts';
import {
  DECLINE_REASONS,
  isOutcome,
  OUTCOME_STATES,
  REASONS,
  stepsFor,
} from '../../../referrals/states.ts';
import { dayField, timeField } from '../../typed-day.ts';
import { keyring, pathOf, type Room, select, top, warnings, when } from './room.ts';

const WAITING: readonly string[] = ['sent', 'opened', 'question', 'overdue'];

const titleOf = ({ w }: Room, { number, from_name: name }: ReceivedFace): RawHtml =>
  number === null ? html`<bdi>${name}</bdi>` : html`${w.say('path.ref_title', { name, number })}`;

/** What it is, how soon, how it stands and until when. */
function factsOf(room: Room, one: ReceivedFace): RawHtml[] {
  const { w, desk } = room;
  const { service_type: service, level, state, answer_due: due, appointment_at: time } = one;
  if (one.taken_back) return [w.say('path.asked_taken_back')];
  return [
    ...(service ? [html`${desk.need(service)}`] : []),
    ...(level ? [w.say(`referral.level.${level}`)] : []),
    ...(state ? [w.say(state === 'sent' ? 'path.asked_unread' : `referral.state.${state}`)] : []),
    ...(due && state && WAITING.includes(state)
      ? [w.say('path.ref_due', { when: when(room, due) })]
      : []),
    ...(time && state === 'accepted'
      ? [w.say('path.asked_time_set', { when: when(room, time) })]
      : []),
  ];
}

/** On the page of everybody; nothing where nobody asks. */
export function receivedPart(room: Room, faces: readonly ReceivedFace[]): RawHtml | '' {
  const { w, compartment } = room;
  if (!faces.length) return '';
  const lines = faces.map(
    (one) =>
      html`<li><div><b>${titleOf(room, one)}</b><br><span class="s soft">${w.list(factsOf(room, one))}</span></div><a class="pill" href="${pathOf(compartment, `/visits/${one.packet_id}`)}">${w.say('path.to_visit')}</a></li>`,
  );
  return html`<section class="sheet" data-received><h2>${w.say('path.asked_title')}</h2><p class="s soft">${w.say('path.asked_note')}</p><ul class="items">${lines}</ul></section>`;
}

export function receivedPage(room: Room, one: ReceivedWhole, said: RawHtml | ''): RawHtml {
  const { w, compartment } = room;
  return html`${top(room, undefined, said)}${warnings(room)}<p><a class="back" href="${pathOf(compartment)}">${w.say('path.all')}</a></p>
<h2>${titleOf(room, one)}</h2><p class="soft">${w.list(factsOf(room, one))}</p>
${one.taken_back ? goneForm(room, one) : html`${one.sealed ? keyring(room) : ''}${contentPart(room, one)}${answersPart(room, one)}`}`;
}

const step = (
  room: Room,
  { packet_id }: ReceivedWhole,
  name: string,
  fields: RawHtml | '',
): RawHtml =>
  html`<form method="post" action="${pathOf(room.compartment, `/steps/${packet_id}`)}" class="fields two" data-room><input type="hidden" name="visit" value="${packet_id}"><input type="hidden" name="received" value="true">${name ? html`<input type="hidden" name="step" value="${name}">` : ''}${fields}</form>`;
const go = (room: Room, label: string): RawHtml =>
  html`<div class="wide"><button class="b fit">${room.w.say(label)}</button></div>`;

const goneForm = (room: Room, one: ReceivedWhole): RawHtml =>
  html`<section class="sheet"><p>${room.w.say('path.asked_delete')}</p>${step(room, one, 'deleted', go(room, 'path.asked_deleted'))}</section>`;

function contentPart(room: Room, one: ReceivedWhole): RawHtml {
  const { w } = room;
  const { sealed, reply, generation } = one;
  const closed = html`<span class="s soft">${w.say('path.ref_sealed')}</span>`;
  const told = (what: string) =>
    html`<div class="told" data-sealed="${what}" data-generation="${generation ?? 0}" data-plain>${closed}</div>`;
  return html`<section class="sheet"><h2>${w.say('path.asked_what')}</h2>${
    sealed
      ? told(sealed)
      : html`<p class="s soft">${w.say('path.asked_read_note')}</p>${step(room, one, 'open', go(room, 'path.asked_read'))}`
  }${reply ? html`<p class="s soft">${w.say('path.asked_reply')}</p>${told(reply)}` : ''}</section>`;
}

function answersPart(room: Room, one: ReceivedWhole): RawHtml | '' {
  const { w } = room;
  if (!one.sealed || !one.state) return '';
  const open = stepsFor(one.state, 'recipient');
  const may = (name: string) => open.some((allowed) => allowed === name);
  const folded = (label: string, form: RawHtml) =>
    html`<details><summary>${w.say(label)}</summary>${form}</details>`;
  const times = (optional: boolean) =>
    html`${dayField(w, 'ref_day', optional ? 'path.asked_day_maybe' : 'path.asked_day', { optional })}${timeField(w, 'ref_time', 'path.ref_at', { optional })}`;
  const reasons = (codes: readonly string[]) =>
    codes.map((code) => [code, w.text(`referral.reason.${code}`)] as const);
  const yes = html`${times(true)}${go(room, 'referral.can_go')}`;
  const question = html`<label class="entry wide">${w.say('referral.question')}<small>${w.say('referral.question_hint')}</small><textarea name="words" rows="2" maxlength="${LONGEST_SENTENCE}" required dir="auto" autocomplete="off"></textarea></label>${go(room, 'referral.ask_go')}`;
  const no = html`${select('reason', w.text('path.two_no_why'), reasons(DECLINE_REASONS))}${go(room, 'referral.cannot_go')}`;
  const outcome = html`${select(
    'step',
    w.text('path.asked_how'),
    OUTCOME_STATES.map((code) => [code, w.text(`referral.outcome.${code}`)] as const),
  )}${select('reason', w.text('path.ref_reason'), [['', '–'], ...reasons(REASONS)])}${go(room, 'path.save')}`;
  const parts = [
    may('accept') ? folded('referral.can', step(room, one, 'accept', yes)) : '',
    may('ask') ? folded('referral.ask', step(room, one, 'ask', question)) : '',
    may('decline') ? folded('referral.cannot', step(room, one, 'decline', no)) : '',
    may('move')
      ? folded(
          'path.asked_move',
          step(room, one, 'move', html`${times(false)}${go(room, 'path.save')}`),
        )
      : '',
    open.some(isOutcome) ? folded('path.asked_how', step(room, one, '', outcome)) : '',
  ];
  return html`<section class="sheet"><h2>${w.say('path.asked_answer')}</h2><p class="s soft">${w.say('path.asked_answer_note')}</p>${parts}</section>`;
}
