/** Where somebody of a protected path is, and the exception that somebody answers for by name until an hour that is set (PT-07). */
import { v4 as uuid, v7 } from 'uuid';
import { html, type RawHtml } from '../../../http/html.ts';
import { OVERRIDE_REASONS, type PathVisitWhole } from '../../../protection/index.ts';
import { SPACES } from '../../../desk/values.ts';
import { suits } from '../../../desk/spaces.ts';
import { type Room, select, when } from './room.ts';
import { spaceText } from './visits.ts';

/** Longest exception, hours. */
const HOURS = [2, 6, 12, 24] as const;

export function spacePart(room: Room, visit: PathVisitWhole, at: string): RawHtml {
  const { w, desk, compartment } = room;
  const places = SPACES.toSorted(
    (a, b) => Number(suits(compartment, b)) - Number(suits(compartment, a)),
  ).map(
    (one) =>
      [
        one,
        suits(compartment, one)
          ? desk.space(one)
          : w.text('path.not_suitable', { place: desk.space(one) }),
      ] as const,
  );
  const unsuitable = places.filter(([one]) => !suits(compartment, one));
  const point = visit.opening?.point_id;
  return html`<section class="sheet"><h2>${w.say('path.where')}</h2><p>${spaceText(room, visit.space)}${visit.space ? html` <span class="s soft">${when(room, visit.space.at)}</span>` : ''}</p>
<form method="post" action="${at}/space" class="fields two" data-room><input type="hidden" name="event_id" value="${v7()}">${select('place_kind', w.text('path.place'), places)}<div><button class="b2 fit">${w.say('path.place_here')}</button></div></form>
${
  point
    ? html`<details><summary>${w.say('path.override')}</summary><p class="s soft">${w.say('path.override_note')}</p><form method="post" action="${at}/override" class="fields two" data-room><input type="hidden" name="override_id" value="${uuid()}"><input type="hidden" name="point_id" value="${point}">${select('place_kind', w.text('path.place'), unsuitable)}${select(
        'why',
        w.text('path.why'),
        OVERRIDE_REASONS.map((one) => [one, w.text(`path.why_${one}`)] as const),
      )}${select(
        'hours',
        w.text('path.how_long'),
        HOURS.map((n) => [String(n), w.text('path.hours', { n })] as const),
      )}<div><button class="b2 fit">${w.say('path.override_sure')}</button></div></form></details>`
    : ''
}</section>`;
}
