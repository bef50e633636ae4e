/** One visit of a protected path: what was told, steps with owner and deadline, the room, and for a child the adults (VUL-03, VUL-04). */
import { v4 as uuid } from 'uuid';
import type { EventKind } from '../../../desk/kinds.ts';
import { told } from '../../../desk/told.ts';
import { html, type RawHtml } from '../../../http/html.ts';
import type { PathVisitWhole } from '../../../protection/index.ts';
import { saidAt } from '../../wall-clock.ts';
import { adultsPart } from './adults.ts';
import { interpreterPart } from './interpreter.ts';
import { referralsPart } from './referrals.ts';
import { keyring, nameOf, pathOf, type Room, sealedField, top, warnings, when } from './room.ts';
import { spacePart } from './space.ts';
import { stepsPart } from './steps.ts';

export function visitPage(room: Room, visit: PathVisitWhole, said: RawHtml | ''): RawHtml {
  const { compartment, w, desk } = room;
  const at = pathOf(compartment, `/visits/${visit.visit_id}`);
  const { opening } = visit;
  return html`${top(room, undefined, said)}${warnings(room)}<p><a class="back" href="${pathOf(compartment)}">${w.say('path.all')}</a></p>
<h2>${desk.ticket(opening?.ticket)}</h2><p class="soft">${w.say('path.came_at', { when: when(room, opening?.came_at ?? visit.opened_at), n: opening?.heads ?? 1 })}</p>
${knownPart(room, visit)}${visit.releases.map((one) => html`<p class="note done">${w.say('path.released_line', { who: nameOf(room, one.handed_by), when: when(room, one.handed_at) })}</p>`)}
${keyring(room)}
${filesPart(room, visit, at)}
${compartment === 'child' ? adultsPart(room, visit, at) : ''}
${stepsPart(room, visit, at)}
${interpreterPart(room, visit, at)}
${referralsPart(room, visit, at)}
${spacePart(room, visit, at)}
${eventsPart(room, visit)}`;
}

/** What everybody who helps has to know first: how she is spoken with, and by whom. */
const FIRST: readonly string[] = ['language_asked', 'preference_set', 'interpreter_asked'];
function knownPart({ desk }: Room, { events }: PathVisitWhole): RawHtml {
  const last = FIRST.flatMap((kind) => events.findLast((event) => event.kind === kind) ?? []);
  return html`${last.map(({ kind, body }) => html`<p>${told(desk, { kind: kind as EventKind, body })}</p>`)}`;
}

function filesPart(
  room: Room,
  { sealed_files: files, adults }: PathVisitWhole,
  at: string,
): RawHtml {
  const { w } = room;
  const list = files.map(
    ({ file_id, sealed, generation, created_on }) =>
      html`<li><div class="told" id="file-${file_id}" data-sealed="${sealed}" data-generation="${generation}"><span class="soft">${w.say('path.sealed_on', { day: saidAt(w, room.zone, created_on, 'day') })}</span></div></li>`,
  );
  return html`<section class="sheet"><h2>${w.say('path.told')}</h2>${list.length ? html`<ul class="items">${list}</ul>` : html`<p>${w.say(adults.length ? 'path.nothing_else' : 'path.nothing_told')}</p>`}
<details><summary>${w.say('path.add_note')}</summary><form method="post" action="${at}/files" class="fields" data-room><input type="hidden" name="file_id" value="${uuid()}">${sealedField(room, 'path.note', 'path.note_note', 'officer')}<div><button class="b fit">${w.say('path.seal_keep')}</button></div></form></details></section>`;
}

function eventsPart(room: Room, { events }: PathVisitWhole): RawHtml {
  const { w, desk } = room;
  const lines = events.map(
    ({ kind, body, at, actor_id }) =>
      html`<li><div>${told(desk, { kind: kind as EventKind, body })}<br><span class="s soft">${when(room, at)}, ${nameOf(room, actor_id)}</span></div></li>`,
  );
  return html`<section class="sheet"><details><summary>${w.say('path.happened')}</summary><ol class="items">${lines}</ol></details></section>`;
}
