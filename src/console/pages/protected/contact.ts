/** Who wants the contact with family that a tracing is for: the child, a verified adult, and then whoever was found (FAM-01, J6). */
import { html, type RawHtml } from '../../../http/html.ts';
import { ASSENTS, type PathVisitWhole, SOUGHT, type Step } from '../../../protection/index.ts';
import { adultName, nameOf, pathOf, type Room, when } from './room.ts';

/** Whether everybody wants it, as far as is written down: the database asks again. */
export function allWant(visit: PathVisitWhole, step: Step): boolean {
  return bothWant(visit, step) && step.sought === 'agrees';
}

function bothWant(visit: PathVisitWhole, step: Step): boolean {
  const childDoes = step.assent === 'wants' || step.assent === 'too_small';
  return childDoes && adultOf(visit, step)?.state === 'verified';
}

const adultOf = (visit: PathVisitWhole, step: Step) =>
  visit.adults.find((one) => one.guardianship_id === step.guardian_id);

/** Three answers, each with who heard it and when; the third is asked only after the first two. */
export function contactPart(room: Room, visit: PathVisitWhole, step: Step): RawHtml {
  const { w } = room;
  const rows = [
    childRow(room, visit, step),
    adultRow(room, visit, step),
    soughtRow(room, visit, step),
  ];
  return html`<div class="wide"><p class="s"><b>${w.say('path.contact')}</b> <span class="soft">${w.say('path.contact_note')}</span></p><ul class="items">${rows}</ul></div>`;
}

function childRow(room: Room, visit: PathVisitWhole, step: Step): RawHtml {
  const said = step.assent
    ? heard(room, `path.assent_${step.assent}`, step.assent_by, step.assent_at)
    : unasked(room);
  const others = ASSENTS.filter((one) => one !== step.assent);
  return row(room, 'path.contact_child', said, [sayForm(room, visit, step, 'assent', others)]);
}

function adultRow(room: Room, visit: PathVisitWhole, step: Step): RawHtml {
  const { w } = room;
  const chosen = adultOf(visit, step);
  const said = chosen
    ? html`${adultName(room, chosen.adult_id)} ${heard(
        room,
        chosen.state === 'verified' ? 'path.assent_wants' : 'path.contact_unverified',
        step.guardian_by,
        step.guardian_at,
      )}`
    : unasked(room);
  const others = visit.adults.filter(
    (one) => one.state === 'verified' && one.guardianship_id !== step.guardian_id,
  );
  const forms = others.map(
    (one) =>
      html`<div>${adultName(room, one.adult_id)}${form(room, visit, step, html`<button class="pill" name="guardian" value="${one.guardianship_id}">${w.say('path.contact_adult_wants')}</button>`)}</div>`,
  );
  const none =
    others.length || chosen?.state === 'verified' ? [] : [note(room, 'path.contact_no_adult')];
  return row(room, 'path.contact_adult', said, [...forms, ...none]);
}

function soughtRow(room: Room, visit: PathVisitWhole, step: Step): RawHtml {
  const said = step.sought
    ? heard(room, `path.sought_${step.sought}`, step.sought_by, step.sought_at)
    : unasked(room);
  const others = SOUGHT.filter((one) => one !== step.sought);
  return row(room, 'path.contact_sought', said, [
    bothWant(visit, step)
      ? sayForm(room, visit, step, 'sought', others)
      : note(room, 'path.contact_first'),
  ]);
}

const row = ({ w }: Room, who: string, said: RawHtml, forms: readonly RawHtml[]): RawHtml =>
  html`<li><div><span class="s soft">${w.say(who)}</span><br>${said}</div>${forms}</li>`;

const note = ({ w }: Room, text: string): RawHtml => html`<p class="s soft">${w.say(text)}</p>`;
const unasked = ({ w }: Room): RawHtml => html`${w.say('path.contact_unasked')}`;

const heard = (room: Room, said: string, by?: string | null, at?: Date | null): RawHtml =>
  html`<b>${room.w.say(said)}</b>${
    by && at
      ? html`<br><span class="s soft">${room.w.say('path.contact_heard', { who: nameOf(room, by), when: when(room, at) })}</span>`
      : ''
  }`;

const sayForm = (
  room: Room,
  visit: PathVisitWhole,
  step: Step,
  field: 'assent' | 'sought',
  answers: readonly string[],
): RawHtml =>
  form(
    room,
    visit,
    step,
    html`${answers.map((one) => html`<button class="pill" name="${field}" value="${one}">${room.w.say(`path.${field}_${one}`)}</button> `)}`,
  );

const form = (
  { compartment }: Room,
  { visit_id }: PathVisitWhole,
  { step_id }: Step,
  buttons: RawHtml,
): RawHtml =>
  html`<form method="post" action="${pathOf(compartment, `/steps/${step_id}`)}" data-room><input type="hidden" name="visit" value="${visit_id}">${buttons}</form>`;
