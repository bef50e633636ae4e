/** What is sent elsewhere out of a path: the form with the least that is needed, and the answers that came back (VUL-03, VUL-04, REF-01). */
import { v4 as uuid } from 'uuid';
import { type NeedBranch, needsUnder } from '../../../directory/needs.ts';
import { LEVELS, SAME_SEX } from '../../../desk/values.ts';
import { html, type RawHtml, raw } from '../../../http/html.ts';
import type { PathVisitWhole, SealedReferral } from '../../../protection/index.ts';
import { AGREED, OFFICER_STEPS, type SealedWay } from '../../../referrals/index.ts';
import {
  ADAPTATIONS,
  GOOD_TIMES,
  LONGEST_SENTENCE,
  type PacketInput,
  SENT_AGE_BANDS,
} from '../../../referrals/packet.ts';
import { isOutcome, REASONS, stepsFor } from '../../../referrals/states.ts';
import { dayField, timeField } from '../../typed-day.ts';
import { liveKey, pathOf, type Room, select, when, worded } from './room.ts';
import { preparedActs, secondLines } from './second.ts';

/** A nameless first choice. */
const NONE = ['', '–'] as const;

export function referralsPart(room: Room, visit: PathVisitWhole, at: string): RawHtml {
  const { w } = room;
  const lines = visit.sent.map((one) => sentLine(room, visit, one));
  return html`<section class="sheet"><h2>${w.say('path.refs')}</h2><p class="s soft">${w.say(worded(room, 'path.refs_note'))}</p>${lines.length ? html`<ul class="items">${lines}</ul>` : ''}${
    liveKey(room)
      ? visit.recipients.length
        ? html`<details><summary>${w.say(worded(room, 'path.ref_new'))}</summary>${sendForm(room, visit, at)}</details>`
        : html`<p>${w.say(worded(room, 'path.ref_nobody'))}</p>`
      : html`<p class="note">${w.say('path.warn_no_key')}</p>`
  }</section>`;
}

function sendForm(room: Room, visit: PathVisitWhole, at: string): RawHtml {
  const { w, desk } = room;
  const isChild = room.compartment === 'child';
  const coded = (group: string, values: readonly string[]) =>
    values.map((one) => [one, w.text(`referral.${group}.${one}`)] as const);
  const field = (name: string) => fieldOf(room, name);
  const maybe = (name: string) => w.text('path.ref_maybe', { field: field(name) });
  const branches = [...new Set(visit.recipients.map((one) => one.service_type))];
  const needs = branches.map(
    (branch) =>
      html`<optgroup label="${desk.need(branch)}">${[branch, ...needsUnder(branch as NeedBranch)].map((code) => html`<option value="${code}">${desk.need(code)}</option>`)}</optgroup>`,
  );
  const recipients = visit.recipients.map(
    (one) =>
      [
        one.network_id,
        w.text(one.to_generation === null ? 'path.ref_service' : 'path.ref_officers', {
          name: one.name,
          service: desk.need(one.service_type),
        }),
      ] as const,
  );
  const toOfficers = visit.recipients.some((one) => one.to_generation !== null);
  const short = (name: string, most: number) =>
    html`<label class="entry">${maybe(name)}<small>${w.say(worded(room, 'path.ref_hers'))}</small><input name="${name}" maxlength="${most}" dir="auto" autocomplete="off" spellcheck="false"></label>`;
  return html`<form method="post" action="${at}/steps" class="fields two" data-room><input type="hidden" name="referral_id" value="${uuid()}">${select('network_id', w.text('path.ref_to'), recipients)}${toOfficers ? html`<p class="s soft wide">${w.say('path.ref_officers_note')}</p>` : ''}<label class="entry">${field('needs')}<select name="need">${needs}</select></label>${select('level', field('level'), coded('level', LEVELS), 'today')}<label class="entry">${maybe('languages')}<small>${w.say('path.ref_languages')}</small><input name="languages" value="${languagesOf(visit).join(', ')}" dir="ltr" maxlength="40" autocomplete="off"></label>${select('same_sex', maybe('same_sex'), [NONE, ...coded('same_sex', SAME_SEX)], isChild ? '' : 'woman')}${select('adaptation', maybe('adaptations'), [NONE, ...coded('adaptation', ADAPTATIONS)])}${select('age_band', maybe('age_band'), [NONE, ...SENT_AGE_BANDS.filter((one) => !isChild || !['18-59', '60+'].includes(one)).map((one) => [one, one] as const)])}${select('good_time', maybe('good_times'), [NONE, ...coded('time', GOOD_TIMES)])}<label class="entry wide">${maybe('sentence')}<small>${w.say('path.ref_sentence_note')}</small><textarea name="sentence" rows="2" maxlength="${LONGEST_SENTENCE}" dir="auto" autocomplete="off"></textarea></label>${short('chosen_name', 120)}${short('contact', 200)}${select(
    'agreed',
    w.text(worded(room, 'path.ref_asked')),
    AGREED.filter((one) => isChild || one !== 'too_small').map(
      (one) => [one, w.text(worded(room, `path.ref_asked_${one}`))] as const,
    ),
  )}<label class="tick wide"><input type="checkbox" name="yes" value="true"${raw(isChild ? '' : ' required')}><span>${w.say(worded(room, 'path.ref_yes'))}</span></label>${isChild ? '' : html`<label class="tick wide"><input type="checkbox" name="of_age" value="true"><span>${w.say('path.ref_of_age')}</span></label>`}<p class="s soft wide">${w.say('path.two_note')}</p><div><button class="b fit">${w.say(isChild ? 'path.two_prepare' : 'path.ref_send')}</button></div></form>`;
}

/** What a field of the packet is called; of a child in words of its own where it has some. */
function fieldOf(room: Room, name: string): string {
  const own = worded(room, `path.ref_${name}`);
  return room.w.text(own.endsWith('_child') ? own : `referral.field.${name}`);
}

/** The languages that the desk was told last. */
function languagesOf({ events }: PathVisitWhole): string[] {
  const tags = events.findLast(({ kind }) => kind === 'language_asked')?.body['tags'];
  return Array.isArray(tags) ? tags.map(String) : [];
}

function sentLine(room: Room, visit: PathVisitWhole, one: SealedReferral): RawHtml {
  const { w, desk } = room;
  const { state } = one;
  const telephone = visit.recipients.find(({ name }) => name === one.to_name)?.telephone;
  const isWaiting = ['sent', 'opened', 'question', 'overdue'].includes(state);
  const lines = [
    ...(one.has_left ? [w.say('path.ref_sent_at', { when: when(room, one.sent_at) })] : []),
    ...(one.to_officers ? [w.say('path.ref_to_officers')] : []),
    ...secondLines(room, one),
    ...(isWaiting ? [w.say('path.ref_due', { when: when(room, one.answer_due) })] : []),
    ...(isWaiting && telephone ? [html`<bdi dir="ltr">${telephone}</bdi>`] : []),
    ...(one.appointment_at && state === 'accepted'
      ? [
          w.say(worded(room, one.moved ? 'path.ref_moved' : 'path.ref_time'), {
            when: when(room, one.appointment_at),
          }),
        ]
      : []),
    ...(one.reason && one.has_left ? [w.say(`referral.reason.${one.reason}`)] : []),
    ...(one.person_outcome && one.provider_outcome && one.person_outcome !== one.provider_outcome
      ? [
          w.say(worded(room, 'path.ref_differs'), {
            outcome: w.text(`referral.outcome.${one.provider_outcome}`),
          }),
        ]
      : []),
    ...(state === 'withdrawn' && one.has_left
      ? [w.say(one.deleted_at ? 'path.ref_deleted' : 'path.ref_to_delete')]
      : []),
  ];
  const late = one.escalated ? 'path.ref_escalated' : state === 'overdue' ? 'path.ref_late' : '';
  return html`<li data-referral="${one.referral_id}"><div><b>${w.say('path.ref_title', { name: one.to_name, number: one.number })}</b> ${desk.need(one.service_type)}. <b>${w.say(state === 'ready' ? 'path.two_title' : `referral.state.${state}`)}</b><br><span class="s soft">${w.list(lines)}</span>${late ? html`<br><b class="s">${w.say(late)}</b>` : ''}${one.locked ? html`<br><b class="s">${w.say('path.ref_locked')}</b>` : ''}</div><div class="wide"><div class="told" data-sealed="${one.sealed}" data-generation="${one.generation}"><span class="s soft">${w.say('path.ref_sealed')}</span></div>${one.question ? html`<p class="s soft">${w.say('path.ref_question')}</p><div class="told" data-sealed="${one.question}" data-generation="${one.generation}" data-plain><span class="s soft">${w.say('path.ref_sealed')}</span></div>` : ''}</div>${one.has_left ? actsOf(room, visit, one) : state === 'ready' ? preparedActs(room, visit, one) : ''}</li>`;
}

function actsOf(room: Room, { visit_id }: PathVisitWhole, one: SealedReferral): RawHtml {
  const { w, compartment } = room;
  const open: readonly string[] = [
    ...stepsFor(one.state, 'sender'),
    ...stepsFor(one.state, 'person'),
  ];
  const steps = OFFICER_STEPS.filter((step) => open.includes(step));
  const to = pathOf(compartment, `/steps/${one.referral_id}`);
  const hidden = html`<input type="hidden" name="visit" value="${visit_id}"><input type="hidden" name="changes" value="${one.changes}">`;
  const timed = steps.includes('accept') || steps.includes('move');
  const heard = steps.filter((step) => step !== 'reply' && step !== 'withdraw');
  const reply = steps.includes('reply')
    ? html`<form method="post" action="${to}" class="fields wide" data-room>${hidden}<input type="hidden" name="step" value="reply"><label class="entry">${w.say('path.ref_reply')}<textarea name="words" rows="2" maxlength="${LONGEST_SENTENCE}" required dir="auto" autocomplete="off"></textarea></label><div><button class="b fit">${w.say('path.ref_reply_go')}</button></div></form>`
    : '';
  const say = heard.length
    ? html`<details><summary>${w.say('path.ref_heard')}</summary><form method="post" action="${to}" class="fields two" data-room>${hidden}${select(
        'step',
        w.text('path.ref_what'),
        heard.map((step) => [step, w.text(labelOf(step))] as const),
      )}${select('reason', w.text('path.ref_reason'), [NONE, ...REASONS.map((code) => [code, w.text(`referral.reason.${code}`)] as const)])}${timed ? html`${dayField(w, 'ref_day', 'path.ref_day', { optional: true })}${timeField(w, 'ref_time', 'path.ref_at', { optional: true })}` : ''}<div><button class="b fit">${w.say('path.save')}</button></div></form></details>`
    : '';
  const back = steps.includes('withdraw')
    ? html`<details><summary>${w.say(worded(room, 'path.ref_withdraw'))}</summary><form method="post" action="${to}" class="fields" data-room>${hidden}<input type="hidden" name="step" value="withdraw"><p class="s soft">${w.say('path.ref_withdraw_note')}</p><div><button class="b2 fit">${w.say('path.ref_withdraw_go')}</button></div></form></details>`
    : '';
  return html`${reply}${say}${back}`;
}

const labelOf = (step: string): string =>
  isOutcome(step)
    ? `referral.outcome.${step}`
    : step === 'accept'
      ? 'referral.can'
      : step === 'move'
        ? 'path.ref_move'
        : step === 'decline'
          ? 'referral.cannot'
          : 'path.ref_cancel';

/** What is sent, in the officer's words, line by line: it is sealed for the officers and read again by them. */
export function toldPacket(room: Room, packet: PacketInput): string {
  const { w, desk } = room;
  const coded = (group: string, values: readonly string[] | undefined): string =>
    (values ?? []).map((one) => w.text(`referral.${group}.${one}`)).join(' · ');
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['needs', packet.needs.map((need) => desk.need(need)).join(' · ')],
    ['level', coded('level', [packet.level])],
    ['languages', packet.languages?.map((tag) => desk.languageName(tag)).join(' · ')],
    ['same_sex', packet.same_sex && coded('same_sex', [packet.same_sex])],
    ['adaptations', coded('adaptation', packet.adaptations)],
    ['age_band', packet.age_band],
    ['good_times', coded('time', packet.good_times)],
    ['sentence', packet.sentence],
    ['chosen_name', packet.chosen_name],
    ['contact', packet.contact],
  ];
  return lines
    .flatMap(([name, value]) =>
      value ? [w.text('path.ref_line', { field: fieldOf(room, name), value })] : [],
    )
    .join('\n');
}

/** Link and code, shown this once, and how they reach whom they are for; or that it lies with the officers there. */
export function sentNote({ w }: Room, { link, code, name, telephone, email }: SealedWay): RawHtml {
  const ways = [telephone, email].flatMap((one) =>
    one ? [html`<bdi dir="ltr">${one}</bdi>`] : [],
  );
  const to = html`<dt class="s">${w.say('path.ref_to')}</dt><dd>${w.list([html`<bdi>${name}</bdi>`, ...ways])}</dd>`;
  if (link === undefined)
    return html`<div class="note done" role="status"><p>${w.say('path.ref_lies_there')}</p><dl class="handed">${to}</dl></div>`;
  return html`<div class="note done" role="status"><p>${w.say('path.ref_sent')}</p><dl class="handed">${to}<dt class="s">${w.say('path.ref_link')}</dt><dd><bdi dir="ltr" data-link>${link}</bdi></dd><dt class="s">${w.say('path.ref_code')}</dt><dd><b><bdi dir="ltr" data-code>${code}</bdi></b></dd></dl></div>`;
}
