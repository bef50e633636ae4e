/**
 * Erasing by a slip whose time is over (FIRE-10): the same is done, and the same is answered, for every code, so that nobody who
 * holds somebody's old slip learns whether anything is still kept.
 */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../http/problem.ts';
import { act } from '../act.ts';
import type { Door } from '../context/who.ts';
import { askErasure } from './erase.ts';

/**
 * Asks that whatever may still lie under this code is erased; the job of retention does it at its next turn. A code that still
 * opens a record erases that too.
 * @throws `too_many`.
 */
export async function eraseByOldCode(
  door: Door,
  code: string,
  request: FastifyRequest,
): Promise<void> {
  try {
    await askErasure(door, await door.holder(code, request));
  } catch (error) {
    if (!(error instanceof Problem) || !['not_found', 'not_allowed'].includes(error.code))
      throw error;
  }
  const asking = { role: 'app_keeper', actor: 'slip', purpose: 'own.access' } as const;
  const rows = await act(door.database, asking, (tx) =>
    tx.query<{ kept: boolean }>('select fw.ask_by_code($1) as kept', [
      createHash('sha256').update(code.trim()).digest(),
    ]),
  );
  if (!rows[0]?.kept)
    throw new Problem('too_many', { detail: 'Too many ask at this moment. Try again in an hour.' });
}
