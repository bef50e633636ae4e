import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import { faultsOfDraft, type AlertDraft } from './check-draft.ts';
import { cancelAlert, issueAlert, listAlerts } from './issue.ts';
import { type AlertStand, alertStand, draftOf, OFFICER } from './testing.ts';

let stand: AlertStand;
beforeAll(async () => {
  stand = await alertStand();
});
afterAll(() => stand.close());

const OTHER = { account: OFFICER.account, org: '00000000-0000-7000-8000-0000000000ff' };
const asks = (role: Role, sql: string, org = OFFICER.org) =>
  act(stand.database, { role, actor: 'public', purpose: 'test', org }, (tx) => tx.query(sql));

describe('what an officer writes', () => {
  const now = Date.now();
  const text = (change: Partial<AlertDraft['texts'][number]>) =>
    faultsOfDraft(
      draftOf({ texts: [{ ...(draftOf().texts[0] as AlertDraft['texts'][number]), ...change }] }),
      now,
    ).map(({ field }) => field);
  test('is refused field by field, with what was expected', () => {
    expect(faultsOfDraft(draftOf(), now)).toEqual([]);
    expect(text({ headline: '' })).toEqual(['headline_en']);
    expect(text({ instruction: 'x'.repeat(801) })).toEqual(['instruction_en']);
    expect(text({ instruction: 'Only people with a residence permit may come.' })).toEqual([
      'instruction_en',
    ]);
    expect(text({ description: 'Illegals must leave.' })).toContain('description_en');
    expect(text({ description: '<b>Run</b>' })).toEqual(['description_en']);
    expect(text({ description: 'a \u202e b' })).toEqual(['description_en']);
    expect(text({ description: `${'word '.repeat(31)}.` })).toEqual(['description_en']);
    expect(text({ state: 'machine' })).toEqual(['state_en']);
    expect(text({ lang: 'fr' })).toEqual(['source_lang']);
    const fields = (change: Partial<AlertDraft>) =>
      faultsOfDraft(draftOf(change), now).map(({ field }) => field);
    expect(fields({ hours: 48 })).toEqual([]);
    expect(fields({ hours: 49 })).toEqual(['hours']);
    expect(fields({ hours: 49, status: 'exercise' })).toEqual([]);
    expect(fields({ hours: Number.NaN })).toEqual(['hours']);
    expect(fields({ effectiveAt: now + 8 * 86_400_000 })).toEqual(['starts']);
  });
  test('goes out whole or not at all', async () => {
    await expect(
      issueAlert(stand.database, OFFICER, draftOf({ hours: 99 }), { now }),
    ).rejects.toMatchObject({
      code: 'bad_input',
      errors: [{ field: 'hours' }],
    });
    expect(await listAlerts(stand.database, OFFICER)).toEqual([]);
  });
});

describe('the database holds it', () => {
  test('nothing that was issued changes, words come with their message, a line has one end', async () => {
    const { id } = await issueAlert(stand.database, OFFICER, draftOf(), { now: Date.now() });
    await expect(
      asks('app_editor', `update alerts.message set expires_at = now() where id = '${id}'`),
    ).rejects.toThrow();
    await expect(
      asks('app_editor', `update alerts.message set id = '${v7()}' where id = '${id}'`),
    ).rejects.toThrow();
    await expect(asks('app_editor', `delete from alerts.message`)).rejects.toThrow();
    await expect(
      asks('app_editor', `update alerts.info set headline = 'All is well'`),
    ).rejects.toThrow();
    await expect(
      asks(
        'app_editor',
        `insert into alerts.info values ('${id}', 'fr', 'Tout va bien', 'Rien ne se passe', 'Restez', 'written')`,
      ),
    ).rejects.toMatchObject({ code: 'not_allowed' });
    const update = await issueAlert(stand.database, OFFICER, draftOf({ hours: 3 }), {
      now: Date.now(),
      prior: id,
    });
    await expect(
      issueAlert(stand.database, OFFICER, draftOf(), { now: Date.now(), prior: id }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(cancelAlert(stand.database, OTHER, update.id, Date.now())).rejects.toMatchObject({
      code: 'not_found',
    });
    await cancelAlert(stand.database, OFFICER, update.id, Date.now());
    const [cancel] = await listAlerts(stand.database, OFFICER);
    expect(cancel).toMatchObject({ kind: 'cancel', prior: update.id, chain: id });
    await expect(
      issueAlert(stand.database, OFFICER, draftOf(), { now: Date.now(), prior: cancel?.id ?? '' }),
    ).rejects.toMatchObject({
      code: 'wrong_step',
    });
  });
  test('two days at most, and words in its own language', async () => {
    const insert = (hours: number, more = ''): string => {
      const id = v7();
      return `with m as (insert into alerts.message (id, chain_id, kind, status, hazard, urgency, severity, certainty, source_lang, effective_at, expires_at)
        values ('${id}', '${id}', 'alert', 'actual', 'flood', 'Immediate', 'Severe', 'Observed', 'en', now(), now() + interval '${hours} hours')) select 1 ${more}`;
    };
    await expect(asks('app_editor', insert(47))).rejects.toMatchObject({ code: 'bad_input' });
    await expect(asks('app_editor', insert(49))).rejects.toMatchObject({ code: 'bad_input' });
    await expect(asks('app_editor', insert(-1))).rejects.toMatchObject({ code: 'bad_input' });
  });
  test('the public reads two views and nothing else; nobody but jobs asks about numbers, and nobody reads one', async () => {
    const tables = ['message', 'info', 'inbox', 'partner'];
    for (const table of tables)
      for (const role of ['app_public', 'app_jobs', 'app_desk'] as const)
        await expect(
          asks(role, `select from alerts.${table}`),
          `${role} ${table}`,
        ).rejects.toMatchObject({ code: 'not_allowed' });
    for (const table of ['subscriber', 'delivery', 'run'])
      for (const role of ['app_public', 'app_editor', 'app_jobs', 'app_staff', 'app_desk'] as const)
        for (const sql of [
          `select from alerts_sealed.${table}`,
          `delete from alerts_sealed.${table}`,
        ])
          await expect(asks(role, sql), `${role} ${sql}`).rejects.toMatchObject({
            code: 'not_allowed',
          });
    for (const role of ['app_public', 'app_editor', 'app_staff'] as const)
      for (const call of [
        'counts()',
        `take('${v7()}', '{}', 10)`,
        `unfinished('${v7()}')`,
        `take_reminders('2030-01-07', 10)`,
      ])
        await expect(
          asks(role, `select * from alerts_sealed.${call}`),
          `${role} ${call}`,
        ).rejects.toMatchObject({ code: 'not_allowed' });
    await issueAlert(stand.database, OFFICER, draftOf({ status: 'test' }), { now: Date.now() });
    const seen = await look(
      stand.database,
      { role: 'app_public', actor: 'public', purpose: 'test' },
      (tx) => tx.query<{ status: string }>('select * from alerts.pub_message'),
    );
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every((row) => row.status === 'actual' && !('worker_id' in row))).toBe(true);
    await expect(asks('app_editor', `select token_hash from alerts.partner`)).rejects.toMatchObject(
      { code: 'not_allowed' },
    );
  });
});
