/** `wayhouse verify log <folder>`: checks a published audit log from its files alone, without network or database. */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { readCheckpoint } from '../firewall/audit/checkpoint.ts';
import { checkEvidence } from '../firewall/audit/follow/evidence.ts';
import { folderSource } from '../firewall/audit/log-source.ts';
import { decodeReceipt, type Receipt, ReceiptError } from '../firewall/audit/receipt.ts';
import { NoteError, type NoteKey, parseVkey } from '../firewall/audit/signed-note.ts';
import { type LogReport, verifyLog } from '../firewall/audit/verify-log.ts';
import { Problem } from '../http/problem.ts';

export type VerifyLogOptions = {
  /** The log's public key: `name+id+base64`. */
  key?: string;
  /** A checkpoint kept from before: a file. */
  since?: string;
  /** Slips: files, or their text. */
  receipt?: string[];
  /** How old the checkpoint may be, in minutes. */
  fresh?: number;
  json?: boolean;
};

/** 0 sound, 1 broken, 2 incomplete. */
export const EXIT_CODES = { sound: 0, broken: 1, incomplete: 2 } as const;

/** How long a log under way may take from its tiles to its checkpoint, ms. */
const PATIENCE = 2_000;
const MOST_FAULTS = 20;

/**
 * Verifies, prints, and gives the exit code.
 * @throws Problem `bad_input` for a key, file or slip that cannot be read.
 */
export async function verifyLogFolder(
  folder: string,
  options: VerifyLogOptions,
  print: (text: string) => void,
): Promise<number> {
  const key = options.key === undefined ? undefined : keyOf(options.key);
  const receipts = await Promise.all((options.receipt ?? []).map(receiptOf));
  if (receipts.length && !key) throw wrong('key', 'given, to check a slip');
  const since = options.since === undefined ? undefined : await fileOf('since', options.since);
  const run = (): Promise<LogReport> =>
    verifyLog(folderSource(folder), {
      ...(key && { key }),
      ...(since && { since }),
      ...(options.fresh !== undefined && { notBefore: Date.now() / 1000 - options.fresh * 60 }),
      receipts,
    }).catch((error: NodeJS.ErrnoException) => {
      // A disk that cannot be read says nothing of the log.
      if (!error.syscall) throw error;
      throw new Problem('unavailable', { detail: error.message, cause: error });
    });
  let report = await run();
  const growing = report.faults.some(({ leaf }) => leaf === report.checkpoint?.size);
  if (report.state === 'incomplete' && (growing || (await hasMoved(folder, report)))) {
    // Perhaps the log is being written at this moment, tiles first; or a follower puts wider tiles in the place of others.
    await pause(PATIENCE);
    report = await run();
  }
  print(options.json ? `${JSON.stringify(asJson(report))}\n` : asText(report, receipts.length));
  return EXIT_CODES[report.state];
}

/** Whether the folder has come to another checkpoint than the one that was verified. */
async function hasMoved(folder: string, { checkpoint }: LogReport): Promise<boolean> {
  const bytes = await folderSource(folder).read('checkpoint');
  try {
    return !!bytes && !!checkpoint && readCheckpoint(bytes).size !== checkpoint.size;
  } catch {
    return false;
  }
}

/**
 * Checks what a follower kept against a log, from the file alone. 1 when no honest log has signed both checkpoints, 2
 * when they show nothing.
 * @throws Problem `bad_input` for a key or file that cannot be read.
 */
export async function verifyEvidence(
  file: string,
  vkey: string,
  print: (text: string) => void,
): Promise<number> {
  const key = keyOf(vkey);
  const text = String(await fileOf('file', file));
  try {
    const { says, kept, served } = checkEvidence(text, key);
    const lines = [
      says ? 'BROKEN' : 'INCOMPLETE',
      `log         ${kept.origin}`,
      ...[kept, served].map(
        ({ size, time }) => `signed      ${size} entries at ${new Date(time * 1000).toISOString()}`,
      ),
      says ??
        'Both are signed by this key, and nothing in the file shows that they contradict each other.',
    ];
    print(`${lines.join('\n')}\n`);
    return says ? EXIT_CODES.broken : EXIT_CODES.incomplete;
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    print(`INCOMPLETE\nThis is no evidence against the log of that key: ${error.message}.\n`);
    return EXIT_CODES.incomplete;
  }
}

function asText(
  { state, faults, checkpoint, entries, producers }: LogReport,
  slips: number,
): string {
  const lines = [state.toUpperCase()];
  if (checkpoint) {
    const { origin, size, root, time } = checkpoint;
    lines.push(
      `log         ${origin}`,
      `signed      ${new Date(time * 1000).toISOString()}`,
      `entries     ${entries} of ${size} checked, ${producers} producers without a gap`,
      `root        ${root.toString('base64')}`,
    );
  }
  if (slips) lines.push(`slips       ${slips} ${state === 'sound' ? 'held' : 'given'}`);
  for (const { kind, leaf, file, says } of faults.slice(0, MOST_FAULTS))
    lines.push(
      `${kind.padEnd(11)} ${[leaf === undefined ? '' : `entry ${leaf}`, file ?? '', says].filter(Boolean).join(': ')}`,
    );
  if (faults.length > MOST_FAULTS) lines.push(`… and ${faults.length - MOST_FAULTS} more`);
  return `${lines.join('\n')}\n`;
}

function asJson({ checkpoint, ...report }: LogReport): object {
  return {
    ...report,
    ...(checkpoint && {
      checkpoint: {
        ...checkpoint,
        root: checkpoint.root.toString('base64'),
        time: new Date(checkpoint.time * 1000).toISOString(),
      },
    }),
  };
}

/** @throws Problem `bad_input` */
export function keyOf(text: string): NoteKey {
  try {
    return parseVkey(text.trim());
  } catch (error) {
    if (error instanceof NoteError) throw wrong('key', `a verifier key (${error.message})`);
    throw error;
  }
}

async function receiptOf(given: string): Promise<Receipt> {
  const text = given.startsWith('WHL1:') ? given : String(await fileOf('receipt', given));
  try {
    // A slip may end in a space of its own: only the line's end is cut off.
    return decodeReceipt(text.replace(/\r?\n$/, ''));
  } catch (error) {
    if (error instanceof ReceiptError) throw wrong('receipt', `a slip (${error.message})`);
    throw error;
  }
}

function fileOf(field: string, path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw wrong(field, `a file that can be read (${path}: ${error.code ?? error.message})`);
  });
}

function wrong(field: string, expected: string): Problem {
  return new Problem('bad_input', {
    field,
    detail: `--${field} must be ${expected}.`,
    errors: [{ field, expected }],
  });
}
