/** Joinings of the past, for whoever leads a point: what waits, what stands and what was taken back (chapter 30, section 1.4). */
import { actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';
import type { EVIDENCE, UNDO_REASONS } from './links.ts';

/** `refused`: a proposal that was left apart. `apart`: was joined, and taken back. */
export const JOINING_STATES = ['waiting', 'joined', 'refused', 'apart'] as const;
export type JoiningState = (typeof JOINING_STATES)[number];

/** `month`: of the last visit, YYYY-MM. */
export type Joined = { subject: string; age_band: string; month: string };
/** Moments in ms since 1970. Names of colleagues are null where they work here no more. */
export type Joining = {
  link_id: string;
  state: JoiningState;
  a: Joined;
  b: Joined;
  evidence: (typeof EVIDENCE)[number];
  undo_reason: (typeof UNDO_REASONS)[number] | null;
  made_ms: number;
  made_by: string | null;
  /** Proposed by who asks: she cannot confirm it. */
  own: boolean;
  confirmed_ms: number | null;
  confirmed_by: string | null;
  undone_ms: number | null;
  undone_by: string | null;
  /** A proposal that ended because both slips were shown. */
  by_slips: boolean;
};
export type JoiningPage = {
  joinings: Joining[];
  counts: Record<JoiningState, number>;
  /** From 1; the last there is, where a later one was asked for. */
  page: number;
  pages: number;
};

/** With two names each, fewer than the keeper opens at once. */
export const JOININGS_A_PAGE = 20;

/**
 * A page of the joinings of the organisation, the newest proposal first; who is shown has it in her own log.
 * @throws `purpose_mismatch` for who leads no point
 */
export function joiningsOf(
  firewall: Firewall,
  worker: Worker,
  { state, page }: { state?: JoiningState | undefined; page: number },
): Promise<JoiningPage> {
  const act = {
    ...asWorker(worker),
    role: 'app_desk',
    purpose: 'desk.visit',
    route: 'GET /staff/point/joinings',
  } as const;
  return actAs(firewall, act, async (tx) => {
    const read = async (nth: number) => {
      const [row] = await tx.query<{
        found: Pick<JoiningPage, 'joinings'> & { counts: Partial<JoiningPage['counts']> };
      }>('select fw.joinings($1, $2, $3) as found', [
        state ?? null,
        (nth - 1) * JOININGS_A_PAGE,
        JOININGS_A_PAGE,
      ]);
      const found = row?.found ?? { joinings: [], counts: {} };
      const counts = Object.fromEntries(
        JOINING_STATES.map((one) => [one, found.counts[one] ?? 0]),
      ) as JoiningPage['counts'];
      const n = state ? counts[state] : JOINING_STATES.reduce((sum, one) => sum + counts[one], 0);
      const pages = Math.max(1, Math.ceil(n / JOININGS_A_PAGE));
      return { joinings: found.joinings, counts, page: nth, pages };
    };
    const asked = await read(page);
    return page > asked.pages ? read(asked.pages) : asked;
  });
}
