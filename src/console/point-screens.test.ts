/** The screens of a point for its manager, asked over HTTP against the real database: what they show, do and refuse. */
import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../desk/operation.ts';
import type { Worker } from '../firewall/index.ts';
import type { PeopleHouse } from '../people/testing.ts';
import { owner, POINT, type Tablet, walkIn } from '../sync/testing.ts';
import { consoleHouse, type ConsoleHouse, type Shown } from './testing.ts';

let house: ConsoleHouse;
let people: PeopleHouse;
let admin: Worker;
let marta: Worker;
let ask: ConsoleHouse['ask'];
beforeAll(async () => {
  house = await consoleHouse();
  ({ people, admin, marta, ask } = house);
});
beforeEach(() => house.renew());
afterAll(() => house.close());

describe('whoever leads a point', () => {
  const waits = async (tablet: Tablet): Promise<Operation> => {
    const op = walkIn(tablet);
    await tablet.send([{ sealed: await tablet.seal(op), for_manager: true }]);
    return op;
  };

  it('takes work that waited, or does not, with a reason that its tablet hears', async () => {
    expect((await ask(marta, '/staff/point/held')).text).toContain('Nothing waits.');
    const [first, second] = [await waits(people.near), await waits(people.near)];
    const screen = await ask(marta, '/staff/point/held');
    expect(screen.text).toContain('2 pieces wait, the oldest first');
    expect(screen.text).toContain('The worker asked that you decide.');
    expect(screen.text).toContain(`Tablet ${people.near.device.slice(0, 4)}`);
    expect(screen.text).toContain('a visit');
    for (const event of first.events) expect(screen.body).not.toContain(JSON.stringify(event.body));
    expect((await ask(marta, '/staff/point')).text).toContain('2 pieces of work wait for you');
    const taken = await ask(marta, `/staff/point/held/${first.op_id}`, { decision: 'admitted' });
    expect(taken.text).toContain('Decided.');
    expect(
      await owner(people, 'select distinct actor_id from casework.event where op_id = $1', [
        first.op_id,
      ]),
    ).toEqual([{ actor_id: people.yonas.actor }]);
    const bare = await ask(marta, `/staff/point/held/${second.op_id}`, { decision: 'dropped' });
    expect([bare.status, bare.text.includes('the reason')]).toEqual([400, true]);
    await ask(marta, `/staff/point/held/${second.op_id}`, { decision: 'dropped', why: 'not_so' });
    const told = await people.app.inject({
      method: 'POST',
      url: '/api/desk/held',
      headers: people.near.headers,
      payload: { ops: [first.op_id, second.op_id] },
    });
    expect(told.json()).toMatchObject({
      decided: expect.arrayContaining([
        { op_id: second.op_id, decision: 'dropped', why: 'not_so' },
        { op_id: first.op_id, decision: 'admitted', why: null },
      ]) as unknown,
    });
    expect(
      (await ask(marta, `/staff/point/held/${randomUUID()}`, { decision: 'admitted' })).status,
    ).toBe(404);
    // Another leader had the same list before her: she reads who decided.
    const other = await people.worker('point_manager');
    const late = await ask(other, `/staff/point/held/${first.op_id}`, { decision: 'admitted' });
    expect(late.text).toContain('took it in already');
  });

  it('takes a lost tablet out of use: it hears nothing any more but to forget', async () => {
    const lost = await people.tablet(await people.worker('desk'));
    const screen = await ask(marta, '/staff/point/devices');
    expect(screen.text).toContain(`Tablet ${lost.device.slice(0, 4)}`);
    const gone = await ask(marta, `/staff/point/devices/${lost.device}/loss`, {});
    expect(gone.text).toContain('Taken out of use.');
    const answer = await people.app.inject({ url: '/api/desk/start', headers: lost.headers });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      410,
      { wipe: { device_id: lost.device } },
    ]);
    expect((await ask(marta, `/staff/point/devices/${lost.device}/loss`, {})).status).toBe(404);
    // It was a mistake: she takes it back, and it is told from those that are lost.
    const back = await ask(marta, `/staff/point/devices/${lost.device}/return`, {});
    expect(back.text).toContain('Back in use.');
    expect(back.body).toContain(`/staff/point/devices/${lost.device}/loss`);
    people.house.forget();
    const started = await people.app.inject({ url: '/api/desk/start', headers: lost.headers });
    expect(started.statusCode).toBe(401);
    expect((await ask(marta, `/staff/point/devices/${lost.device}/return`, {})).status).toBe(404);
    await ask(marta, `/staff/point/devices/${lost.device}/loss`, {});
  });

  it('tells a tablet that was silent for a day from one that was silent for three', async () => {
    const at = (days: number): string =>
      `update staff.device set registered_at = now() - interval '${days} days' where device_id = $1`;
    const quiet = await people.tablet(await people.worker('desk'));
    await owner(people, at(2), [quiet.device]);
    expect((await ask(marta, '/staff/point')).text).toContain('1 tablet silent for a day');
    expect((await ask(marta, '/staff/point/devices')).text).toContain('ask where it is');
    await owner(people, at(4), [quiet.device]);
    expect((await ask(marta, '/staff/point/devices')).text).toContain(
      'find it, or say that it is lost',
    );
    await ask(marta, `/staff/point/devices/${quiet.device}/loss`, {});
  });

  it('sees what is missing: spaces, and what was needed and not there', async () => {
    const gap = walkIn(people.near);
    const met = { ...gap.events[0], kind: 'gap_met', event_id: v7(), body: { gap: 'language' } };
    await people.near.send([{ op: { ...gap, events: [...gap.events, met] } }]);
    const { text } = await ask(marta, '/staff/point/gaps');
    expect(text).toContain('Nobody spoke the language');
    expect(text).toContain('Women and children');
  });

  it('joins two records only as a second person, and takes it back', async () => {
    const a = await people.somebody({ name: 'Selam Tesfay' });
    const b = await people.somebody({ name: 'Salam Tesfai' });
    const propose = { link_id: randomUUID(), a: a.subject, b: b.subject, evidence: 'person_says' };
    await people.ask('/api/links', propose);
    const screen = await ask(marta, '/staff/point/twice');
    expect(screen.text).toContain('Selam Tesfay and Salam Tesfai');
    const joined = await ask(marta, `/staff/point/twice/links/${propose.link_id}`, {});
    expect(joined.text).toContain('Joined. You can take it back.');
    const apart = await ask(marta, `/staff/point/twice/links/${propose.link_id}/undo`, {
      reason: 'mistake',
    });
    expect(apart.text).toContain('They are apart.');
    expect((await ask(marta, `/staff/point/twice/links/${propose.link_id}`, {})).status).toBe(404);
  });

  it('shows names that came in without the question, and leaves apart or proposes what was compared', async () => {
    const name = 'Yodit Haile';
    const [first, second] = [await people.somebody({ name }), await people.somebody({ name })];
    const url = `/staff/point/twice/${POINT}`;
    const screen = await ask(marta, url);
    expect(screen.text).toContain('Is it one of these?');
    expect(screen.text).toContain(name);
    const possible = (subject: string, other: string) =>
      ask(marta, `${url}/possible`, { subject, other, link_id: randomUUID() });
    expect((await possible(randomUUID(), '')).status).toBe(404);
    const asked = [first, second].find(({ subject }) =>
      screen.body.includes(`name="subject" value="${subject}"`),
    );
    const other = asked === first ? second : first;
    const proposed = await possible(asked?.subject ?? '', other.subject);
    expect(proposed.text).toContain('Decided. A joining waits for a second person.');
    expect(proposed.text).toContain(`${name} and ${name}`);
    expect(proposed.text).toContain('You proposed it: a colleague has to confirm.');
    expect(proposed.body).not.toContain(`name="subject" value="${asked?.subject ?? ''}"`);
  });

  it('closes the days with three counts that agree with the tablet’s own', async () => {
    const quiet = await ask(marta, `/staff/point/days/${POINT}`);
    const count = (screen: Shown, label: string): number =>
      Number(new RegExp(`<dt>${label}</dt><dd class="num">(\\d+)`).exec(screen.body)?.[1]);
    const before = { items: count(quiet, 'Items'), visits: count(quiet, 'Visits') };
    const op = walkIn(people.near);
    const given = {
      ...op.events[0],
      kind: 'service_given',
      event_id: v7(),
      body: { service_code: 'items.package', item_code: 'blanket', quantity: 3 },
    };
    const closed = {
      ...given,
      kind: 'point_closed',
      event_id: v7(),
      body: { counted_by: people.sara.actor },
    };
    const { visit_id: _, ...closing } = closed;
    const sent = await people.near.send([
      { op: { ...op, events: [...op.events, given, closing] } },
    ]);
    expect(sent.verdicts).toMatchObject([{ result: 'recorded' }]);
    const after = await ask(marta, `/staff/point/days/${POINT}`);
    const names = [people.yonas, people.sara].map(
      ({ actor }) => `select display_name from staff.account where account_id = '${actor}'`,
    );
    const [by, second] = (await Promise.all(names.map((sql) => owner(people, sql)))).map(([row]) =>
      String(row?.['display_name']),
    );
    expect(count(after, 'Items')).toBe(before.items + 3);
    expect(count(after, 'Visits')).toBe(before.visits + 1);
    expect(after.text).toContain('blankets: ');
    expect(after.text).toMatch(new RegExp(`by ${by} , counted with ${second}`));
    expect((await ask(marta, `/staff/point/days/${randomUUID()}`)).status).toBe(404);
  });

  it('is a manager: nobody at the desk sees these screens or decides', async () => {
    const op = await waits(people.near);
    for (const path of ['', '/held', '/gaps', '/twice', '/days'])
      expect([path, (await ask(people.yonas, `/staff/point${path}`)).status]).toEqual([path, 404]);
    const drop = { decision: 'dropped', why: 'other' };
    expect((await ask(people.yonas, `/staff/point/held/${op.op_id}`, drop)).status).toBe(404);
    expect((await ask(admin, '/staff/point/held')).status).toBe(404);
    await ask(marta, `/staff/point/held/${op.op_id}`, drop);
  });
});
