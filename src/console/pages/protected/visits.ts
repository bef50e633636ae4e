/** Everybody in this compartment, those with something overdue first; and what its lead is told. */
import { html, type RawHtml } from '../../../http/html.ts';
import type { PathAlarm, PathVisit } from '../../../protection/index.ts';
import type { ReceivedFace } from '../../../referrals/index.ts';
import { receivedPart } from './received.ts';
import { nameOf, pathOf, type Room, top, warnings, when } from './room.ts';
import { waitingPart } from './second.ts';

export function spaceText({ w, desk }: Room, space: PathVisit['space']): RawHtml {
  if (!space) return w.say('path.no_space');
  const place = desk.space(space.place_kind);
  return space.suits ? html`${place}` : html`<b>${w.say('path.space_unsuitable', { place })}</b>`;
}

export function visitsPage(
  room: Room,
  visits: readonly PathVisit[],
  received: readonly ReceivedFace[],
  waiting: number,
  said: RawHtml | '',
): RawHtml {
  const { compartment, w, desk } = room;
  const rows = visits.map(
    (one) =>
      html`<tr><th scope="row"><a href="${pathOf(compartment, `/visits/${one.visit_id}`)}">${desk.ticket(one.opening?.ticket)}</a></th><td data-of="${w.text('path.came')}">${when(room, one.opening?.came_at ?? one.opened_at)}</td><td data-of="${w.text('path.where')}">${one.released ? html`<b>${w.say('path.released')}</b>` : spaceText(room, one.space)}</td><td data-of="${w.text('path.steps')}">${w.say('path.steps_open', { n: one.steps.open })}${one.steps.overdue ? html` <b>${w.say('path.steps_overdue', { n: one.steps.overdue })}</b>` : ''}${one.referrals.waiting ? html`<br>${w.say('path.refs_waiting', { n: one.referrals.waiting })}` : ''}${one.referrals.late ? html` <b>${w.say('path.steps_overdue', { n: one.referrals.late })}</b>` : ''}${one.referrals.prepared.length ? html`<br><b>${w.say('path.two_count', { n: one.referrals.prepared.length })}</b>` : ''}</td><td data-of="${w.text('path.files')}">${w.number(one.files)}</td></tr>`,
  );
  return html`${top(room, 'visits', said, waiting)}${warnings(room)}<p class="gap">${w.say(`path.count_${compartment}`, { n: visits.length })}</p>${waitingPart(room, visits)}${receivedPart(room, received)}${
    rows.length
      ? html`<section class="sheet"><table class="rows"><caption class="vh">${w.say('path.tab_visits')}</caption><thead><tr><th scope="col">${w.say('path.ticket')}</th><th scope="col">${w.say('path.came')}</th><th scope="col">${w.say('path.where')}</th><th scope="col">${w.say('path.steps')}</th><th scope="col">${w.say('path.files')}</th></tr></thead><tbody>${rows}</tbody></table></section>`
      : html`<p class="sheet">${w.say('path.nobody')}</p>`
  }`;
}

export function alarmsPage(room: Room, alarms: readonly PathAlarm[], said: RawHtml | ''): RawHtml {
  const { compartment, w, desk, me } = room;
  const reason = ({ kind, reason: code }: PathAlarm): string => {
    const id = `path.${kind === 'space_override' ? 'why' : 'reason'}_${code}`;
    return w.has(id) ? w.text(id) : desk.space(code);
  };
  const lines = alarms.map(
    (one) =>
      html`<li><div><b>${w.say(`path.alarm_${one.kind}`)}</b> ${reason(one)}<br><span class="s soft">${w.say('path.alarm_by', { when: when(room, one.made_at), who: nameOf(room, one.made_by) })}${one.lead ? html` ${w.say('path.alarm_lead', { who: nameOf(room, one.lead) })}` : ''}${one.seen_by ? html` ${w.say('path.alarm_seen', { who: nameOf(room, one.seen_by) })}` : ''}</span></div><a class="pill" href="${pathOf(compartment, `/visits/${one.visit_id}`)}">${w.say('path.to_visit')}</a>${one.seen_by || one.kind === 'referral_unanswered' ? '' : one.made_by === me ? html`<p class="s soft">${w.say('path.seen_by_other')}</p>` : html`<form method="post" action="${pathOf(compartment, `/alarms/${one.alarm_id}/seen`)}"><button class="pill">${w.say('path.seen')}</button></form>`}</li>`,
  );
  const waiting = alarms.filter(({ seen_at: at }) => !at).length;
  return html`${top(room, 'alarms', said, waiting)}<p class="gap">${w.say('path.alarms_note')}</p>${lines.length ? html`<section class="sheet"><ul class="items">${lines}</ul></section>` : html`<p class="sheet">${w.say('path.no_alarms')}</p>`}`;
}
