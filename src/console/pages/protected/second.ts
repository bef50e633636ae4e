/** What waits for a second officer: she opens it, reads it and confirms or says no; whoever prepared it can stop it (VUL-03, VUL-04). */
import { html, type RawHtml } from '../../../http/html.ts';
import {
  type PathVisit,
  type PathVisitWhole,
  SECOND_SAYS_NO,
  type SealedReferral,
} from '../../../protection/index.ts';
import { done } from '../../shell.ts';
import { nameOf, pathOf, type Room, select, when, worded } from './room.ts';

/** On the page of everybody: what waits, or that nothing does. */
export function waitingPart(room: Room, visits: readonly PathVisit[]): RawHtml {
  const { w, desk, compartment, me } = room;
  const lines = visits.flatMap(({ visit_id, opening, referrals }) =>
    referrals.prepared.map(
      ({ to_name: name, made_by: by, at }) =>
        html`<li><div><b>${desk.ticket(opening?.ticket)}</b> <bdi>${name}</bdi><br><span class="s soft">${w.say('path.two_prepared_by', { when: when(room, at), who: nameOf(room, by) })}</span>${by === me ? html`<br><span class="s">${w.say('path.two_mine')}</span>` : ''}</div><a class="pill" href="${pathOf(compartment, `/visits/${visit_id}`)}">${w.say('path.to_visit')}</a></li>`,
    ),
  );
  return html`<section class="sheet" data-two><h2>${w.say('path.two_title')}</h2>${lines.length ? html`<ul class="items">${lines}</ul>` : html`<p class="soft">${w.say('path.two_none')}</p>`}</section>`;
}

/** Who prepared, who confirmed or said no, and why; nothing where one officer was enough. */
export function secondLines(room: Room, one: SealedReferral): RawHtml[] {
  const { w } = room;
  const { state, second_by: second, has_left, reason } = one;
  if (has_left && !second) return [];
  const asked = w.say('path.ref_line', {
    field: w.text(worded(room, 'path.ref_asked')),
    value: w.text(worded(room, `path.ref_asked_${one.agreed}`)),
  });
  const prepared = has_left
    ? w.say('path.two_made_by', { who: nameOf(room, one.made_by) })
    : w.say('path.two_prepared_by', {
        when: when(room, one.sent_at),
        who: nameOf(room, one.made_by),
      });
  if (has_left)
    return [asked, prepared, w.say('path.two_confirmed_by', { who: nameOf(room, second ?? '') })];
  if (state === 'ready')
    return [asked, prepared, w.say('path.two_until', { when: when(room, one.ends_at) })];
  const no = second
    ? [
        w.say('path.two_said_no', {
          who: nameOf(room, second),
          reason: w.text(`path.no_${reason ?? ''}`),
        }),
      ]
    : [];
  return [asked, prepared, ...no, w.say('path.two_never_left')];
}

export function preparedActs(
  room: Room,
  { visit_id }: PathVisitWhole,
  one: SealedReferral,
): RawHtml {
  const { w, compartment, me, keys } = room;
  const to = pathOf(compartment, `/steps/${one.referral_id}`);
  const changes = html`<input type="hidden" name="changes" value="${one.changes}">`;
  const hidden = html`<input type="hidden" name="visit" value="${visit_id}">${changes}`;
  const back = html`<details><summary>${w.say(worded(room, 'path.ref_withdraw'))}</summary><form method="post" action="${to}" class="fields" data-room>${hidden}<input type="hidden" name="step" value="withdraw"><p class="s soft">${w.say('path.two_never_left')}</p><div><button class="b2 fit">${w.say('path.ref_withdraw_go')}</button></div></form></details>`;
  if (one.made_by === me)
    return html`<div class="wide"><p class="s">${w.say('path.two_mine')}</p></div><form method="post" action="${to}" data-room>${hidden}<input type="hidden" name="step" value="cancel"><button class="pill">${w.say('path.two_stop')}</button></form>${back}`;
  // Shown by the script once she has opened it: what it holds then goes back with her yes.
  const yes = keys.shares.some(({ generation }) => generation === one.generation)
    ? html`<div class="wide"><p class="s soft" data-open-first>${w.say('path.two_open_first')}</p><form method="post" action="${pathOf(compartment, `/visits/${visit_id}/steps`)}" class="fields" data-room data-confirm hidden><input type="hidden" name="confirm" value="${one.referral_id}">${changes}<input type="hidden" name="opened" value=""><div><button class="b fit">${w.say('path.two_confirm')}</button></div></form></div>`
    : html`<p class="s wide">${w.say('path.two_no_share')}</p>`;
  const why = SECOND_SAYS_NO.map((code) => [code, w.text(`path.no_${code}`)] as const);
  return html`${yes}<details><summary>${w.say('path.two_no')}</summary><form method="post" action="${to}" class="fields two" data-room>${hidden}<input type="hidden" name="step" value="say_no">${select('reason', w.text('path.two_no_why'), why)}<div><button class="b2 fit">${w.say('path.two_no_go')}</button></div></form></details>${back}`;
}

/** Said once it waits. */
export const preparedNote = ({ w }: Room): RawHtml | '' => done(w.say('path.two_prepared'));
