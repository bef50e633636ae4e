/** Rows of `alerts` as alerts, for those who read them. */
import type { Row, Transaction } from '../database/index.ts';
import type { Alert, AlertText, Kind, Status, TextState } from './alert.ts';
import type { Certainty, Response, Severity, Urgency } from './cap/index.ts';
import type { HazardCode } from './hazards.ts';

const COLUMNS = `id, org_id, chain_id, prior_id, kind, status, hazard, urgency, severity, certainty, responses, areas, shapes, services,
  needs, source_lang, issued_at, effective_at, expires_at`;

type Shaped = { polygons?: [number, number][][]; circles?: [number, number, number][] };

function alertOf(row: Row, texts: readonly AlertText[]): Alert {
  const { polygons = [], circles = [] } = row['shapes'] as Shaped;
  const time = (name: string): number => (row[name] as Date).getTime();
  return {
    id: String(row['id']),
    org: String(row['org_id']),
    chain: String(row['chain_id']),
    ...(row['prior_id'] === null ? {} : { prior: String(row['prior_id']) }),
    kind: row['kind'] as Kind,
    status: row['status'] as Status,
    hazard: row['hazard'] as HazardCode,
    urgency: row['urgency'] as Urgency,
    severity: row['severity'] as Severity,
    certainty: row['certainty'] as Certainty,
    responses: row['responses'] as Response[],
    areas: row['areas'] as number[],
    shapes: {
      polygons: polygons.map((points) => points.map(([lat, lon]) => ({ lat, lon }))),
      circles: circles.map(([lat, lon, radius]) => ({ lat, lon, radius })),
    },
    services: row['services'] as string[],
    needs: row['needs'] as string[],
    sourceLang: String(row['source_lang']),
    issuedAt: time('issued_at'),
    effectiveAt: time('effective_at'),
    expiresAt: time('expires_at'),
    texts,
  };
}

async function withTexts(tx: Transaction, rows: readonly Row[], from: string): Promise<Alert[]> {
  const texts = await tx.query<{
    message_id: string;
    lang: string;
    headline: string;
    description: string;
    instruction: string;
    state: TextState;
  }>(
    `select message_id, lang, headline, description, instruction, state from ${from} where message_id = any ($1) order by lang`,
    [rows.map(({ id }) => id)],
  );
  const byMessage = Map.groupBy(texts, ({ message_id }) => message_id);
  return rows.map((row) =>
    alertOf(
      row,
      (byMessage.get(String(row['id'])) ?? []).map(({ message_id: _, ...text }) => text),
    ),
  );
}

/** What the public may know: no tests, no machine drafts, at most sixty days old. Newest first. */
export async function publicAlerts(tx: Transaction): Promise<Alert[]> {
  const rows = await tx.query(
    `select ${COLUMNS} from alerts.pub_message order by issued_at desc, id`,
  );
  return withTexts(tx, rows, 'alerts.pub_info');
}

/** All messages that editors see, newest first, at most `most`; with machine drafts and tests. */
export async function allAlerts(tx: Transaction, most = 300): Promise<Alert[]> {
  const rows = await tx.query(
    `select ${COLUMNS} from alerts.message order by issued_at desc, id limit $1`,
    [most],
  );
  return withTexts(tx, rows, 'alerts.info');
}
