/** Joining two tokens of one person, and taking it back (chapter 30, section 1.4). A claim: it goes with a network only. */
import { actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import type { NodeSecret } from '../firewall/index.ts';
import { digestsOf } from './find-by-code.ts';

export const EVIDENCE = ['both_slips_shown', 'card_shown', 'person_says', 'compared'] as const;
export const UNDO_REASONS = ['not_same', 'person_asked', 'mistake'] as const;

export type LinkAsk = {
  /** Made by the caller: asked twice, it is one. */
  link_id: string;
  a: string;
  b: string;
  evidence: (typeof EVIDENCE)[number];
  /** The codes of both, for `both_slips_shown`. */
  codes?: [string, string];
};
/** `joined`: at once. `waiting`: a second worker has to confirm. `same`: they were one before. */
export type LinkState = 'joined' | 'waiting' | 'same';

export type Waiting = {
  link_id: string;
  a: string;
  b: string;
  evidence: LinkAsk['evidence'];
  made_at: Date;
  /** Proposed by who asks: she cannot confirm it. */
  own: boolean;
};

/** What stands apart again: `unsure` are events written for the joined person since, each of which belongs to one of the two. */
export type Undone = { a: string; b: string; unsure: string[] };

const MOST_UNSURE = 500;

const at = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_desk', purpose: 'desk.visit', route }) as const;

/**
 * @throws `not_found` when one of the two is not of this organisation, or a code is not hers; `lookup_limit` for too many wrong
 * codes; `bad_input` for slips without codes.
 */
export async function makeLink(
  firewall: Firewall,
  secret: NodeSecret,
  worker: Worker,
  { link_id, a, b, evidence, codes }: LinkAsk,
): Promise<LinkState> {
  if ((evidence === 'both_slips_shown') !== (codes !== undefined))
    throw new Problem('bad_input', {
      errors: [{ field: 'codes', expected: 'the codes of both slips, with both_slips_shown only' }],
    });
  const hashes = (code: string | undefined) => (code === undefined ? [] : digestsOf(secret, code));
  const state = await actAs(firewall, at(worker, 'POST /api/links'), async (tx) => {
    const [row] = await tx.query<{ state: LinkState | 'none' | 'too_many' }>(
      'select fw.make_link($1, $2, $3, $4, $5, $6) as state',
      [link_id, a, b, evidence, hashes(codes?.[0]), hashes(codes?.[1])],
    );
    return row?.state ?? 'none';
  });
  if (state === 'too_many') throw new Problem('lookup_limit');
  if (state === 'none') throw new Problem('not_found');
  return state;
}

/** @throws `not_found` when nothing of that number waits; `second_person_needed` for who proposed it. */
export async function confirmLink(firewall: Firewall, worker: Worker, id: string): Promise<void> {
  const [row] = await actAs(firewall, at(worker, 'POST /api/links/:id/confirm'), (tx) =>
    tx.query<{ done: boolean }>('select fw.confirm_link($1) as done', [id]),
  );
  if (!row?.done) throw new Problem('not_found');
}

/** Takes a link or a proposal back. @throws `not_found` when there is none. */
export function undoLink(
  firewall: Firewall,
  worker: Worker,
  id: string,
  reason: (typeof UNDO_REASONS)[number],
): Promise<Undone> {
  return actAs(firewall, at(worker, 'POST /api/links/:id/undo'), async (tx) => {
    const [link] = await tx.query<{
      subject: string;
      other: string;
      root: string | null;
      since: Date | null;
    }>('select * from fw.undo_link($1, $2)', [id, reason]);
    if (!link) throw new Problem('not_found');
    const { subject: a, other: b, root, since } = link;
    const unsure =
      since && root
        ? await tx.query<{ event_id: string }>(
            `select event_id from casework.event where org_id = $1 and subject = $2 and recorded_at >= $3 and kind <> 'handle_issued'
               order by event_id limit ${MOST_UNSURE}`,
            [worker.org, root, since],
          )
        : [];
    return { a, b, unsure: unsure.map(({ event_id }) => event_id) };
  });
}

/** Proposals that wait for a second worker, the oldest first. */
export function waitingLinks(firewall: Firewall, worker: Worker): Promise<Waiting[]> {
  return actAs(firewall, at(worker, 'GET /api/links/waiting'), async (tx) => {
    const rows = await tx.query<Waiting>(
      `select link_id, subject as a, other as b, evidence, made_at, made_by = $2 as own from casework.identity_link
         where org_id = $1 and confirmed_at is null and undone_at is null order by made_at, link_id limit 100`,
      [worker.org, worker.actor],
    );
    if (rows.length)
      await tx.query('select fw.touch($1)', [[...new Set(rows.flatMap(({ a, b }) => [a, b]))]]);
    return rows;
  });
}
