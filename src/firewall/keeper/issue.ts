/** Issuing tickets, and remembering for 30 s which ones were issued. */
import { randomBytes } from 'node:crypto';
import { Problem } from '../../http/problem.ts';
import type { Ledger } from './ledger.ts';
import type { MacKey } from './mac-key.ts';
import type { Act, Alarm, IssuedTicket, MayIssue } from './messages.ts';
import { signTicket, TICKET_LIFE } from './ticket.ts';

export type Issuing = {
  issue(act: Act): Promise<{ ticket: string; nonce: string; expMs: number }>;
  /** @throws Problem `not_allowed` when the nonce was not issued here in the last 30 s. */
  issued(nonce: string): IssuedTicket;
  close(): void;
};

export type IssueOptions = {
  macKey: MacKey;
  ledger: Ledger;
  mayIssue: MayIssue;
  /** Tickets that one actor may ask for in a minute; jobs are not limited. */
  ticketsPerMinute: number;
  alarm: (alarm: Alarm) => void;
  now: () => number;
};

const SWEEP = 5_000;

const refusalOf = (
  { kind, actor, audience, route }: Act,
  code: string,
): Alarm & { kind: 'refused' } => ({
  kind: 'refused',
  act: kind,
  ...(kind === 'person' ? {} : { account: actor }),
  store: audience,
  route,
  code,
});

export function openIssuing(options: IssueOptions): Issuing {
  const { now } = options;
  const live = new Map<string, IssuedTicket>();
  let rates = new Map<string, number>();
  let minute = 0;
  const sweep = setInterval(() => {
    // In order of issue, so the first that still lives ends the search.
    for (const [nonce, { expMs }] of live) {
      if (expMs > now()) break;
      live.delete(nonce);
    }
  }, SWEEP);
  sweep.unref();

  function slowDown(act: Act): void {
    if (act.kind === 'job') return;
    const current = Math.floor(now() / 60_000);
    if (current !== minute) [minute, rates] = [current, new Map()];
    const who = act.actor || act.subject;
    const count = (rates.get(who) ?? 0) + 1;
    rates.set(who, count);
    if (count > options.ticketsPerMinute)
      throw new Problem('too_many', { detail: 'Too many acts in a minute. Wait a moment.' });
  }

  return {
    async issue(act) {
      slowDown(act);
      const answer = await options.mayIssue(act);
      if (!answer.may) {
        options.alarm(refusalOf(act, answer.problem));
        throw new Problem(answer.problem, { detail: answer.detail });
      }
      const { keyNo, key } = await options.macKey.current();
      const { session: _session, ...fields } = act;
      const nonce = randomBytes(16).toString('base64url');
      const expMs = now() + TICKET_LIFE;
      const issued: IssuedTicket = { ...fields, points: answer.points ?? act.points, nonce, expMs };
      const ticket = signTicket(key, { ...issued, keyNo });
      live.set(nonce, answer.keys ? { ...issued, keys: answer.keys } : issued);
      options.ledger.write(issued);
      return { ticket, nonce, expMs };
    },
    issued(nonce) {
      const ticket = live.get(nonce);
      if (ticket && ticket.expMs > now()) return ticket;
      if (!ticket) options.alarm({ kind: 'unknown-nonce' });
      throw new Problem('not_allowed', {
        detail: 'The keeper knows no such ticket, or it is older than 30 seconds.',
      });
    },
    close() {
      clearInterval(sweep);
      live.clear();
    },
  };
}
