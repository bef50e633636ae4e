import { v4 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { act } from '../../firewall/index.ts';
import { asOwner, organization, place, plant, service } from '../testing.ts';
import { feedbackCounts } from './feedback-counts.ts';
import { recordFeedback } from './record-feedback.ts';

let database: Database;
let code: string;
let hidden: string;
beforeAll(async () => {
  database = await freshDatabase();
  const owner = organization();
  const where = place();
  const secret = place({}, { publicity: 'unpublished' });
  const what = service(owner.id, where.id);
  const away = service(owner.id, secret.id);
  await plant(database, [...owner.rows, ...where.rows, ...secret.rows, ...what.rows, ...away.rows]);
  code = what.code;
  hidden = away.code;
});
afterAll(() => database.close());

const kept = () => asOwner(database, 'select id, month, outcome, barrier from directory.feedback');

describe('feedback', () => {
  it('is kept once, however often it is sent', async () => {
    const answer = { id: uuid(), code, outcome: 'refused', barrier: 'B14' } as const;
    for (let n = 0; n < 3; n++) await recordFeedback(database, answer);
    const rows = (await kept()).filter((row) => row['id'] === answer.id);
    expect(rows).toEqual([
      {
        id: answer.id,
        month: `${new Date().toISOString().slice(0, 7)}-01`,
        outcome: 'refused',
        barrier: 'B14',
      },
    ]);
  });

  it('is kept once when it is sent twenty times at the same moment', async () => {
    const answer = { id: uuid(), code, outcome: 'got_it' } as const;
    await Promise.all(Array.from({ length: 20 }, () => recordFeedback(database, answer)));
    expect((await kept()).filter((row) => row['id'] === answer.id)).toHaveLength(1);
  });

  it('may be given its reason later, once', async () => {
    const answer = { id: uuid(), code, outcome: 'partly' } as const;
    await recordFeedback(database, answer);
    await recordFeedback(database, { ...answer, barrier: 'B08' });
    await recordFeedback(database, answer);
    await expect(recordFeedback(database, { ...answer, barrier: 'B12' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await kept()).find((row) => row['id'] === answer.id)?.['barrier']).toBe('B08');
  });

  it('refuses another answer under the same id', async () => {
    const id = uuid();
    await recordFeedback(database, { id, code, outcome: 'closed' });
    await expect(recordFeedback(database, { id, code, outcome: 'got_it' })).rejects.toMatchObject({
      code: 'conflict',
      field: 'id',
    });
  });

  it('names what is wrong with a bad answer', async () => {
    await expect(
      recordFeedback(database, {
        id: 'x',
        code: '12',
        outcome: 'maybe' as 'closed',
        barrier: 'B99',
      }),
    ).rejects.toMatchObject({
      code: 'bad_input',
      errors: [{ field: 'id' }, { field: 'code' }, { field: 'outcome' }, { field: 'barrier' }],
    });
  });

  it('says not found for a number that nobody has, and the same for a hidden place', async () => {
    for (const wrong of ['1000003', hidden].map((text) => text)) {
      await expect(
        recordFeedback(database, { id: uuid(), code: wrong, outcome: 'closed' }),
      ).rejects.toThrow(Error);
    }
    await expect(
      recordFeedback(database, { id: uuid(), code: hidden, outcome: 'closed' }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is shown only from ten answers up', async () => {
    const owner = organization();
    const where = place();
    const what = service(owner.id, where.id);
    await plant(database, [...owner.rows, ...where.rows, ...what.rows]);
    for (let n = 1; n <= 10; n++) {
      expect(await feedbackCounts(database, what.code)).toEqual({});
      await recordFeedback(database, {
        id: uuid(),
        code: what.code,
        outcome: n > 8 ? 'closed' : 'got_it',
      });
    }
    expect(await feedbackCounts(database, what.code)).toEqual({ got_it: 8, closed: 2 });
  });

  it('cannot be read or changed by the role that writes it', async () => {
    for (const statement of [
      'select * from directory.feedback',
      'delete from directory.feedback',
      `update directory.feedback set outcome = 'got_it'`,
    ]) {
      await expect(
        act(database, { role: 'app_public', actor: 'public', purpose: 'test' }, (tx) =>
          tx.query(statement),
        ),
      ).rejects.toMatchObject({ code: 'not_allowed' });
    }
  });
});
