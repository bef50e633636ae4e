/** "Did you get the help?" (chapter 10, section 5.2): no account, no text, nothing about who answers. */
import { validate as isUuid } from 'uuid';
import type { Database } from '../../database/index.ts';
import { act } from '../../firewall/index.ts';
import { Problem } from '../../http/problem.ts';
import { isCode } from '../damm.ts';
import { BARRIER_CODES } from '../fact-codes.ts';

export const OUTCOMES = ['got_it', 'partly', 'refused', 'closed', 'could_not_go'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type Feedback = {
  /** A UUID made by the form or the device. */
  id: string;
  /** Code of the service at a place. */
  code: string;
  outcome: Outcome;
  /** B01 to B23. */
  barrier?: string;
};

/**
 * Keeps month, place, outcome and reason. The same answer again changes nothing and is well; an answer
 * that came without a reason may be given its reason once.
 * @throws Problem `bad_input` naming each wrong field, `not_found` for a code that no service has,
 * `conflict` when the id holds another answer, `unavailable` when the database is away: nothing is kept then
 */
export async function recordFeedback(database: Database, feedback: Feedback): Promise<void> {
  check(feedback);
  const { id, code, outcome, barrier } = feedback;
  const result = await act(
    database,
    { role: 'app_public', actor: 'public', purpose: 'give feedback' },
    async (tx) => {
      const [row] = await tx.query<{ result: string }>(
        'select directory.give_feedback($1, $2, $3, $4) as result',
        [id, code, outcome, barrier ?? null],
      );
      return row?.result;
    },
  );
  if (result === 'unknown_code') {
    throw new Problem('not_found', { field: 'code', detail: 'No service has this number.' });
  }
  if (result === 'conflict') {
    throw new Problem('conflict', {
      field: 'id',
      detail: 'This id already holds another answer. Send a new answer under a new id.',
    });
  }
}

function check({ id, code, outcome, barrier }: Feedback): void {
  const errors = [
    ...(isUuid(id) ? [] : [{ field: 'id', expected: 'a UUID' }]),
    ...(isCode(code) ? [] : [{ field: 'code', expected: 'the number of a service' }]),
    ...(OUTCOMES.includes(outcome)
      ? []
      : [{ field: 'outcome', expected: `one of ${OUTCOMES.join(', ')}` }]),
    ...(barrier === undefined || BARRIER_CODES.includes(barrier)
      ? []
      : [{ field: 'barrier', expected: 'one of B01 to B23, or nothing' }]),
  ];
  if (errors.length > 0) throw new Problem('bad_input', { errors });
}
