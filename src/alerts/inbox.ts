/**
 * Alerts of partners: read, checked and kept as drafts. None is shown to anybody but officers, who adopt one into words of
 * their own, or set it aside. A message with a broken signature is not even kept.
 */
import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Database, Row } from '../database/index.ts';
import { act, look } from '../firewall/index.ts';
import { type FieldError, Problem } from '../http/problem.ts';
import { type AlertText, NO_SHAPES } from './alert.ts';
import {
  type CapAlert,
  type CapInfo,
  CapRefusal,
  msOf,
  readCap,
  readSigned,
  type SignatureState,
  type TrustedKey,
  trustedKeyOf,
} from './cap/index.ts';
import { LENGTHS, type AlertDraft } from './check-draft.ts';
import { HAZARD_CODES, HAZARDS, isHazard, ASKED_RESPONSES } from './hazards.ts';
import type { Officer } from './issue.ts';

/** Drafts that wait at most; then nothing more is taken until somebody has decided. */
const MOST_WAITING = 200;

export type InboxLine = {
  id: string;
  receivedAt: number;
  partner: string | null;
  kind: 'Alert' | 'Update' | 'Cancel';
  sender: string;
  signature: 'unsigned' | 'valid' | 'unknown_key';
  signedBy: string | null;
};
export type Received = { id: string; signature: SignatureState; isNew: boolean };

const asEditor = (org: string, actor: string, purpose: string) =>
  ({ role: 'app_editor', actor, purpose, org }) as const;

/** What is wrong with an alert, as the fields of a problem. */
export const fieldsOfRefusal = ({ faults }: CapRefusal): FieldError[] =>
  faults.map(({ at, expected, line }) => ({
    field: line === undefined ? at : `${at} (line ${line})`,
    expected,
  }));

/** Keys whose signature an organisation trusts. */
export async function trustedKeys(database: Database, org: string): Promise<TrustedKey[]> {
  return look(database, asEditor(org, 'alerts', 'check a signature'), (tx) =>
    tx.query<TrustedKey>(
      'select name, pem from alerts.partner where pem is not null and ended_at is null and org_id = $1 order by name',
      [org],
    ),
  );
}

/**
 * Keeps what a partner sent, as a draft. The same message again is the same draft.
 * @throws Problem `bad_input` naming elements; `refused_by_firewall` for a broken signature; `too_many` while many wait
 */
export async function receiveCap(
  database: Database,
  { org, partner }: { org: string; partner?: string },
  text: string,
): Promise<Received> {
  const keys = await trustedKeys(database, org);
  const { alert, signature } = readOrRefuse(text, keys);
  if (signature.state === 'broken')
    throw new Problem('refused_by_firewall', {
      detail: `The signature of this alert is broken (${signature.why}); it was not kept.`,
    });
  if (alert.msgType === 'Ack' || alert.msgType === 'Error')
    throw new Problem('bad_input', {
      errors: [{ field: 'alert/msgType', expected: 'Alert, Update or Cancel' }],
    });
  if (alert.scope !== 'Public')
    throw new Problem('bad_input', {
      errors: [{ field: 'alert/scope', expected: 'Public: nothing else is for everybody' }],
    });
  const id = v7();
  const digest = createHash('sha256').update(text).digest();
  return act(database, asEditor(org, 'alerts', 'receive an alert'), async (tx) => {
    const [waiting] = await tx.query<{ n: string }>(
      'select count(*) as n from alerts.inbox where decided is null',
    );
    const [known] = await tx.query<{ id: string }>(
      'select id from alerts.inbox where digest = $1',
      [digest],
    );
    if (known) return { id: known.id, signature, isNew: false };
    if (Number(waiting?.n ?? 0) >= MOST_WAITING)
      throw new Problem('too_many', {
        detail: 'Too many alerts wait to be looked at. Try again later.',
      });
    await tx.execute(
      `insert into alerts.inbox (id, partner, cap, digest, sender, identifier, sent, kind, signature, signed_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        partner ?? null,
        text,
        digest,
        alert.sender,
        alert.identifier,
        alert.sent,
        alert.msgType,
        signature.state,
        signature.state === 'valid' ? signature.by : null,
      ],
    );
    return { id, signature, isNew: true };
  });
}

function readOrRefuse(text: string, keys: readonly TrustedKey[]) {
  try {
    return readSigned(text, keys);
  } catch (error) {
    if (error instanceof CapRefusal)
      throw new Problem('bad_input', {
        detail: 'This is no alert of CAP 1.2.',
        errors: fieldsOfRefusal(error),
      });
    throw error;
  }
}

/** Drafts that nobody has decided on, oldest first. */
export async function listInbox(
  database: Database,
  { account, org }: Officer,
): Promise<InboxLine[]> {
  const rows = await look(database, asEditor(org, account, 'read alerts of partners'), (tx) =>
    tx.query(
      `select id, received_at, partner, kind, sender, signature, signed_by from alerts.inbox
       where decided is null order by received_at, id`,
    ),
  );
  return rows.map(lineOf);
}

const lineOf = (row: Row): InboxLine => ({
  id: String(row['id']),
  receivedAt: (row['received_at'] as Date).getTime(),
  partner: row['partner'] as string | null,
  kind: row['kind'] as InboxLine['kind'],
  sender: String(row['sender']),
  signature: row['signature'] as InboxLine['signature'],
  signedBy: row['signed_by'] as string | null,
});

/** One draft with what it says. @throws Problem `not_found`, also for one that was decided on */
export async function readInbox(
  database: Database,
  { account, org }: Officer,
  id: string,
): Promise<{ line: InboxLine; alert: CapAlert }> {
  const [row] = await look(database, asEditor(org, account, 'read alerts of partners'), (tx) =>
    tx.query(
      `select id, received_at, partner, kind, sender, signature, signed_by, cap from alerts.inbox
       where id = $1 and decided is null`,
      [id],
    ),
  );
  if (!row) throw new Problem('not_found');
  return { line: lineOf(row), alert: readCap(String(row['cap'])) };
}

/** Nothing is made of it. @throws Problem `not_found` */
export async function setAside(
  database: Database,
  { account, org }: Officer,
  id: string,
): Promise<void> {
  const n = await act(database, asEditor(org, account, 'set an alert aside'), (tx) =>
    tx.execute(`update alerts.inbox set decided = 'set_aside' where id = $1 and decided is null`, [
      id,
    ]),
  );
  if (n !== 1) throw new Problem('not_found');
}

/**
 * What an officer starts from: the partner's words, which she reads, shortens and answers for. Places are not guessed
 * from names; drawn areas come along.
 * @param langs languages of the pages
 */
export function draftOfCap(alert: CapAlert, langs: readonly string[], now: number): AlertDraft {
  const [first] = alert.info;
  const ends = first?.expires === undefined ? undefined : msOf(first.expires);
  const texts = new Map<string, AlertText>();
  for (const info of alert.info) {
    const lang = (info.language ?? 'en').split('-', 1)[0]?.toLowerCase() ?? 'en';
    if (langs.includes(lang) && !texts.has(lang)) texts.set(lang, textOf(info, lang));
  }
  const areas = first?.area ?? [];
  return {
    status:
      alert.status === 'Actual' ? 'actual' : alert.status === 'Exercise' ? 'exercise' : 'test',
    hazard: hazardOf(first),
    urgency: first?.urgency ?? 'Unknown',
    severity: first?.severity ?? 'Unknown',
    certainty: first?.certainty ?? 'Unknown',
    responses: ASKED_RESPONSES.filter((one) => first?.responseType.includes(one)),
    areas: [],
    shapes: areas.length
      ? {
          polygons: areas.flatMap(({ polygon }) => polygon),
          circles: areas.flatMap(({ circle }) => circle),
        }
      : NO_SHAPES,
    services: [],
    needs: [],
    sourceLang: [...texts.keys()][0] ?? 'en',
    texts: [...texts.values()],
    hours: Math.min(48, Math.max(1, Math.ceil(((ends ?? now + 12 * 3_600_000) - now) / 3_600_000))),
  };
}

function textOf(info: CapInfo, lang: string): AlertText {
  const short = (text: string | undefined, most: number): string =>
    (text ?? '').replace(/\s+/g, ' ').trim().slice(0, most).toWellFormed();
  return {
    lang,
    headline: short(info.headline ?? info.event, LENGTHS.headline),
    description: short(info.description, LENGTHS.description),
    instruction: short(info.instruction, LENGTHS.instruction),
    state: 'written',
  };
}

function hazardOf(info: CapInfo | undefined): AlertDraft['hazard'] {
  const own = info?.eventCode.find(({ valueName }) => valueName === 'wayhouse:hazard')?.value ?? '';
  if (isHazard(own)) return own;
  return HAZARD_CODES.find((code) => info?.category.includes(HAZARDS[code].category)) ?? 'violence';
}

/** Names a partner: whoever may send (a token, shown once), or whose signature is trusted (a key), or both. */
export async function addPartner(
  database: Database,
  org: string,
  partner: { name: string; pem?: string; mayHaveToken: boolean },
): Promise<{ token?: string }> {
  if (partner.name.trim().length < 2 || partner.name.length > 120)
    throw new Problem('bad_input', {
      errors: [{ field: 'name', expected: '2 to 120 characters' }],
    });
  if (partner.pem !== undefined) {
    try {
      trustedKeyOf(partner.pem);
    } catch (error) {
      throw new Problem('bad_input', {
        errors: [
          {
            field: 'pem',
            expected: 'an RSA public key or certificate (PEM) of at least 2048 bits',
          },
        ],
        cause: error,
      });
    }
  }
  const token = partner.mayHaveToken ? randomBytes(32).toString('base64url') : undefined;
  await act(database, asEditor(org, 'command line', 'name a partner'), (tx) =>
    tx.execute('insert into alerts.partner (id, name, token_hash, pem) values ($1, $2, $3, $4)', [
      v7(),
      partner.name.trim(),
      token === undefined ? null : tokenHash(token),
      partner.pem ?? null,
    ]),
  );
  return token === undefined ? {} : { token };
}

/** Ends tokens and keys of a name. @returns how many */
export function endPartner(database: Database, org: string, name: string): Promise<number> {
  return act(database, asEditor(org, 'command line', 'end a partner'), (tx) =>
    tx.execute('update alerts.partner set ended_at = now() where name = $1 and ended_at is null', [
      name,
    ]),
  );
}

/** Whose token it is. @throws Problem `not_signed_in` */
export async function partnerOf(
  database: Database,
  token: string,
): Promise<{ org: string; partner: string }> {
  const [row] = /^[A-Za-z0-9_-]{43}$/.test(token)
    ? await look(
        database,
        { role: 'app_editor', actor: 'partner', purpose: 'receive an alert' },
        (tx) =>
          tx.query<{ org_id: string; name: string }>(
            'select org_id, name from alerts.partner_of($1)',
            [tokenHash(token)],
          ),
      )
    : [];
  if (!row) throw new Problem('not_signed_in');
  return { org: row.org_id, partner: row.name };
}

const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
