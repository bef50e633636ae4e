/**
 * Issuing, updating and cancelling: each is a new message of one organisation, by one of its editors. What was issued is
 * never changed. Nobody is told who somebody is: an alert goes to places.
 */
import { v7 } from 'uuid';
import type { Database, Transaction } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { type Alert, HOUR, type Kind, LONGEST } from './alert.ts';
import { type AlertDraft, faultsOfDraft } from './check-draft.ts';
import { allAlerts } from './rows.ts';

/** Who issues: an editor's account, in an organisation. */
export type Officer = { account: string; org: string };

const asEditor = ({ account, org }: Officer, purpose: string) =>
  ({ role: 'app_editor', actor: account, purpose, org }) as const;

export type Issued = { id: string };

/** What is new beside the draft: which message it follows, and from which partner's it was made. */
export type IssueOptions = { prior?: string; adoptedFrom?: string; now: number };

/**
 * Issues an alert, or an update of one.
 * @throws Problem `bad_input` with every field that is wrong; `wrong_step` when the one that it follows is over;
 *   `conflict` when somebody else followed it meanwhile.
 */
export async function issueAlert(
  database: Database,
  officer: Officer,
  draft: AlertDraft,
  options: IssueOptions,
): Promise<Issued> {
  const errors = faultsOfDraft(draft, options.now);
  if (errors.length) throw new Problem('bad_input', { errors });
  const id = v7();
  await following(
    act(database, asEditor(officer, 'issue an alert'), async (tx) => {
      const chain = options.prior === undefined ? id : await chainOf(tx, officer, options.prior);
      const starts = wholeSecond(Math.max(draft.effectiveAt ?? options.now, options.now));
      await put(tx, {
        ...draft,
        id,
        chain,
        kind: options.prior === undefined ? 'alert' : 'update',
        starts,
        ends: starts + draft.hours * HOUR,
        ...options,
      });
      if (options.adoptedFrom !== undefined) await adopted(tx, options.adoptedFrom);
    }),
  );
  return { id };
}

/**
 * Takes an alert back at once, everywhere.
 * @throws Problem `not_found`, `wrong_step`, `conflict`
 */
export async function cancelAlert(
  database: Database,
  officer: Officer,
  id: string,
  now: number,
): Promise<Issued> {
  const cancel = v7();
  await following(
    act(database, asEditor(officer, 'cancel an alert'), async (tx) => {
      await chainOf(tx, officer, id);
      const alert = (await allAlerts(tx)).find((one) => one.id === id);
      if (!alert) throw new Problem('not_found');
      await put(tx, {
        ...alert,
        id: cancel,
        kind: 'cancel',
        prior: id,
        urgency: 'Past',
        responses: ['AllClear'],
        starts: now,
        // A cancel is told for as long as what it takes back would have stood.
        ends: Math.min(Math.max(alert.expiresAt, now + 60_000), now + LONGEST),
      });
    }),
  );
  return { id: cancel };
}

/** What the database says of a message that follows another, in words of the catalogue. */
async function following<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Problem && error.field === 'message_over')
      throw new Problem('wrong_step', { detail: 'That alert is over.', cause: error });
    if (error instanceof Problem && error.field === 'message_prior_id_key')
      throw new Problem('conflict', { detail: FOLLOWED, cause: error });
    throw error;
  }
}

const FOLLOWED = 'A newer message stands in its place: look at that one.';

/** CAP knows no part of a second: what ends, ends on every channel at the same one. */
const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** The line of a message of this organisation that still stands. */
async function chainOf(tx: Transaction, { org }: Officer, id: string): Promise<string> {
  const [row] = await tx.query<{ chain_id: string; followed: boolean }>(
    `select m.chain_id, exists (select from alerts.message f where f.prior_id = m.id) as followed
     from alerts.message m where m.id = $1 and m.org_id = $2`,
    [id, org],
  );
  if (!row) throw new Problem('not_found');
  if (row.followed)
    throw new Problem('conflict', {
      detail: 'A newer message stands in its place: look at that one.',
    });
  return row.chain_id;
}

type Putting = Omit<AlertDraft, 'hours' | 'effectiveAt'> & {
  id: string;
  chain: string;
  kind: Kind;
  prior?: string;
  adoptedFrom?: string;
  starts: number;
  ends: number;
};

async function put(tx: Transaction, message: Putting): Promise<void> {
  const { shapes } = message;
  await tx.execute(
    `insert into alerts.message (id, chain_id, prior_id, kind, status, hazard, urgency, severity, certainty, responses, areas, shapes,
       services, needs, source_lang, effective_at, expires_at, adopted_from)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      message.id,
      message.chain,
      message.prior ?? null,
      message.kind,
      message.status,
      message.hazard,
      message.urgency,
      message.severity,
      message.certainty,
      message.responses,
      message.areas,
      JSON.stringify({
        polygons: shapes.polygons.map((points) => points.map(({ lat, lon }) => [lat, lon])),
        circles: shapes.circles.map(({ lat, lon, radius }) => [lat, lon, radius]),
      }),
      message.services,
      message.needs,
      message.sourceLang,
      new Date(message.starts),
      new Date(message.ends),
      message.adoptedFrom ?? null,
    ],
  );
  await tx.execute(
    `insert into alerts.info (message_id, lang, headline, description, instruction, state)
     select $1, lang, trim(headline), trim(description), trim(instruction), state
     from jsonb_to_recordset($2::jsonb) as text (lang text, headline text, description text, instruction text, state text)`,
    [message.id, JSON.stringify(message.texts)],
  );
}

async function adopted(tx: Transaction, id: string): Promise<void> {
  const n = await tx.execute(
    `update alerts.inbox set decided = 'adopted' where id = $1 and decided is null`,
    [id],
  );
  if (n !== 1) throw new Problem('conflict', { detail: 'Somebody has decided on it already.' });
}

/** All alerts as editors see them, newest first. */
export function listAlerts(database: Database, officer: Officer): Promise<Alert[]> {
  return look(database, asEditor(officer, 'read alerts'), (tx) => allAlerts(tx));
}
