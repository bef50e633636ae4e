/** Evidence against a log: both of its signed checkpoints in one text that can be shown to others and checked by them. */
import { type Checkpoint, readCheckpoint } from '../checkpoint.ts';
import { fromBase64, type NoteKey, NoteError } from '../signed-note.ts';
import { HASH_BYTES } from '../tree-hash.ts';
import { contradictionOf } from './contradiction.ts';

/** `kept` and `served` are the files `checkpoint` as they came; `hashes` what `contradictionOf` needs. */
export type Evidence = { kept: Buffer; served: Buffer; hashes: readonly Buffer[] };

export type EvidenceText = Evidence & {
  /** What was found, in one sentence. */
  says: string;
  /** Of the log, and the verifier key as text. */
  address: string;
  vkey: string;
  /** ms since 1970. */
  found: number;
};

const PARTS = ['KEPT CHECKPOINT', 'SERVED CHECKPOINT', 'HASHES'] as const;

export function evidenceText(evidence: EvidenceText): string {
  const { kept, served, hashes, says, address, vkey, found } = evidence;
  const texts = [
    kept.toString('utf8'),
    served.toString('utf8'),
    hashes.map((hash) => `${hash.toString('base64')}\n`).join(''),
  ];
  const parts = PARTS.map(
    (name, at) => `-----BEGIN ${name}-----\n${texts[at]}-----END ${name}-----\n`,
  );
  return [
    'Of one audit log: a checkpoint that was kept, and one that was served later.',
    `Found at ${new Date(found).toISOString()}, from ${address}:`,
    `${says}.`,
    '',
    'Anybody can check this file alone:',
    `  wayhouse verify evidence <file> --key '${vkey}'`,
    '',
    ...parts,
  ].join('\n');
}

/**
 * What the text shows against the log of `key`: why no honest log has signed both. Undefined where both are signed and
 * do not contradict each other.
 * @throws NoteError when it is no such text, or one of the two is not signed by the key.
 */
export function checkEvidence(
  text: string,
  key: NoteKey,
): { says: string | undefined; kept: Checkpoint; served: Checkpoint } {
  const [kept, served, list] = PARTS.map((name) => partOf(text, name)) as [string, string, string];
  const hashes = list.split('\n').slice(0, -1).map(fromBase64);
  if (hashes.some((hash) => hash?.length !== HASH_BYTES))
    throw new NoteError('a hash that is none stands among the hashes');
  const [a, b] = [kept, served].map((note) => readCheckpoint(Buffer.from(note), key)) as [
    Checkpoint,
    Checkpoint,
  ];
  return { says: contradictionOf(a, b, hashes as Buffer[]), kept: a, served: b };
}

function partOf(text: string, name: string): string {
  const [begin, end] = [`-----BEGIN ${name}-----\n`, `-----END ${name}-----`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new NoteError(`the part ${name} is missing`);
  return text.slice(from + begin.length, to);
}

export type ServedText = Pick<EvidenceText, 'served' | 'says' | 'address' | 'vkey' | 'found'> & {
  /** The file in which the fault lies, as it was served when it was asked for once more. */
  file?: { path: string; bytes: Buffer };
};

/** What was served and does not hold, where no two signatures contradict each other: it shows what came, not who made it. */
export function servedText({ served, says, address, vkey, found, file }: ServedText): string {
  const lines = (bytes: Buffer): string => bytes.toString('base64').replace(/.{1,76}/g, '$&\n');
  return [
    `Served at ${new Date(found).toISOString()} from ${address}, where the log of`,
    `${vkey} is published:`,
    `${file ? `${file.path}: ` : ''}${says}.`,
    '',
    'The checkpoint, in base64:',
    lines(served),
    ...(file ? [`${file.path}, in base64:`, lines(file.bytes)] : []),
  ].join('\n');
}
