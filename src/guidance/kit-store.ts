/** Kits in the database: made and withdrawn by editors, read by everybody, and the counts that come back. */
import { keptRead } from './kept-read.ts';
import { v5 } from 'uuid';
import type { Database } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { type Kit, type KitReport, type Spread, spreadOf } from './kits.ts';
import { checkStanding } from './standing-numbers.ts';
import { acting, type Editor } from './store.ts';

export type NewKit = Omit<Kit, 'code' | 'version'>;

/** @returns the number of the new kit. @throws Problem `bad_input` for cards that are unknown here or named twice */
export function addKit(database: Database, editor: Editor, kit: NewKit): Promise<number> {
  return act(database, acting(editor), async (tx) => {
    const { territory, title, cards, minutes } = kit;
    await checkStanding(tx, territory, { field: 'cards', asked: cards });
    const [row] = await tx.query<{ code: number }>(
      'insert into guidance.kit (territory, title, cards, minutes, org_id) values ($1, $2, $3, $4, $5) returning code',
      [territory, JSON.stringify(title), cards, minutes, editor.org],
    );
    return (row as { code: number }).code;
  });
}

/** Gives a kit its name in a language. @throws Problem `not_found` for a kit of others or one that was withdrawn */
export function nameKit(
  database: Database,
  editor: Editor,
  code: number,
  lang: string,
  title: string,
): Promise<void> {
  return change(database, editor, code, 'title = title || jsonb_build_object($3::text, $4::text)', [
    lang,
    title,
  ]);
}

/** Takes a kit down, for good. @throws Problem `not_found` */
export function withdrawKit(database: Database, editor: Editor, code: number): Promise<void> {
  return change(database, editor, code, 'withdrawn_at = clock_timestamp()', []);
}

function change(
  database: Database,
  editor: Editor,
  code: number,
  set: string,
  values: readonly string[],
): Promise<void> {
  return act(database, acting(editor), async (tx) => {
    const done = await tx.query(
      `update guidance.kit set ${set} where code = $1 and org_id = $2 and withdrawn_at is null returning code`,
      [code, editor.org, ...values],
    );
    if (done.length === 0) throw new Problem('not_found');
  });
}

/** A kit with everything that came back of it, added up. */
export type KitCounts = Kit & {
  own: boolean;
  isWithdrawn: boolean;
  sessions: number;
  people: number;
  answer: { right: number; asked: number };
  step: { right: number; asked: number };
  spread: Spread;
};

type CountsRow = Kit & {
  own: boolean;
  isWithdrawn: boolean;
  sums: number[];
  edges: { copy: string; parent: string | null }[] | null;
};

/** The kits of a territory, those in use first, the newest first. */
export function listKits(database: Database, editor: Editor): Promise<readonly KitCounts[]> {
  return look(database, acting(editor), async (tx) => {
    const rows = await tx.query<CountsRow>(
      `select k.code, k.territory, k.title, k.cards, k.minutes, k.version, k.org_id = $1 own, k.withdrawn_at is not null "isWithdrawn",
         array[coalesce(sum(r.sessions), 0), coalesce(sum(r.people), 0), coalesce(sum(r.answer_right), 0), coalesce(sum(r.answer_asked), 0),
           coalesce(sum(r.step_right), 0), coalesce(sum(r.step_asked), 0)]::int[] sums,
         jsonb_agg(distinct jsonb_build_object('copy', r.copy_code, 'parent', r.parent_code)) filter (where r.id is not null) edges
       from guidance.kit k left join guidance.kit_report r on r.kit = k.code
       group by k.code order by k.withdrawn_at is not null, k.code desc limit 100`,
      [editor.org],
    );
    return rows.map(({ sums, edges, ...kit }): KitCounts => {
      const [sessions = 0, people = 0, right1 = 0, asked1 = 0, right2 = 0, asked2 = 0] = sums;
      return {
        ...kit,
        sessions,
        people,
        answer: { right: right1, asked: asked1 },
        step: { right: right2, asked: asked2 },
        spread: spreadOf(
          (edges ?? []).map(({ copy, parent }) => (parent === null ? { copy } : { copy, parent })),
        ),
      };
    });
  });
}

const PUBLIC = { role: 'app_public', actor: 'public', purpose: 'guidance' } as const;
/** Names of reports: the copy and its number, so that one line typed twice counts once. */
const SPACE = 'b7a4c4c8-3f0e-4c63-9f0b-5f1c7f0b6a90';

/** Counts what a session reports, once. @returns false for a kit or a version that never was */
export function reportKit(database: Database, report: KitReport): Promise<boolean> {
  const { kit, version, copy, parent, number, sessions, people, answer, step } = report;
  const id = v5(`${String(kit)}/${copy}/${String(number)}`, SPACE);
  return act(database, PUBLIC, async (tx) => {
    const [row] = await tx.query<{ kept: boolean }>(
      'select guidance.report_kit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) kept',
      [
        id,
        kit,
        version,
        copy,
        parent ?? null,
        sessions,
        people,
        answer.right,
        answer.asked,
        step.right,
        step.asked,
      ],
    );
    return row?.kept === true;
  });
}

export type KitShelf = {
  /** Kits that may be downloaded, by number. What was read stays good for seconds, and while the database is away. */
  list(): Promise<readonly Kit[]>;
};

/** @param now milliseconds */
export function openKits(database: Database, now: () => number): KitShelf {
  const read = () =>
    look(database, PUBLIC, (tx) =>
      tx.query<Kit>(
        'select code, territory, title, cards, minutes, version from guidance.pub_kit order by code',
      ),
    );
  return { list: keptRead(read, now) };
}
