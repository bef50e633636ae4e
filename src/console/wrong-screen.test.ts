/** What somebody says is wrong with her own code comes before whoever leads the point, and is answered there (FIRE-09). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { askCorrection } from '../firewall/corrections/correction.ts';
import { staffDoorOf } from '../staff/testing.ts';
import { owner } from '../sync/testing.ts';
import { consoleHouse, type ConsoleHouse } from './testing.ts';

const HERE = '/staff/point/wrong';
let house: ConsoleHouse;
beforeAll(async () => {
  house = await consoleHouse();
});
beforeEach(() => house.renew());
afterAll(() => house.close());

/** As on her own page, with her slip. */
async function says(text: string): Promise<{ id: string; subject: string }> {
  const { people } = house;
  const { subject, code } = await people.somebody({ name: 'Selam Tesfay' });
  const door = staffDoorOf(people.house);
  const id = randomUUID();
  await askCorrection(door, await door.holder(code, {} as never), { id, text });
  return { id, subject };
}

it('says when nobody waits, and is for whoever leads a point', async () => {
  expect((await house.ask(house.marta, HERE)).text).toContain('Nobody waits for an answer');
  expect((await house.ask(house.admin, HERE)).status).toBe(404);
});

it('shows her words as she wrote them, to be answered once, and she can read that they were opened', async () => {
  const { id, subject } = await says('My daughter is nine,\nnot seven <b>');
  expect((await house.ask(house.marta, '/staff/point')).text).toContain(
    '1 note says that something is wrong',
  );
  const shown = await house.ask(house.marta, HERE);
  expect(shown.text).toContain('Selam Tesfay');
  expect(shown.text).toContain('My daughter is nine, not seven <b>');
  expect(shown.body).not.toContain('seven <b>');
  const opened = await owner(
    house.people,
    `select 1 from audit.stage where route = 'GET /api/corrections' and $1 = any (subjects)`,
    [subject],
  );
  expect(opened).toHaveLength(1);
  expect((await house.ask(house.marta, `${HERE}/${id}`, { answer: 'perhaps' })).status).toBe(400);
  const answered = await house.ask(house.marta, `${HERE}/${id}`, { answer: 'corrected' });
  expect(answered.text).toContain('Answered.');
  expect(answered.text).toContain('Nobody waits for an answer');
  expect((await house.ask(house.marta, `${HERE}/${id}`, { answer: 'kept' })).status).toBe(404);
  const [row] = await owner(
    house.people,
    'select state from casework.correction where correction_id = $1',
    [id],
  );
  expect(row).toEqual({ state: 'corrected' });
});
