/** Half a year after her last contact: what goes of somebody on a protected path, what stays for her, and what nobody else learns of it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FastifyRequest } from 'fastify';
import { eraseAgain } from '../firewall/backup/erase-again.ts';
import { askErasure, continueErasures, eraseByOldCode, expire } from '../firewall/erasure/index.ts';
import { asOwner, insert } from '../firewall/context/testing.ts';
import type { Door, Worker } from '../firewall/index.ts';
import { findByCode } from '../people/find-by-code.ts';
import { staffDoorOf } from '../staff/testing.ts';
import { owner, type Tablet } from '../sync/testing.ts';
import type { Compartment } from './compartment.ts';
import { sealTo } from './member-key.ts';
import { comesIn, handsOver, operation, type ProtectionHouse, protectionHouse } from './testing.ts';

let house: ProtectionHouse;
let tablet: Tablet;
let door: Door;
let desk: Worker;
let org: string;
const officers = {} as Record<Compartment, Worker>;
const request = {} as FastifyRequest;
beforeAll(async () => {
  house = await protectionHouse();
  for (const room of ['child', 'survivor'] as const) {
    const officer = await house.officer(room);
    await house.makeKey(room, officer, [officer]);
    officers[room] = officer;
  }
  desk = await house.desk.worker('desk');
  tablet = await house.desk.tablet(desk);
  door = staffDoorOf(house.desk.house);
  org = house.desk.house.org;
});
afterAll(() => house.close());

const rows = (sql: string, values: unknown[] = []) => owner(house.desk, sql, values);
const run = () => expire(door, org);
const erasures = () => continueErasures(door, org, async () => new Date(0));
const inADay = () => new Date(Date.now() + 86_400_000).toISOString();

type Her = { subject: string; visit: string; code: string; handle: string };

/** Another slip for her. */
async function slip(
  visit: string,
  subject: string,
  code = randomBytes(16).toString('base64url'),
): Promise<Partial<Her>> {
  const handle = randomUUID();
  const op = operation(tablet, visit, [['handle_issued', { handle_kind: 'slip' }, subject]], {
    people: [{ subject }],
    handles: [{ handle_id: handle, subject, kind: 'slip', code }],
  });
  expect((await tablet.send([{ op }])).verdicts).toMatchObject([{ result: 'recorded' }]);
  return { code, handle };
}
/** Somebody with a slip; on a path, where a file and a step lie, or not. */
async function somebody(room?: Compartment): Promise<Her> {
  const subject = randomUUID();
  const visit = await comesIn(tablet, subject);
  const had = await slip(visit, subject);
  if (room) {
    await handsOver(tablet, visit, room);
    const officer = officers[room];
    const base = `/api/compartments/${room}/visits/${visit}`;
    const [key] = (await house.keys(officer, room)).keys;
    const sealed = await sealTo(key?.recipient ?? '', 'what she said');
    const file = { file_id: randomUUID(), generation: key?.generation, sealed };
    expect((await house.post(officer, `${base}/files`, file)).status).toBe(201);
    const kind = room === 'child' ? 'health' : 'medical';
    const step = { step_id: randomUUID(), kind, owner: officer.actor, due_at: inADay() };
    expect((await house.post(officer, `${base}/steps`, step)).status).toBe(201);
  }
  return { subject, visit, ...had } as Her;
}
/** As so many days going by for her, at the desk and in the path. */
async function pass({ subject }: Pick<Her, 'subject'>, days: number): Promise<void> {
  await asOwner(house.desk.house.database, async (tx) => {
    for (const room of ['child', 'survivor'])
      await tx.execute(`alter table ${room}.step disable trigger user`);
    for (const [table, column] of [
      ['casework.person', 'last_contact'],
      ['casework.handle', 'created_at'],
      ['casework.event', 'recorded_at'],
      ['casework.pathway', 'opened_at'],
      ['casework.way_back', 'needed_on'],
      ['child.file', 'created_on'],
      ['child.step', 'made_at'],
      ['survivor.file', 'created_on'],
      ['survivor.step', 'made_at'],
    ] as const) {
      const by = /_on$|contact$/.test(column) ? '$2::int' : `$2::int * interval '1 day'`;
      await tx.execute(`update ${table} set ${column} = ${column} - ${by} where subject = $1`, [
        subject,
        days,
      ]);
    }
    for (const room of ['child', 'survivor'])
      await tx.execute(`alter table ${room}.step enable trigger user`);
  });
}
async function later(days: number, room?: Compartment): Promise<Her> {
  const her = await somebody(room);
  await pass(her, days);
  return her;
}
/** Every table outside the log in which this number stands in some column. */
async function tablesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  const tables = await rows(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as t from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema|audit)' order by 1`,
  );
  for (const { t } of tables) {
    const [one] = await rows(
      `select 1 from ${String(t)} x where position($1 in x::text) > 0 limit 1`,
      [text],
    );
    if (one) found.push(String(t));
  }
  return found;
}
const opens = (code: string): Promise<string> =>
  door.holder(code, request).then(
    ({ subject }) => subject,
    (error: { code: string }) => error.code,
  );
const atDesk = (code: string): Promise<string> =>
  findByCode(door, (label) => house.desk.house.kept.keystore.derived(label), desk, code).then(
    ({ subject }) => subject,
    (error: { code: string }) => error.code,
  );
async function seen(room: Compartment, { visit }: Her) {
  const { status, body } = await house.get(
    officers[room],
    `/api/compartments/${room}/visits/${visit}`,
  );
  return {
    status,
    files: (body['sealed_files'] as unknown[] | undefined)?.length,
    steps: (body['all_steps'] as unknown[] | undefined)?.length,
    subject: body['subject'],
  };
}
async function hold(subject: string): Promise<void> {
  const request_id = randomUUID();
  await rows('alter table register.request disable trigger note_request');
  await insert(house.desk.house.database, 'register.request', {
    request_id,
    org_id: org,
    received_on: '2026-11-20',
    channel: 'court',
    authority_name: 'Court of Selmora',
    instrument: 'court_order',
    offence_class: 'trafficking',
    claimed_basis: 'Article 12',
    data_sought_sealed: Buffer.from([1]),
    recorded_by: randomUUID(),
  });
  await insert(house.desk.house.database, 'register.hold', {
    hold_id: randomUUID(),
    org_id: org,
    request_id,
    subject,
    placed_by: randomUUID(),
    second_by: randomUUID(),
    until: new Date(Date.now() + 30 * 86_400_000),
  });
}
const lift = (subject: string) =>
  rows('update register.hold set lifted_at = now() where subject = $1', [subject]);

describe.each(['child', 'survivor'] as const)('on the %s’s path, half a year later', (room) => {
  it('the desk has nothing of her any more, and the path goes on', async () => {
    const her = await later(179, room);
    await run();
    expect([await opens(her.code), await atDesk(her.code)]).toEqual([her.subject, her.subject]);
    expect(await tablesWith(her.handle)).toEqual(['casework.handle']);
    await pass(her, 2);
    await run();
    expect([await opens(her.code), await atDesk(her.code)]).toEqual(['not_found', 'not_found']);
    expect(await tablesWith(her.subject)).toEqual(
      ['casework.pathway', 'casework.way_back', `${room}.file`, `${room}.step`].toSorted(),
    );
    expect(await tablesWith(her.handle)).toEqual(['casework.way_back']);
    expect(await seen(room, her)).toEqual({
      status: 200,
      files: 1,
      steps: 1,
      subject: her.subject,
    });
  });

  it('what the clocks say they took, and how the log grows, is as for anybody', async () => {
    const of = async (one?: Compartment) => {
      const her = await later(181, one);
      const marks = async () =>
        rows(
          `select act, purpose, login, details from audit.stage where at > clock_timestamp() - interval '1 minute' order by stage_id`,
        );
      const before = (await marks()).length;
      // The desk wrote one event more when it opened the path.
      const { 'casework.event desk.visit': _, ...gone } = await run();
      return { gone, log: (await marks()).slice(before), her };
    };
    await run();
    const [plain, path] = [await of(), await of(room)];
    expect(path.gone).toEqual(plain.gone);
    expect(path.log).toEqual(plain.log);
    // Asked by both old slips: the same again.
    const asked = async ({ her }: typeof plain) => {
      await eraseByOldCode(door, her.code, request);
      const { length } = await rows('select 1 from audit.stage');
      const gone = await run();
      return {
        gone,
        log: (
          await rows('select act, purpose, login, details from audit.stage order by stage_id')
        ).slice(length),
      };
    };
    const first = await asked(plain);
    expect(await seen(room, path.her)).toMatchObject({ files: 1 });
    expect(await asked(path)).toEqual(first);
    expect(await seen(room, path.her)).toMatchObject({ files: 0, steps: 0, subject: null });
  });

  it('she has it erased with her old slip, and nothing is left under her token', async () => {
    const her = await later(200, room);
    await run();
    await eraseByOldCode(door, her.code, request);
    await run();
    expect(await tablesWith(her.subject)).toEqual([]);
    expect(await tablesWith(her.handle)).toEqual([]);
    const logged = await rows(
      `select act from audit.detail where (subject = $1 or subjects @> array[$1::uuid]) and (fw.is_silent(purpose) or act = 'pathway.opened')`,
      [her.subject],
    );
    expect(logged).toEqual([]);
    // The visit stays in other hands: the desk does not get it back.
    expect(
      await rows('select compartment from casework.pathway where visit_id = $1', [her.visit]),
    ).toEqual([{ compartment: room }]);
  });

  it('with the last row of the path her way goes, and the path names her no more', async () => {
    const her = await later(200, room);
    await run();
    await pass(her, room === 'child' ? 3440 : 520);
    await run();
    expect(await tablesWith(her.subject)).toContain('casework.way_back');
    await pass(her, 20);
    await run();
    await pass(her, 2);
    await run();
    expect(await tablesWith(her.subject)).toEqual([]);
  });
});

describe('her way', () => {
  it('waits while a court holds her, for the clock and for what she asked', async () => {
    const her = await later(200, 'survivor');
    await hold(her.subject);
    await run();
    expect(await tablesWith(her.handle)).toEqual(['casework.handle']);
    await lift(her.subject);
    await run();
    await hold(her.subject);
    await eraseByOldCode(door, her.code, request);
    await rows(`update consent.asked_by_code set asked_at = asked_at - interval '2 hours'`);
    await run();
    expect(await seen('survivor', her)).toMatchObject({ files: 1, steps: 1 });
    await lift(her.subject);
    await run();
    expect(await tablesWith(her.subject)).toEqual(['register.hold']);
    await run();
    expect(await rows('select 1 from consent.asked_by_code')).toEqual([]);
  });

  it('is not kept of a slip that was lost, that was replaced or that is said aloud, nor without a path', async () => {
    const her = await somebody('child');
    for (const state of ['lost', 'replaced']) {
      const { handle } = await slip(her.visit, her.subject);
      await rows('update casework.handle set state = $2 where handle_id = $1', [handle, state]);
    }
    await rows(
      `insert into casework.handle (handle_id, org_id, purpose_id, subject, kind, code_hash)
      select gen_random_uuid(), org_id, purpose_id, subject, 'spoken', sha256('said') from casework.handle where handle_id = $1`,
      [her.handle],
    );
    await pass(her, 200);
    const plain = await later(200);
    await run();
    expect(
      await rows('select handle_id from casework.way_back where subject = any ($1)', [
        [her.subject, plain.subject],
      ]),
    ).toEqual([{ handle_id: her.handle }]);
  });

  it('of joined tokens stays with the token whose path it is', async () => {
    const [her, other] = [await somebody('child'), await somebody()];
    await rows(
      `insert into casework.person_root (org_id, purpose_id, subject, root) select $1, 'desk.visit', x, $2 from unnest($3::uuid[]) x`,
      [org, other.subject, [her.subject, other.subject]],
    );
    for (const one of [her, other]) await pass(one, 200);
    await run();
    expect(await tablesWith(other.subject)).toEqual([]);
    await eraseByOldCode(door, other.code, request);
    await run();
    expect(await seen('child', her)).toMatchObject({ files: 1 });
    await eraseByOldCode(door, her.code, request);
    await run();
    expect(await tablesWith(her.subject)).toEqual([]);
  });

  it('leaves alone what the desk holds of her under a newer slip, and says nothing of it there', async () => {
    const her = await somebody('survivor');
    await rows(
      `update casework.handle set created_at = created_at - interval '200 days' where handle_id = $1`,
      [her.handle],
    );
    const newer = await slip(await comesIn(tablet, her.subject), her.subject);
    await run();
    const before = await tablesWith(her.subject);
    await eraseByOldCode(door, her.code, request);
    await run();
    expect(await atDesk(newer.code ?? '')).toBe(her.subject);
    expect(await tablesWith(her.subject)).toEqual(
      before.filter((table) => !/^survivor\.|pathway|way_back/.test(table)),
    );
  });

  it('goes with everything else when she erases with a newer slip', async () => {
    const her = await somebody('child');
    await rows(
      `update casework.handle set created_at = created_at - interval '200 days' where handle_id = $1`,
      [her.handle],
    );
    const newer = await slip(await comesIn(tablet, her.subject), her.subject);
    await run();
    expect(await tablesWith(her.handle)).toEqual(['casework.way_back']);
    await askErasure(door, await door.holder(newer.code ?? '', request));
    await erasures();
    expect(await tablesWith(her.subject)).toEqual(['consent.erasing']);
    const [line] = await rows(
      `select details from audit.stage where act = 'erasure.rows_gone' order by stage_id desc limit 1`,
    );
    expect(JSON.stringify(line)).not.toMatch(/child|path|way/);
  });

  it('is reached by the same slip when the desk gave it to a new token', async () => {
    const her = await later(200, 'child');
    await run();
    const anew = await somebody();
    await slip(anew.visit, anew.subject, her.code);
    expect(await atDesk(her.code)).toBe(anew.subject);
    await eraseByOldCode(door, her.code, request);
    await erasures();
    await run();
    expect(await tablesWith(her.subject)).toEqual([]);
    expect(await tablesWith(anew.subject)).toEqual(['consent.erasing']);
  });

  it('by which a path was erased does the same after a restore, before and after the clock of the slip', async () => {
    const [old, young] = [await later(200, 'child'), await somebody('survivor')];
    await run();
    await eraseAgain(house.desk.house.database, async (ids) =>
      ids.filter((id) => id === old.handle || id === young.handle),
    );
    expect(await tablesWith(old.subject)).toEqual([]);
    expect(await seen('survivor', young)).toMatchObject({ files: 0, steps: 0 });
    // Of the desk nothing more goes than went before.
    expect(await opens(young.code)).toBe(young.subject);
  });
});

it('codes that were asked by are forgotten after an hour', async () => {
  await eraseByOldCode(door, randomUUID(), request);
  await run();
  expect(await rows('select 1 from consent.asked_by_code')).not.toEqual([]);
  await rows(`update consent.asked_by_code set asked_at = asked_at - interval '61 minutes'`);
  await run();
  expect(await rows('select 1 from consent.asked_by_code')).toEqual([]);
});
