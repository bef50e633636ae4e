/** Adults who say that a child belongs to them (J6): stated, verified, contested; the hand-over needs another officer. */
import { v4 as uuid } from 'uuid';
import { html, type RawHtml } from '../../../http/html.ts';
import { BASES, type Guardianship, type PathVisitWhole } from '../../../protection/index.ts';
import { dayField } from '../../typed-day.ts';
import {
  adultName,
  nameOf,
  pathOf,
  type Room,
  sealedField,
  sealedUnseen,
  select,
  when,
} from './room.ts';

const NEXT = {
  stated: ['verified', 'contested'],
  contested: ['verified', 'ended'],
  verified: ['contested', 'ended'],
  ended: [],
} as const satisfies Record<Guardianship['state'], readonly Guardianship['state'][]>;

export function adultsPart(room: Room, visit: PathVisitWhole, at: string): RawHtml {
  const { w } = room;
  const adult = uuid();
  const bases = BASES.map((one) => [one, w.text(`path.basis_${one}`)] as const);
  return html`<section class="sheet"><h2>${w.say('path.adults')}</h2><p class="s soft">${w.say('path.adults_note')}</p>${visit.adults.length ? html`<ul class="items">${visit.adults.map((one) => adultLine(room, visit, one, at))}</ul>` : html`<p>${w.say('path.no_adults')}</p>`}
${takingPart(room, visit, at, bases)}<details><summary>${w.say('path.name_adult')}</summary><form method="post" action="${at}/adults" class="fields two" data-room><input type="hidden" name="guardianship_id" value="${uuid()}"><input type="hidden" name="adult_id" value="${adult}"><input type="hidden" name="file_id" value="${uuid()}">${select('basis', w.text('path.basis'), bases)}${dayField(w, 'until_on', 'path.until_on', { optional: true })}${sealedField(room, 'path.who_adult', 'path.who_adult_note', 'adult')}<div><button class="b fit">${w.say('path.save')}</button></div></form></details></section>`;
}

/** Filled by the browser from what it opened; not there without a key to seal with. */
function takingPart(
  room: Room,
  { visit_id }: PathVisitWhole,
  at: string,
  bases: readonly (readonly [string, string])[],
): RawHtml {
  const { w } = room;
  const sealed = sealedUnseen(room, 'adult');
  if (!sealed) return html``;
  const empty = ['guardianship_id', 'adult_id', 'file_id'].map(
    (name) => html`<input type="hidden" name="${name}" value="">`,
  );
  return html`<div data-taking="${visit_id}" class="gap" hidden><h3>${w.say('path.taking')}</h3><p class="s soft">${w.say('path.taking_note')}</p><ul class="items"></ul><template><li class="adult"><div class="told" data-take-text></div><form method="post" action="${at}/adults" class="fields two" data-room>${empty}${sealed}${select('basis', w.text('path.basis'), bases)}<div><button class="b fit">${w.say('path.take')}</button></div></form></li></template></div>`;
}

function adultLine(room: Room, visit: PathVisitWhole, claim: Guardianship, at: string): RawHtml {
  const { w, me } = room;
  const decide = NEXT[claim.state].map(
    (state) =>
      html`<form method="post" action="${pathOf('child', `/adults/${claim.guardianship_id}`)}" data-room><input type="hidden" name="visit" value="${visit.visit_id}"><button class="pill" name="state" value="${state}">${w.say(`path.adult_to_${state}`)}</button></form>`,
  );
  const handed = visit.releases.some((one) => one.guardianship_id === claim.guardianship_id);
  const note =
    claim.state !== 'verified'
      ? 'path.release_unverified'
      : claim.verified_by === me
        ? 'path.release_other'
        : 'path.release_note';
  return html`<li class="adult"><div>${adultName(room, claim.adult_id)}<br>${w.list([html`<b>${w.say(`path.adult_${claim.state}`)}</b>`, w.say(`path.basis_${claim.basis}`), ...(claim.verified_by && claim.state === 'verified' ? [w.say('path.verified_by', { who: nameOf(room, claim.verified_by) })] : [])])}<br><span class="s soft">${w.say('path.stated_line', { who: nameOf(room, claim.stated_by), when: when(room, claim.stated_at) })}</span></div>${decide}${
    handed || claim.state === 'ended'
      ? ''
      : html`<details><summary>${w.say('path.release')}</summary><p class="s">${w.say(note)}</p><form method="post" action="${at}/release" data-room><input type="hidden" name="release_id" value="${uuid()}"><input type="hidden" name="guardianship_id" value="${claim.guardianship_id}"><button class="b2 fit">${w.say('path.release_sure')}</button></form></details>`
  }</li>`;
}
