/**
 * What whoever leads a point decides about a tablet that goes out: that it may take along who was here before, and that it may no more
 * (PT-07; design chapter 30, section 5.1). What it gets: `people/along.ts`.
 */
import { actAs, asWorker, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';

/** Whole days for which a tablet may be let: it works for no longer without a contact. */
export const CARRY_DAYS = [1, 2, 3] as const;

export type Carrying = {
  device_id: string;
  point_id: string;
  from_at: Date;
  until_at: Date;
  /** It was ended before its time: taken back, or the tablet was taken out of use. */
  ended_at: Date | null;
  /** It is of a point that the worker leads. */
  own: boolean;
  /** How many people the tablet was given at points of hers, in the half year for which that is kept. */
  people: number;
};

const leading = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_desk', purpose: 'tally', route }) as const;

/** The last leave of each tablet that ever had one. */
export const carryingsOf = (firewall: Firewall, worker: Worker): Promise<Carrying[]> =>
  actAs(firewall, leading(worker, 'what tablets take along'), (tx) =>
    tx.query<Carrying>('select * from fw.carryings()'),
  );

/** @returns until when @throws `not_found` when there is no such tablet in use, or no such point of hers */
export async function letCarry(
  firewall: Firewall,
  worker: Worker,
  { device, point, days }: { device: string; point: string; days: number },
): Promise<Date> {
  const [row] = await actAs(firewall, leading(worker, 'let a tablet take along'), (tx) =>
    tx.query<{ until: Date | null }>('select fw.let_carry($1, $2, $3) as until', [
      device,
      point,
      days,
    ]),
  );
  if (!row?.until) throw new Problem('not_found');
  return row.until;
}

/** The tablet drops what it took along at its next contact. @throws `not_found` when it had no leave */
export async function endCarrying(
  firewall: Firewall,
  worker: Worker,
  device: string,
): Promise<void> {
  const [row] = await actAs(firewall, leading(worker, 'end what a tablet takes along'), (tx) =>
    tx.query<{ done: boolean }>('select fw.end_carrying($1) as done', [device]),
  );
  if (!row?.done) throw new Problem('not_found');
}

/** Somebody whom a tablet was given. `month`: of her last visit, YYYY-MM. */
export type Given = { subject: string; age_band: string; month: string };
export type Manifest = {
  people: Given[];
  total: number;
  /** From 1; the first, where a later one was asked for than there is. */
  page: number;
  pages: number;
};

/** Fewer than the keeper opens names at once. */
const A_PAGE = 20;

/**
 * A page of whom a tablet was given at points of the worker. Who is shown has it in her own log.
 * @throws `not_allowed` for who leads no point
 */
export function manifestOf(
  firewall: Firewall,
  worker: Worker,
  { device, page }: { device: string; page: number },
): Promise<Manifest> {
  return actAs(firewall, leading(worker, 'GET /staff/point/devices/:id/along'), async (tx) => {
    const read = (from: number, most: number) =>
      tx.query<Given & { total: number }>('select * from fw.manifest_of($1, $2, $3)', [
        device,
        from,
        most,
      ]);
    const first = await read((page - 1) * A_PAGE, A_PAGE);
    const rows = first.length > 0 || page === 1 ? first : await read(0, A_PAGE);
    const total = rows[0]?.total ?? 0;
    const people = rows.map(({ subject, age_band, month }) => ({ subject, age_band, month }));
    const pages = Math.max(1, Math.ceil(total / A_PAGE));
    return { people, total, page: first.length > 0 ? page : 1, pages };
  });
}
