/** What people answered about a service, as counts. */
import type { Database } from '../../database/index.ts';
import { look } from '../../firewall/index.ts';
import type { Outcome } from './record-feedback.ts';

/** Answers by outcome; empty below ten answers in all, so that no single one can be told from them. */
export function feedbackCounts(
  database: Database,
  code: string,
): Promise<Partial<Record<Outcome, number>>> {
  return look(
    database,
    { role: 'app_public', actor: 'public', purpose: 'count feedback' },
    async (tx) => {
      const rows = await tx.query<{ outcome: Outcome; answers: number }>(
        'select outcome, answers from directory.pub_feedback_count where code = $1 order by outcome',
        [code],
      );
      return Object.fromEntries(rows.map(({ outcome, answers }) => [outcome, answers]));
    },
  );
}
