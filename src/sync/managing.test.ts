import { expect, test } from 'vitest';
import { EVENT_BODIES } from '../desk/kinds.ts';
import { ABOUT, aboutOf } from './managing.ts';

const op = (...kinds: string[]) => ({
  events: kinds.map((kind) => ({ kind, body: { level: 'now' } })),
});

test('work that waits tells what it is about and nothing of what it says; a protected path reads as a visit', () => {
  expect(aboutOf(op('service_given', 'visit_opened', 'visit_closed'))).toEqual(['visit', 'help']);
  expect(aboutOf(op('pathway_opened'))).toEqual(['visit']);
  expect(aboutOf(op('pathway_opened', 'visit_opened'))).toEqual(aboutOf(op('visit_opened')));
});

test('every kind of event is about something, and what is none of them is something else', () => {
  const more = ['corrected', 'voided', 'gap_met'];
  for (const kind of Object.keys(EVENT_BODIES).filter((one) => !more.includes(one)))
    expect([kind, ABOUT.some((about) => aboutOf(op(kind)).includes(about))]).toEqual([kind, true]);
  for (const none of [undefined, null, 7, {}, { events: 'x' }, op(), op('x'), op('constructor')])
    expect(aboutOf(none)).toEqual(['other']);
});
