/** Appointments that a recipient without an account gives and moves, by page or by telephone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { momentOf } from '../languages/zone.ts';
import { listReferrals, listTasks, readReferral, taskDone } from './lists.ts';
import { cookieOf, recipientHouse, type RecipientHouse, ZONE } from './recipient-testing.ts';
import { stepReferral } from './step.ts';

let stand: RecipientHouse;
let house: RecipientHouse['house'];
let post: RecipientHouse['post'];
let linked: RecipientHouse['linked'];
beforeAll(async () => {
  stand = await recipientHouse();
  ({ house, post, linked } = stand);
});
afterAll(() => stand.close());

it('takes a day and a time as they are typed, names the field that cannot be read, and loses nothing', async () => {
  const one = await linked();
  const cookie = cookieOf(await post(one.path, { step: 'open', code: one.code }));
  const { body: blank } = await post(one.path, { step: 'open' }, { cookie });
  expect(blank).not.toMatch(/type="(date|time)"/);
  const marked = (body: string) =>
    [
      ...body.matchAll(
        /<(?:input|select|textarea)[^>]*id="([\w-]+)"[^>]*aria-invalid="true" autofocus/g,
      ),
    ].map(([, id]) => id);
  for (const [day, time, field, told] of [
    ['31 February', '10:00', 'day', 'Day: write the day and the month'],
    ['', '10:00', 'day', 'Day: write the day and the month'],
    ['14 May 2020', '10:00', 'day', 'has passed'],
    ['1 December 2027', '', 'time', 'Time: write hours and minutes'],
    ['1 December 2027', 'ten <b>', 'time', 'Time: write hours and minutes'],
  ] as const) {
    const { body } = await post(one.path, { step: 'accept', day, time }, { cookie });
    expect(marked(body), `${day} ${time}`).toEqual([field]);
    expect(body).toContain(told);
    expect(body).toContain(`id="${field}-fault"`);
    expect(body).toContain(`value="${day}"`);
    expect(body).toContain(`value="${time.replace('<', '&#60;').replace('>', '&#62;')}"`);
  }
  expect(await house.state(one.referral_id)).toMatchObject({ state: 'opened' });
  const long = 'x'.repeat(281);
  const asked = await post(one.path, { step: 'ask', words: long }, { cookie });
  expect(marked(asked.body)).toEqual(['words']);
  expect(asked.body).toContain(long);
  expect(asked.body).toMatch(
    /<details class="paper gap" open><summary><svg.*?<\/svg><b>Ask one thing/,
  );
  const no = await post(one.path, { step: 'decline', reason: 'childcare' }, { cookie });
  expect(marked(no.body)).toEqual(['why']);
  expect(no.body).toMatch(
    /<details class="paper gap" open><summary><svg.*?<\/svg><b>We cannot help/,
  );
  // In Arabic, in its digits and the month by its name.
  await post(`/ar${one.path}`, { step: 'accept', day: '١ ديسمبر ٢٠٢٧', time: '٩٫٣٠' }, { cookie });
  expect(await house.state(one.referral_id)).toMatchObject({
    state: 'accepted',
    appointment_at: new Date(momentOf(ZONE, '2027-12-01', '09:30')),
  });
  // What was written for a step that somebody was faster with is still there to be read.
  const late = await post(one.path, { step: 'ask', words: 'Which bus?' }, { cookie });
  expect(late.body).toContain('This was answered meanwhile');
  expect(late.body).toContain('Which bus?');
});

it('moves an appointment after the yes: a step of the history, a task for the owner, the questions from the new time', async () => {
  const one = await linked();
  const at = (day: string, time: string) => new Date(momentOf(ZONE, day, time));
  const cookie = cookieOf(await post(one.path, { step: 'open', code: one.code }));
  const send = (fields: Record<string, string>) => post(one.path, fields, { cookie });
  const moved = { step: 'move', day: '3 December 2027', time: '14:30' };
  // Before the yes there is nothing to move.
  expect((await send(moved)).body).toContain('This was answered meanwhile');
  expect(await house.state(one.referral_id)).toMatchObject({ state: 'opened' });
  await send({ step: 'accept', day: '1 December 2027', time: '10:00' });
  const line = async () =>
    (await listReferrals(house.parts, house.sender, 'mine')).find(
      ({ referral_id: id }) => id === one.referral_id,
    );
  expect(await line()).toMatchObject({ moved_task: null });
  const empty = await send({ step: 'move', day: '', time: '' });
  expect(empty.body).toContain('id="day-fault"');
  expect(empty.body).toMatch(
    /<details class="paper gap" open><summary><svg.*?<\/svg><b>Set or change the time/,
  );
  expect((await send(moved)).body).toContain('14:30');
  // Sent twice it is one step and one task.
  await send(moved);
  await send({ ...moved, time: '15:00' });
  const state = await house.state(one.referral_id);
  expect(state).toMatchObject({
    state: 'accepted',
    appointment_at: at('2027-12-03', '15:00'),
    outcome_from: at('2027-12-03', '15:00'),
    outcome_asked: 0,
  });
  const { steps } = await readReferral(house.parts, house.sender, one.referral_id);
  expect(steps.slice(-3).map((step) => [step.step, step.state, step.appointment_at])).toEqual([
    ['accept', 'accepted', at('2027-12-01', '10:00')],
    ['move', 'accepted', at('2027-12-03', '14:30')],
    ['move', 'accepted', at('2027-12-03', '15:00')],
  ]);
  const tasks = (await listTasks(house.parts, house.sender, true)).filter(
    ({ referral_id: id, key }) => id === one.referral_id && key === 'move',
  );
  expect(tasks).toHaveLength(1);
  expect(await line()).toMatchObject({ moved_task: tasks[0]?.message_id });
  await taskDone(house.parts, house.sender, tasks[0]?.message_id ?? '');
  expect(await line()).toMatchObject({ moved_task: null });
  // Moved again it is a task again; after the end there is nothing to move.
  await send({ ...moved, time: '16:00' });
  expect((await line())?.moved_task).not.toBeNull();
  await send({ step: 'received' });
  expect((await send(moved)).body).toContain('This was answered meanwhile');
  expect(await house.state(one.referral_id)).toMatchObject({
    state: 'received',
    appointment_at: at('2027-12-03', '16:00'),
  });
});

it('is told by telephone too: the desk writes down another time, and the task is the same', async () => {
  const one = await linked();
  const cookie = cookieOf(await post(one.path, { step: 'open', code: one.code }));
  const { parts, sender } = house;
  const [first, then] = ['2027-12-01T09:00:00.000Z', '2027-12-04T13:30:00.000Z'];
  const move = () =>
    stepReferral(parts, sender, one.referral_id, { step: 'move', appointment_at: then });
  await expect(move()).rejects.toMatchObject({ code: 'wrong_step' });
  await stepReferral(parts, sender, one.referral_id, { step: 'accept', appointment_at: first });
  const { changes } = await readReferral(parts, sender, one.referral_id);
  expect(await move()).toEqual({ state: 'accepted' });
  // Sent twice it is one step and one task; who looked before it was moved is told so.
  expect(await move()).toEqual({ state: 'accepted' });
  await expect(
    stepReferral(parts, sender, one.referral_id, {
      step: 'move',
      appointment_at: first,
      changes,
    }),
  ).rejects.toMatchObject({ code: 'wrong_step' });
  expect(await house.state(one.referral_id)).toMatchObject({
    appointment_at: new Date(then),
    outcome_from: new Date(then),
  });
  const tasks = (await listTasks(parts, sender, true)).filter(
    ({ referral_id: id, key }) => id === one.referral_id && key === 'move',
  );
  expect(tasks).toHaveLength(1);
  const { steps, next } = await readReferral(parts, sender, one.referral_id);
  expect(steps.at(-1)).toMatchObject({ step: 'move', party: 'sender', route: 'desk' });
  expect(next).toContain('move');
  // Whoever comes back to the page sees the time that was told.
  const page = await post(one.path, { step: 'open' }, { cookie });
  expect(page.body).toContain('4 December');
});
