/** Sessions, codes and break-glass as the database knows them now, asked as the keeper's login role. */
import type { Database } from '../database/index.ts';
import { look, act } from '../firewall/index.ts';
import type { SessionFacts, SessionSource } from './may-issue.ts';

/** How long an answer about a session is believed, ms: the longest that a revoked session goes on in this process. */
export const BELIEF = 2_000;
const MOST_KEPT = 10_000;
/** A touch that came so soon after the one before changes nothing in the database either, ms. */
const TOUCH_STEP = 30_000;

const asking = { role: 'app_keeper', actor: 'keeper', purpose: 'ticket' } as const;

/** The source over the main database. Only sessions are remembered, for `BELIEF`; codes and break-glass are asked each time. */
export function sessionSource(
  database: Database,
  now: () => number = Date.now,
): SessionSource & { forget(): void } {
  const kept = new Map<string, { until: number; touch: number; facts: SessionFacts | null }>();
  return {
    async session(hash, anew = false, quiet = null) {
      const key = hash.toString('base64');
      const known = kept.get(key);
      const touch = quiet === null ? -Infinity : now() - quiet;
      const counted = known?.touch ?? -Infinity;
      const isNews = touch > counted + TOUCH_STEP;
      if (!anew && !isNews && known && known.until > now()) return known.facts;
      const rows = await act(database, asking, (tx) =>
        tx.finish<{ facts: SessionFacts | null }>(
          `select fw.session_facts($1, $2 * interval '1 ms') as facts`,
          [hash, quiet],
        ),
      );
      const facts = rows[0]?.facts ?? null;
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, { until: now() + BELIEF, touch: Math.max(touch, counted), facts });
      return facts;
    },
    async person(codeHash) {
      const rows = await look(database, asking, (tx) =>
        tx.finish<{ org_id: string; subject: string; keys: string[] }>(
          'select p.org_id, p.subject, fw.keys_of_notes(p.org_id, p.subject) as keys from fw.person_of($1) p',
          [codeHash],
        ),
      );
      return rows[0] ?? null;
    },
    async spoken(digest, number) {
      const rows = await act(database, asking, (tx) =>
        tx.finish<{ org_id: string; subject: string }>(
          'select org_id, subject from fw.person_by_spoken($1, $2, false)',
          [digest, number],
        ),
      );
      return rows[0] ?? null;
    },
    async breakglass({ account, org, subject, store, purpose }) {
      const rows = await act(database, asking, (tx) =>
        tx.finish<{ open: boolean }>('select fw.breakglass_open($1, $2, $3, $4, $5) as open', [
          account,
          org,
          subject,
          store,
          purpose,
        ]),
      );
      return rows[0]?.open ?? false;
    },
    forget: () => kept.clear(),
  };
}
