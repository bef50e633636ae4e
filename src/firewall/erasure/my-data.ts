/** What a person sees with her own slip or card: what is held and why, who opened it, with whom it was shared (FIRE-09). */
import { actAs, type Firewall } from '../context/act-as.ts';
import { asHolder, type Holder } from '../context/who.ts';
import { Problem } from '../../http/problem.ts';

/** `until`: the last day of it by its clock (ISO date) when nothing new comes; null without a clock. */
export type Held = { table: string; purpose: string; rows: number; until: string | null };
export type Opened = {
  hour: string;
  organisation: string;
  kind: string;
  purpose: string;
  act: string;
  leaf: string;
};
export type Shared = {
  grant_id: string;
  to_org: string;
  to_name: string;
  purpose_id: string;
  categories: string[];
  given_at: Date;
  not_after: Date;
  withdrawn_at: Date | null;
};
/** An act of hers for which she can have a slip: `thing` is the consent or the correction. */
export type SlipEntry = { act: string; leaf: number; thing: string | null };

const acting = (holder: Holder, role: 'app_desk' | 'app_consent', route: string) =>
  ({ ...asHolder(holder), role, purpose: 'own.access', route }) as const;

/** Kinds of record that are held, by purpose, without their content. */
export async function heldOf(firewall: Firewall, holder: Holder): Promise<Held[]> {
  const rows = await actAs(firewall, acting(holder, 'app_desk', 'GET /my/data'), (tx) =>
    tx.query<{ held: Held[] }>('select fw.my_data() as held'),
  );
  return rows[0]?.held ?? [];
}

/** Who opened it: by the hour, newest first; never the rooms that are not even named without a worker beside her. */
export async function logOf(firewall: Firewall, holder: Holder): Promise<Opened[]> {
  const rows = await actAs(firewall, acting(holder, 'app_desk', 'GET /my/log'), (tx) =>
    tx.query<{ log: Opened[] }>('select fw.my_log() as log'),
  );
  return rows[0]?.log ?? [];
}

/** Her consents, living and taken back; none for a room that is not even named. */
export function consentsOf(firewall: Firewall, holder: Holder): Promise<Shared[]> {
  return actAs(firewall, acting(holder, 'app_consent', 'GET /my/consents'), (tx) =>
    tx.query<Shared>(
      `select r.grant_id, r.to_org, o.name as to_name, r.purpose_id, r.categories, r.given_at, r.not_after, r.withdrawn_at
         from consent.record r join fw.organisations() o on o.org_id = r.to_org
         where not fw.is_silent(r.purpose_id) order by r.given_at desc, r.grant_id`,
    ),
  );
}

export type OwnRecord = {
  /** The organisation that holds the record: the one that gave out the code. */
  organisation: string;
  held: Held[];
  slips: SlipEntry[];
};

/** What is held and the acts with a slip, in one look at it: one line in her log. */
export async function recordOf(firewall: Firewall, holder: Holder): Promise<OwnRecord> {
  const rows = await actAs(firewall, acting(holder, 'app_desk', 'GET /my/data'), (tx) =>
    tx.query<OwnRecord>(
      `select o.name as organisation, fw.my_data() as held, fw.my_slips() as slips from fw.organisations() o where o.org_id = $1`,
      [holder.org],
    ),
  );
  const record = rows[0];
  if (!record) throw new Problem('not_found');
  return record;
}

/** As `Opened`; `organisation` is a name, and `recipient` says that something of hers had been sent to it. */
export type OpenedLine = Opened & { recipient: boolean };

/** Her log, each line with the name of the organisation whose people, or whose link, it was. */
export async function openedBy(firewall: Firewall, holder: Holder): Promise<OpenedLine[]> {
  const rows = await actAs(firewall, acting(holder, 'app_desk', 'GET /my/log'), (tx) =>
    tx.query<{ names: Record<string, string>; opened: Opened[] }>(
      'select (select jsonb_object_agg(o.org_id, o.name) from fw.organisations() o) as names, fw.my_log() as opened',
    ),
  );
  const log = rows[0];
  if (!log?.names[holder.org]) throw new Problem('not_found');
  return log.opened.map((line) => ({
    ...line,
    organisation: log.names[line.organisation] ?? '',
    recipient: line.organisation !== holder.org,
  }));
}
