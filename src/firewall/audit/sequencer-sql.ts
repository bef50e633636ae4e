/** The sequencer's store over PostgreSQL, as login role `app_seq` (schema `audit`). */
import type { Database, Transaction } from '../../database/index.ts';
import type { Json } from '../../finder/canonical-json.ts';
import { act } from '../act.ts';
import { parseLeaf, type StagedEvent } from './leaf.ts';
import type { NewLeaf } from './plan-round.ts';
import type { Round, SequencerStore } from './sequencer.ts';

/** 'WHLG' and 1: the leader's advisory lock of this database. */
const LOCK = [0x57484c47, 1] as const;
/** Crashed between placing and settling, an `unfinished` is among the newest leaves when it is met again. */
const LOOK_BACK = 20_000;

export function sequencerStore(database: Database): SequencerStore {
  return {
    lead: (work) =>
      act(database, { role: 'app_seq', actor: 'sequencer', purpose: 'log.keep' }, async (tx) => {
        const [row] = await tx.query<{ leads: boolean }>(
          'select pg_try_advisory_xact_lock($1, $2) as leads',
          LOCK,
        );
        return row?.leads ? work(roundOn(tx)) : undefined;
      }),
  };
}

function roundOn(tx: Transaction): Round {
  return {
    async newest() {
      const [row] = await tx.query<{ leaf_index: string; leaf: Buffer }>(
        'select leaf_index, leaf from audit.leaf order by leaf_index desc limit 1',
      );
      if (!row) return { size: 0, minute: '' };
      return { size: Number(row.leaf_index) + 1, minute: parseLeaf(row.leaf)?.t ?? '' };
    },
    async waiting(most) {
      const rows = await tx.query<StageRow>(
        `select stage_id, act, nonce, login, producer, n, at, kind, actor, org_id, purpose, route, subject, subjects, details
         from audit.stage where leaf_index is null order by stage_id limit $1`,
        [most],
      );
      return rows.map(eventOf);
    },
    async counted(producers) {
      const rows = await tx.query<{ producer: number; n: string }>(
        'select producer, n from audit.counted where producer = any($1::int[])',
        [producers],
      );
      return new Map(rows.map(({ producer, n }) => [producer, Number(n)]));
    },
    async ahead() {
      const rows = await tx.query<{ producer: number; n: string; staged: string }>(
        `select p.pid as producer, p.n, coalesce(greatest(c.n, s.n), 0) as staged from audit.producer p
         left join audit.counted c on c.producer = p.pid
         left join (select producer, max(n) as n from audit.stage where leaf_index is null group by producer) s
           on s.producer = p.pid
         where p.n > coalesce(greatest(c.n, s.n), 0)`,
      );
      return rows.map(({ producer, n, staged }) => ({
        producer,
        n: Number(n),
        staged: Number(staged),
      }));
    },
    async known(nonces) {
      const rows = await tx.query<{ nonce: string; placed: boolean }>(
        `select encode(nonce, 'hex') as nonce, leaf_index is not null as placed
           from audit.stage where nonce in (select decode(x, 'hex') from unnest($1::text[]) x)
         union all
         select details->>'nonce', true from audit.detail
           where leaf_index >= (select max(leaf_index) from audit.detail) - $3
             and act = 'unfinished' and details->>'nonce' = any($2)`,
        [nonces.map((nonce) => Buffer.from(nonce, 'base64url').toString('hex')), nonces, LOOK_BACK],
      );
      return new Map(
        rows.map(({ nonce, placed }) => [
          nonce.length === 32 ? Buffer.from(nonce, 'hex').toString('base64url') : nonce,
          placed ? 'placed' : 'waiting',
        ]),
      );
    },
    place: (leaves) => place(tx, leaves),
    async *leaves(from, to) {
      const rows = tx.stream<{ leaf: Buffer }>(
        'select leaf from audit.leaf where leaf_index >= $1 and leaf_index < $2 order by leaf_index',
        [from, to],
        1_000,
      );
      for await (const { leaf } of rows) yield leaf;
    },
    sweep: (endedBefore) =>
      tx.execute('delete from audit.stage where leaf_index is not null and exp < $1', [
        endedBefore,
      ]),
  };
}

type StageRow = {
  stage_id: string;
  act: string;
  nonce: Buffer | null;
  login: string;
  producer: number;
  n: string;
  at: Date;
  kind: string;
  actor: string | null;
  org_id: string;
  purpose: string;
  route: string;
  subject: string | null;
  subjects: string[] | null;
  details: Json;
};

function eventOf(row: StageRow): StagedEvent {
  const { stage_id, org_id, nonce, n, ...rest } = row;
  return {
    ...rest,
    stageId: stage_id,
    org: org_id,
    nonce: nonce && nonce.toString('base64url'),
    n: Number(n),
  };
}

async function place(tx: Transaction, leaves: readonly NewLeaf[]): Promise<void> {
  const indices = leaves.map(({ index }) => index);
  await tx.execute(
    'insert into audit.leaf (leaf_index, leaf) select * from unnest($1::bigint[], $2::bytea[])',
    [indices, leaves.map(({ leaf }) => leaf)],
  );
  const details = leaves.map(({ detail }) => detail);
  await tx.execute(
    `insert into audit.detail
       (leaf_index, at, kind, actor, org_id, purpose, route, act, subject, subjects, details, actor_key, subject_key)
     select leaf_index, at, kind, actor, org_id, purpose, route, act, subject, subjects::uuid[], details::jsonb, actor_key, subject_key
     from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
       $9::uuid[], $10::text[], $11::text[], $12::bytea[], $13::bytea[])
       as line(leaf_index, at, kind, actor, org_id, purpose, route, act, subject, subjects, details, actor_key, subject_key)`,
    [
      indices,
      details.map(({ at }) => at),
      details.map(({ kind }) => kind),
      details.map(({ actor }) => actor),
      details.map(({ org }) => org),
      details.map(({ purpose }) => purpose),
      details.map(({ route }) => route),
      details.map((one) => one.act),
      details.map(({ subject }) => subject),
      details.map(({ subjects }) => subjects && `{${subjects.join(',')}}`),
      details.map((one) => (one.details === null ? null : JSON.stringify(one.details))),
      details.map(({ actorKey }) => actorKey),
      details.map(({ subjectKey }) => subjectKey),
    ],
  );
  const staged = leaves.filter(({ stageId }) => stageId !== null);
  const placed = await tx.execute(
    `update audit.stage s set leaf_index = line.leaf_index
     from unnest($1::bigint[], $2::bigint[]) as line(stage_id, leaf_index)
     where s.stage_id = line.stage_id and s.leaf_index is null`,
    [staged.map(({ stageId }) => stageId), staged.map(({ index }) => index)],
  );
  if (placed !== staged.length)
    throw new Error(`${staged.length} staged events were read, ${placed} are still there`);
  const counted = new Map<number, number>();
  for (const { stageId, producer, n } of leaves)
    if (stageId !== null) counted.set(producer, Math.max(n, counted.get(producer) ?? 0));
  await tx.execute(
    `insert into audit.counted as c select * from unnest($1::int[], $2::bigint[])
     on conflict (producer) do update set n = greatest(c.n, excluded.n)`,
    [[...counted.keys()], [...counted.values()]],
  );
}
