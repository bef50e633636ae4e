/** What the screens write, and what the queue then shows: the acts are tried on the store in memory. */
import { expect, test } from 'vitest';
import { openFollowUps } from '../../desk/follow-ups.ts';
import { queueOf } from '../../desk/queue.ts';
import { readSpokenCode } from '../../desk/spoken-code.ts';
import type { Visit } from '../../desk/visit.ts';
import { type Act, ofHer } from './act.ts';
import { codesOf, knownAct, nameAct, shortened, slipAct } from './handing.ts';
import { favourites, itemOf, servicesFor, topicOf } from './offers.ts';
import { openMemoryDesk } from './store/index.ts';
import { adaptations, isLate, nextStep, openNeeds, shown, waitedMinutes } from './waiting.ts';
import { helpAct, screeningAct } from './recording.ts';

const POINT = '018f0000-0000-7000-8000-000000000001';
const VISIT = '018f0000-0000-7000-9000-000000000001';
const NOW = Date.parse('2026-11-22T10:00:00Z');

async function deskWith(...acts: ((visit: Visit) => Act)[]) {
  const desk = openMemoryDesk({ now: () => NOW });
  const perform = (act: Act) => desk.perform({ purpose: 'desk.visit', ...act, point_id: POINT });
  await perform({
    events: [
      { kind: 'visit_opened', visit_id: VISIT, body: { channel: 'walk_in', heads: 2 } },
      {
        kind: 'queue_joined',
        visit_id: VISIT,
        body: { level: 'any_time', due_at: new Date(NOW + 180 * 60_000).toISOString() },
      },
    ],
  });
  const visit = (): Visit => desk.visits().get(VISIT) as Visit;
  for (const act of acts) await perform(act(visit()));
  return { desk, visit, perform };
}

test('of two promises to look again, the one that was kept is closed and no other', async () => {
  const promise = (due_at: string): Act => ({
    events: [{ kind: 'follow_up_set', visit_id: VISIT, body: { due_at } }],
  });
  const [scan, papers] = ['2026-11-25T11:00:00.000Z', '2026-12-22T11:00:00.000Z'] as const;
  const { visit, perform } = await deskWith(
    () => promise(scan),
    () => promise(papers),
  );
  const due = () => openFollowUps([visit()]).map(({ body }) => body['due_at']);
  expect(due()).toEqual([scan, papers]);
  const [first] = openFollowUps([visit()]);
  await perform({
    events: [
      {
        kind: 'follow_up_done',
        visit_id: VISIT,
        body: { outcome: 'done' },
        ...(first ? { supersedes: first.event_id } : {}),
      },
    ],
  });
  expect(due()).toEqual([papers]);
});

test('a new visit stands in the queue, and the next step is the language', async () => {
  const { desk, visit } = await deskWith();
  expect(queueOf(desk.visits().values())).toEqual([visit()]);
  expect(nextStep(visit())).toBe('language');
  expect(waitedMinutes(visit(), NOW + 11.5 * 60_000)).toBe(11);
});

test('a screening gives a place in the queue, the needs it points at, and no sealed answer', async () => {
  const codes = ['pregnant:yes', 'hurt:seen_declined', 'child_alone:no', 'afraid:yes'];
  const { visit } = await deskWith((one) => screeningAct(one, codes, true));
  const { screening, queue, needs, wishes } = visit();
  expect(screening?.value.answers).toEqual(['pregnant:yes', 'hurt:seen_declined']);
  expect(screening?.value.because).toContain('private');
  expect(JSON.stringify(visit().lines)).not.toMatch(/child_alone|afraid/);
  expect(queue?.level).toBe('soon');
  expect(queue?.due_at).toBe(NOW + 15 * 60_000);
  expect(wishes?.value.alone).toBe(true);
  expect(needs.map(({ code, how }) => [code, how])).toEqual([
    ['health.maternal', 'said'],
    ['health.first_aid', 'observed_help_declined'],
  ]);
  expect(openNeeds(visit()).at(-1)?.code).toBe('health.first_aid');
  expect(isLate(visit(), NOW + 15 * 60_000 + 1)).toBe(true);
});

test('a second screening writes no need twice', async () => {
  const { visit } = await deskWith(
    (one) => screeningAct(one, ['food:yes'], false),
    (one) => screeningAct(one, ['food:yes', 'place:yes'], false),
  );
  expect(visit().needs.map(({ code }) => code)).toEqual(['food.meal', 'shelter.night']);
});

test('what is hard to do yields adaptations, not a label', async () => {
  const { visit } = await deskWith((one) =>
    screeningAct(one, ['hard:yes', 'walk:much', 'see:some'], false),
  );
  expect(adaptations(visit())).toEqual(['no_steps']);
});

const given = {
  need: 'food.meal',
  how: 'said',
  service: 'food.meal',
  outcome: 'given',
  quantity: 2,
  refusal: undefined,
} as const;

test('help is a need, a service with its pieces, and the need met', async () => {
  const { visit } = await deskWith((one) => helpAct(one, given));
  expect(visit().needs).toMatchObject([{ code: 'food.meal', met: 'received' }]);
  expect(visit().lines.at(-2)?.event.body).toEqual({
    service_code: 'food.meal',
    item_code: 'meal',
    quantity: 2,
  });
});

test('a consultation has a topic and no pieces', async () => {
  const { visit } = await deskWith((one) =>
    helpAct(one, { ...given, need: 'law.information', service: 'law.information' }),
  );
  expect(visit().lines.at(-2)?.event.body).toEqual({
    service_code: 'law.information',
    topic: 'law',
  });
});

test('what could not be given is counted with its barrier, and the need stays open', async () => {
  const { visit } = await deskWith((one) =>
    helpAct(one, { ...given, outcome: 'not_given', refusal: 'status' }),
  );
  expect(visit().lines.at(-1)?.event.body).toEqual({
    service_code: 'food.meal',
    reason: 'status',
    barrier: 'B13',
  });
  expect(openNeeds(visit()).map(({ code }) => code)).toEqual(['food.meal']);
});

test('a slip makes a token once, and two codes that are told apart', async () => {
  const { desk, visit, perform } = await deskWith((one) => slipAct(one));
  const first = codesOf(desk, visit());
  expect(first?.slip).toMatch(/^[\w-]{22}$/);
  expect(readSpokenCode(first?.spoken ?? '')).toBe(first?.spoken);
  const { subject } = visit();
  await perform(slipAct(visit(), 'Selam', 'ti'));
  expect(visit().subject).toBe(subject);
  expect(codesOf(desk, visit())?.slip).not.toBe(first?.slip);
  expect(desk.person(subject ?? '')?.name).toBe('Selam');
});

test('what happens after she has a token is hers; before, it is the visit’s alone', async () => {
  const { desk, visit } = await deskWith((one) => nameAct(one, 'Selam'));
  const { visit_id, subject } = visit();
  const note = { kind: 'note_written', visit_id, body: {}, note: 'shoes torn' } as const;
  expect(ofHer([note], desk.visits())).toEqual([{ ...note, subject }]);
  expect(ofHer([note], new Map())).toEqual([note]);
});

test('a child alone goes into other hands at once, and out of the queue of the desk', async () => {
  const { desk, visit } = await deskWith((one) =>
    screeningAct(one, ['child_alone:yes', 'food:yes'], false),
  );
  expect(visit()).toMatchObject({ in_other_hands: true, needs: [], screening: null });
  expect(queueOf(desk.visits().values())).toEqual([]);
  expect(visit().lines.map(({ event }) => event.kind)).toEqual(['visit_opened', 'pathway_opened']);
  const fear = await deskWith((one) => screeningAct(one, ['afraid:yes'], true));
  expect(fear.visit().in_other_hands).toBe(false);
  expect(fear.visit().screening?.value).toMatchObject({ answers: [], because: ['private'] });
});

test('who shows a slip of before brings her token along, and a new slip is another way to it', async () => {
  const before = '00000000-0000-4000-8000-00000000beef';
  const { visit, desk } = await deskWith((one) => knownAct(one, before, true));
  expect(visit()).toMatchObject({ subject: before, first_time: 'no', handles: ['slip', 'spoken'] });
  expect(visit().lines.filter(({ struck }) => struck)).toHaveLength(1);
  expect(codesOf(desk, visit())).toBeDefined();
  const plain = await deskWith((one) => knownAct(one, before, false));
  expect(plain.visit()).toMatchObject({ subject: before, handles: [], heads: 2 });
});

test('what became of "Have we met?" goes with the name; starting new goes with the token', async () => {
  const met = { asked: true, not_me: ['00000000-0000-4000-8000-00000000beef'] };
  const { desk, visit } = await deskWith((one) =>
    slipAct(one, 'Selam', 'ti', { met, birth_year: 1994, no_link: true }),
  );
  const [line] = visit().lines.filter(({ event }) => event.kind === 'person_named');
  const made = desk.operation(line?.event.op_id ?? '');
  expect(made?.names).toMatchObject([{ text: 'Selam', birth_year: 1994, met }]);
  expect(made?.people).toEqual([{ subject: visit().subject, no_link: true }]);
});

test('a name without a slip hangs on a token and on no code', async () => {
  const { visit } = await deskWith((one) => nameAct(one, 'Selam'));
  expect(visit().subject).not.toBeNull();
  expect(visit().handles).toEqual([]);
});

test('names are cut by letters as people count them, never refused', () => {
  expect(shortened('  ሰላም ')).toBe('ሰላም');
  expect([...new Intl.Segmenter().segment(shortened('👩‍👧'.repeat(300)))]).toHaveLength(120);
});

test('favourites are what was seen, then what is used, then what is given', () => {
  const list = favourites(['papers.card'], [], ['food.meal', 'items.shoes']);
  expect(list.slice(0, 3)).toEqual(['papers.card', 'food.meal', 'items.shoes']);
  expect(new Set(list).size).toBe(list.length);
  expect(servicesFor('items.shoes', ['food.meal', 'items.clothing', 'items.shoes'])).toEqual([
    'items.shoes',
    'items.clothing',
    'food.meal',
  ]);
  expect([itemOf('items.shoes'), topicOf('items.shoes')]).toEqual(['shoes', undefined]);
  expect([itemOf('law.advice'), topicOf('law.advice')]).toEqual([undefined, 'law']);
});

test('a visit that was undone whole is shown nowhere, one with a line taken out is', async () => {
  const { desk, visit, perform } = await deskWith();
  const [opened] = visit().lines;
  await perform(nameAct(visit(), 'Selam'));
  await desk.undo(
    (await perform({ events: [{ kind: 'called', visit_id: VISIT, body: {} }] })).op_id,
  );
  expect(shown(desk.visits().values())).toEqual([visit()]);
  await perform({
    events: visit()
      .lines.filter(({ struck, event }) => !struck && event.kind !== 'voided')
      .map(({ event }) => ({
        kind: 'voided' as const,
        visit_id: VISIT,
        supersedes: event.event_id,
        body: { why: 'undone' },
      })),
  });
  expect(opened).toBeDefined();
  expect(shown(desk.visits().values())).toEqual([]);
});
