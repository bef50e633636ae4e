/** The team of a point, its code of conduct, its declaration and its roster, over the real database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Worker } from '../firewall/index.ts';
import { owner, POINT } from '../sync/testing.ts';
import { servicesAt } from './presence.ts';
import type { Mirror, Team } from './team.ts';
import { teamStand, type TeamStand } from './team-testing.ts';

let stand: TeamStand;
let desk: TeamStand['desk'];
let admin: TeamStand['admin'];
let yonas: TeamStand['yonas'];
let ask: TeamStand['ask'];
beforeAll(async () => {
  stand = await teamStand();
  ({ desk, admin, yonas, ask } = stand);
});
beforeEach(() => stand.wind());
afterAll(() => stand.close());

const day = new Date().toISOString().slice(0, 10);

describe('at the desk', () => {
  it('shows the team with the end of each role; a training that ends shuts the desk to her by itself', async () => {
    const { body } = await ask('GET', yonas, `/api/desk/team?point=${POINT}`);
    const { team } = body as unknown as Team;
    expect(team.find(({ account }) => account === yonas.actor)).toMatchObject({
      roles: [{ role: 'desk', locked: false, missing: [] }],
    });
    const sara = await desk.worker('desk');
    expect((await ask('GET', sara, `/api/desk/team?point=${POINT}`)).status).toBe(200);
    await owner(
      desk,
      "update staff.training set valid_until = current_date - 1, passed_on = current_date - 9 where account_id = $1 and course = 'data_protection'",
      [sara.actor],
    );
    desk.house.forget();
    expect((await ask('GET', sara, `/api/desk/team?point=${POINT}`)).status).toBe(404);
    const again = (await ask('GET', yonas, `/api/desk/team?point=${POINT}`))
      .body as unknown as Team;
    expect(again.team.find(({ account }) => account === sara.actor)?.roles).toEqual([
      { role: 'desk', locked: true, until: null, missing: ['module:data_protection'] },
    ]);
    // Nobody at the desk sees who said what of herself.
    expect(JSON.stringify(again)).not.toContain('community');
  });

  it('pauses what needs two the moment one of them leaves, and each says only for herself', async () => {
    const hana = await desk.worker('desk');
    const state = async () =>
      (
        (await ask('GET', yonas, `/api/desk/team?point=${POINT}`)).body as unknown as Team
      ).services.find(({ service }) => service === 'food.meal');
    const say = (worker: Worker, here: boolean) =>
      ask('POST', worker, '/api/staff/roster/presence', {
        presence_id: randomUUID(),
        point_id: POINT,
        here,
      });
    expect(await state()).toMatchObject({ state: 'paused', present: 0, paused_at: null });
    await say(yonas, true);
    expect(await state()).toMatchObject({ state: 'paused', present: 1 });
    await say(hana, true);
    expect(await state()).toMatchObject({ state: 'may_run', present: 2 });
    expect((await say(hana, false)).status).toBe(200);
    const paused = await state();
    expect(paused).toMatchObject({ state: 'paused', present: 1 });
    expect(Math.abs(Date.now() - Number(paused?.paused_at))).toBeLessThan(60_000);
  });

  it('counts each person once, and knows since when', () => {
    const one = { account: 'a', roles: ['shelter'], came: 100, left: null };
    const two = { account: 'b', roles: ['shelter'], came: 200, left: 300 };
    const twice = { ...one, came: 150 };
    const at = (ms: number, list = [one, two]) =>
      servicesAt(list, ms).find(({ service }) => service === 'shelter.night');
    expect(at(250)).toMatchObject({ state: 'may_run' });
    expect(at(300)).toMatchObject({ state: 'paused', paused_at: 300, present: 1 });
    expect(at(250, [one, twice])).toMatchObject({ state: 'paused', present: 1 });
    expect(at(250, [one, { ...two, roles: ['desk'] }])).toMatchObject({ state: 'paused' });
  });
});

describe('whoever leads the team', () => {
  it('publishes a code that each signs for herself, in a language', async () => {
    const texts = ['ti', 'en'].map((lang) => ({
      lang,
      body: `${lang}: ${'we stand by you. '.repeat(8)}`,
    }));
    const { body } = await ask('POST', admin, '/api/staff/team/conduct', { texts });
    expect(body).toEqual({ version: 1 });
    const sign = { version: 1, lang: 'ti' };
    expect((await ask('POST', yonas, '/api/staff/team/conduct/signature', sign)).status).toBe(201);
    const wrong = { version: 9, lang: 'ti' };
    expect(
      (await ask('POST', yonas, '/api/staff/team/conduct/signature', wrong)).body,
    ).toMatchObject({
      code: 'conflict',
    });
    expect(await owner(desk, 'select account_id, lang from staff.conduct_signed')).toEqual([
      { account_id: yonas.actor, lang: 'ti' },
    ]);
    const unread = { version: 1, lang: 'so' };
    const refused = await ask('POST', yonas, '/api/staff/team/conduct/signature', unread);
    expect([refused.status, refused.body['errors']]).toEqual([
      400,
      [{ field: 'lang', expected: 'one of en, ti' }],
    ]);
    expect((await ask('GET', yonas, '/api/staff/team/conduct')).body).toEqual({
      versions: [
        { version: 1, published_on: day, languages: ['en', 'ti'], signed: { lang: 'ti', on: day } },
      ],
    });
    expect((await ask('GET', yonas, '/api/staff/team/conduct/1')).body).toEqual({
      texts: texts.map(({ lang, body }) => ({ lang, body: body.trim() })).toReversed(),
    });
    const again = { texts };
    expect((await ask('POST', yonas, '/api/staff/team/conduct', again)).status).toBe(404);
    const twice = { texts: [...texts, ...texts] };
    expect((await ask('POST', admin, '/api/staff/team/conduct', twice)).status).toBe(400);
  });

  it('sees languages beside those of visitors and communities as totals, and nobody’s own', async () => {
    const say = (worker: Worker, community: string | null) =>
      ask('POST', worker, '/api/staff/team/declaration', { gender: 'woman', community });
    const people = [yonas, await desk.worker('desk'), await desk.worker('desk')];
    for (const one of people) await say(one, 'from the hills');
    await say(admin, 'from the coast');
    const team = (await ask('GET', admin, '/api/staff/team')).body;
    const mirror = team['mirror'] as Mirror;
    expect(mirror.communities).toEqual([{ community: 'from the hills', n: 3 }]);
    expect(JSON.stringify(team['team'])).not.toContain('hills');
    expect((await ask('GET', yonas, '/api/staff/team/declaration')).body).toEqual({
      gender: 'woman',
      community: 'from the hills',
    });
    await say(yonas, null);
    const after = (await ask('GET', admin, '/api/staff/team')).body['mirror'] as Mirror;
    expect(after.communities).toEqual([]);
    expect((await ask('GET', yonas, '/api/staff/team')).status).toBe(404);
  });

  it('assigns nobody to a day on which her role is closed', async () => {
    const shift = async (days: number) => {
      const shift_id = randomUUID();
      const starts = Date.now() + days * 86_400_000;
      await ask('POST', admin, '/api/staff/roster', {
        shift_id,
        point_id: POINT,
        starts_at: new Date(starts).toISOString(),
        ends_at: new Date(starts + 4 * 3_600_000).toISOString(),
        languages: ['ti', 'so'],
      });
      return ask('POST', admin, `/api/staff/roster/${shift_id}/assignments`, {
        account: yonas.actor,
        role: 'desk',
      });
    };
    expect((await shift(1)).status).toBe(201);
    const late = await shift(370);
    expect(late.status).toBe(403);
    expect(late.body).toMatchObject({
      code: 'training_lapsed',
      detail: expect.stringContaining('module:data_protection'),
    });
    const { body } = await ask('GET', admin, '/api/staff/roster');
    expect(body['shifts']).toMatchObject([
      { assigned: [{ account: yonas.actor, role: 'desk' }], missing_languages: ['ti', 'so'] },
      { assigned: [] },
    ]);
  });
});
