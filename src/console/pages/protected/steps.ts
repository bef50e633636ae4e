/** Steps of a path: who does it, by when, what became of it; those that nobody has begun yet stand below with their date. */
import { v4 as uuid } from 'uuid';
import { html, type RawHtml } from '../../../http/html.ts';
import { type PathVisitWhole, type Step, STEPS } from '../../../protection/index.ts';
import { dayField, timeField } from '../../typed-day.ts';
import { wallOf } from '../../../languages/zone.ts';
import { saidAt } from '../../wall-clock.ts';
import { allWant, contactPart } from './contact.ts';
import { liveKey, nameOf, officers, pathOf, type Room, sealedField, select, when } from './room.ts';

const STATES = ['open', 'done', 'not_possible', 'not_wanted'] as const;
const CHOICES = ['offered', 'chosen', 'declined'] as const;

export function stepsPart(room: Room, visit: PathVisitWhole, at: string): RawHtml {
  const { w, compartment } = room;
  const people = officers(room).map(({ account }) => [account, nameOf(room, account)] as const);
  const begin = visit.missing_steps.map(
    ({ kind, due_at }) =>
      html`<li><div><b>${w.say(`path.step_${kind}`)}</b><br><span class="s soft">${w.say('path.not_begun', { when: when(room, new Date(due_at)) })}</span></div><details><summary>${w.say('path.begin')}</summary><form method="post" action="${at}/steps" class="fields two" data-room><input type="hidden" name="step_id" value="${uuid()}"><input type="hidden" name="kind" value="${kind}">${select('owner', w.text('path.owner'), people, room.me)}${dueField(room, new Date(due_at))}${compartment === 'survivor' ? choiceField(room, 'offered') : ''}${kind === 'report' ? lifeField(room) : ''}${liveKey(room) ? sealedField(room, 'path.step_words', `path.step_words_note_${compartment}`, 'step', true) : ''}<div><button class="b fit">${w.say('path.begin')}</button></div></form></details></li>`,
  );
  return html`<section class="sheet"><h2>${w.say('path.steps')}</h2><p class="s soft">${w.say(`path.steps_note_${compartment}`)}</p>${visit.all_steps.length ? html`<ul class="items">${visit.all_steps.map((one) => stepLine(room, visit, one, people))}</ul>` : ''}${begin.length ? html`<h3 class="gap">${w.say('path.to_begin')}</h3><ul class="items">${begin}</ul>` : ''}</section>`;
}

function stepLine(
  room: Room,
  visit: PathVisitWhole,
  step: Step,
  people: readonly (readonly [string, string])[],
): RawHtml {
  const { w, compartment, now } = room;
  const isLate = step.state === 'open' && step.due_at.getTime() < now;
  const owner = people.some(([account]) => account === step.owner)
    ? people
    : [[step.owner, nameOf(room, step.owner)] as const, ...people];
  const isTracing = step.kind === 'tracing';
  const stateName = (state: Step['state']): string =>
    isTracing && state === 'done' ? 'path.state_in_contact' : `path.state_${state}`;
  const states = STATES.filter(
    (state) => !isTracing || state !== 'done' || step.state === 'done' || allWant(visit, step),
  ).map((state) => [state, w.text(stateName(state))] as const);
  return html`<li><div><b>${w.say(`path.step_${step.kind}`)}</b> ${w.list([w.say(stateName(step.state)), ...(step.choice ? [w.say(`path.choice_${step.choice}`)] : [])])}<br><span class="s soft">${w.say('path.step_line', { who: nameOf(room, step.owner), when: when(room, step.due_at) })}</span>${isLate ? html` <b class="s">${w.say('path.late')}</b>` : ''}</div><details><summary>${w.say('path.change')}</summary><form method="post" action="${pathOf(compartment, `/steps/${step.step_id}`)}" class="fields two" data-room><input type="hidden" name="visit" value="${visit.visit_id}">${select('state', w.text('path.state'), states, step.state)}${select('owner', w.text('path.owner'), owner, step.owner)}${dueField(room, step.due_at)}${step.choice ? choiceField(room, step.choice) : ''}<div><button class="b fit">${w.say('path.save')}</button></div></form></details>${isTracing ? contactPart(room, visit, step) : ''}${wordsOf(room, step)}</li>`;
}

/** Where it leads and what is told there: opened on the page; hers to carry on paper once she chose it. */
function wordsOf(
  { w, zone, now }: Room,
  { sealed, generation, choice, made_at: at }: Step,
): RawHtml {
  if (!sealed) return html``;
  const day = saidAt(w, zone, at, 'day');
  const note =
    choice === 'chosen'
      ? html`<button type="button" class="pill" data-carry-note data-day="${saidAt(w, zone, now, 'day')}" data-said="${w.text('path.carry_said')}" hidden>${w.say('path.carry')}</button>`
      : choice
        ? html`<p class="s soft">${w.say('path.carry_not_yet')}</p>`
        : '';
  return html`<div class="wide"><div class="told" data-sealed="${sealed}" data-generation="${generation ?? 0}"><span class="s soft">${w.say('path.sealed_on', { day })}</span></div>${note}</div>`;
}

const dueField = (room: Room, at: Date): RawHtml =>
  html`${dayField(room.w, 'due_day', 'path.due', { value: wallOf(room.zone, at.getTime()).day })}${timeField(room.w, 'due_time', 'path.due_time', { value: wallOf(room.zone, at.getTime()).time })}`;

const choiceField = ({ w }: Room, chosen: string): RawHtml =>
  select(
    'choice',
    w.text('path.choice'),
    CHOICES.map((one) => [one, w.text(`path.choice_${one}`)] as const),
    chosen,
  );

const lifeField = ({ w }: Room): RawHtml =>
  html`<label class="tick"><input type="checkbox" name="child_life" value="true"><span>${w.say('path.child_life')}</span></label>`;

/** Kinds of a path, for checking what a form says. */
export const STEP_KINDS = [
  ...new Set(Object.values(STEPS).flatMap((kinds) => Object.keys(kinds))),
] as string[];
