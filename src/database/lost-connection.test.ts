import { expect, it } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { freshDatabase } from './testing.ts';

it('a connection that is lost while it is borrowed fails its statements, not the program', async () => {
  const database = await freshDatabase();
  const unheard: unknown[] = [];
  const hear = (error: unknown): void => void unheard.push(error);
  process.on('uncaughtException', hear);
  try {
    const [client, owner] = [await database.borrow('app_public'), await database.borrow('migrate')];
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await pause(200);
    await expect(client.query('select 1')).rejects.toThrow();
    client.release(true);
    owner.release();
    const next = await database.borrow('app_public');
    expect((await next.query<{ n: number }>('select 1 as n')).rows).toEqual([{ n: 1 }]);
    next.release();
    expect(client.listenerCount('error')).toBeGreaterThan(0);
    expect(unheard).toEqual([]);
  } finally {
    process.off('uncaughtException', hear);
    await database.close();
  }
});
