/** What waits too long in the whole network, for whoever looks after it (REF-02, REF-03): services and times, and nobody's name or need. */
import { actAs, type Worker } from '../firewall/index.ts';
import { type ReferralParts, sending } from './parts.ts';

export type Overdue = {
  network_id: string;
  to_name: string;
  listing_code: string;
  service_type: string;
  route: string;
  telephone: string | null;
  email: string | null;
  answer_hours: string | null;
  /** Of 90 days: how many were asked, how many answered in time. */
  rate: { asked: number; in_time: number };
  /** The four digits by which the service knows it. */
  number: string;
  point_id: string;
  level: string;
  state: string;
  escalated: boolean;
  owner_id: string | null;
  /** Since when its answer is missing. */
  waits_since: string;
};

/** A service with what it owes, the longest wait first. */
export type OverdueService = Pick<
  Overdue,
  | 'network_id'
  | 'to_name'
  | 'listing_code'
  | 'service_type'
  | 'route'
  | 'telephone'
  | 'email'
  | 'answer_hours'
  | 'rate'
> & {
  waiting: Pick<
    Overdue,
    'number' | 'point_id' | 'level' | 'state' | 'escalated' | 'owner_id' | 'waits_since'
  >[];
};

/** At all points of the organisation, by service; whose list begins with the longest wait. */
export async function overdueServices(
  { door }: Pick<ReferralParts, 'door'>,
  worker: Worker,
): Promise<OverdueService[]> {
  const rows = await actAs(
    door,
    sending(worker, 'GET /api/network/overdue', 'tally'),
    async (tx) => {
      const [found] = await tx.query<{ list: Overdue[] }>('select fw.overdue_referrals() as list');
      return found?.list ?? [];
    },
  );
  const services = new Map<string, OverdueService>();
  for (const row of rows) {
    const { number, point_id, level, state, escalated, owner_id, waits_since, ...service } = row;
    const known = services.get(row.network_id) ?? { ...service, waiting: [] };
    known.waiting.push({ number, point_id, level, state, escalated, owner_id, waits_since });
    services.set(row.network_id, known);
  }
  return [...services.values()];
}
