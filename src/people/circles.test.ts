import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld } from '../../checks/names/corpus.ts';
import { actAs, asWorker, circleKey } from '../firewall/index.ts';
import { POINT } from '../sync/testing.ts';
import { circleEdges } from './circle-edges.ts';
import { openCircles, type Circles, type StandingCircle } from './circles.ts';
import { Circle, type Similar } from './name-circle.ts';
import { skeleton } from './name-sketch.ts';
import { peopleHouse, type PeopleHouse } from './testing.ts';

let house: PeopleHouse;
beforeAll(async () => {
  house = await peopleHouse();
});
afterAll(() => house.close());

/** Two who are as likely stand in the order in which they came in. */
const sorted = (similar: readonly Similar[]): Similar[] =>
  similar.toSorted((a, b) => b.score - a.score || (a.subject < b.subject ? -1 : 1));

/** The circle of the point as the server holds it. */
async function read(circles: Circles): Promise<StandingCircle> {
  const act = { ...asWorker(house.sara), purpose: 'desk.visit' };
  const route = 'POST /api/people/similar';
  const key = await circleKey(house.firewall, { act, point: POINT, route });
  if (!key) throw new Error('The point has no circle');
  const at = { org: house.sara.org, point: POINT, key };
  const found = await actAs(house.firewall, { ...act, role: 'app_ident', route }, (tx) =>
    circles.current(tx.query, at),
  );
  if (found === 'renewed') throw new Error('The key was renewed');
  return found;
}

test('a circle that was read asks itself, counts nobody wrong who was joined, and remembers when it is read again', {
  timeout: 180_000,
}, async () => {
  const size = { people: 70, returning: 0, fresh: 0 };
  const { pool } = makeWorld(53, 'tuning', size, 'always', 'persian');
  const here: { subject: string; name: string; birth_year: number }[] = [];
  const joined: [string, string][] = [];
  for (const [at, { visit }] of pool.entries()) {
    const wish = { name: visit.name, birth_year: visit.birthYear ?? 1990 };
    const { subject, code } = await house.somebody(wish);
    here.push({ subject, ...wish });
    if (at >= 12) continue;
    const again = await house.somebody(wish);
    here.push({ subject: again.subject, ...wish });
    joined.push([again.subject, subject]);
    const both = { a: subject, b: again.subject, evidence: 'both_slips_shown' };
    const codes = [code, again.code];
    const answer = await house.ask('/api/links', { link_id: randomUUID(), ...both, codes });
    expect(answer.body).toEqual({ state: 'joined' });
  }

  const built = new Circle();
  for (const { subject, name, birth_year: birthYear } of here)
    built.add({ subject, sketch: skeleton(name), birthYear, ageBand: '18-59' });
  const [one] = here;
  const query = { name: one?.name ?? '' };
  // How sure it is of somebody tells where its edge lies.
  const usual = built.similar(query);
  await circleEdges({ rest: 0 }).measure('test', built, joined);
  const learned = built.similar(query);
  expect(learned).not.toEqual(usual);

  const circles = openCircles({ idle: 4_000 });
  try {
    const circle = await read(circles);
    expect(circle.size).toBe(here.length);
    expect(sorted(await circle.similar(query))).toEqual(sorted(usual));
    // Asked again and again, so that it stays in the memory until it knows.
    const asked = async () => sorted(await (await read(circles)).similar(query));
    await expect.poll(asked, { timeout: 60_000, interval: 200 }).toEqual(sorted(learned));
    await expect.poll(() => circles.size, { timeout: 20_000 }).toBe(0);
    await expect(circle.similar(query)).rejects.toMatchObject({ code: 'busy_try_again' });
    expect(await asked()).toEqual(sorted(learned));
  } finally {
    await circles.close();
  }
});
