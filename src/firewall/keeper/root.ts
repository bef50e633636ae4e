/** The root key: a file that only its owner may read, or a passphrase given at each start (section 7, Root). */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { hashRaw } from '@node-rs/argon2';
import { Problem } from '../../http/problem.ts';
import { derive, KEY_BYTES, unwrap, wrap } from './hierarchy.ts';

export type RootOptions = {
  /** The keystore's folder. */
  folder: string;
  mode: 'auto' | 'manned';
  /** Asked for once, in manned mode. */
  passphrase?: () => Promise<string>;
  /** Folders in which the keystore must not lie: data and backups. */
  apartFrom: readonly string[];
};

const KEY_FILE = 'root.key';
const PASSPHRASE_FILE = 'root.json';
const LEAST_PASSPHRASE = 16;
/** RFC 9106, second recommended option, with more passes: 64 MiB, 3 passes, 1 lane. */
const ARGON = { memoryCost: 65_536, timeCost: 3, parallelism: 1, outputLen: KEY_BYTES } as const;
const CHECK = 'wayhouse root';

/**
 * The root key, made at the first start.
 * @throws Problem `bad_input` when the folder lies within data or backups, when others may read it, when the
 * passphrase is wrong or too short, or when the keystore was made in the other mode.
 */
export async function openRoot(options: RootOptions): Promise<Buffer> {
  const folder = resolve(options.folder);
  for (const other of options.apartFrom) refuseWithin(folder, resolve(other));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseWide(folder);
  const [keyFile, passphraseFile] = [join(folder, KEY_FILE), join(folder, PASSPHRASE_FILE)];
  const other = options.mode === 'auto' ? passphraseFile : keyFile;
  if (await isThere(other)) {
    throw new Problem('bad_input', {
      field: 'WAYHOUSE_KEYSTORE_MODE',
      detail: `The keystore in ${folder} was made in mode ${options.mode === 'auto' ? 'manned' : 'auto'}. Set WAYHOUSE_KEYSTORE_MODE to that.`,
    });
  }
  return options.mode === 'auto'
    ? fromFile(keyFile)
    : fromPassphrase(passphraseFile, (await options.passphrase?.()) ?? '');
}

async function fromFile(file: string): Promise<Buffer> {
  if (!(await isThere(file)))
    await writeNew(file, `${randomBytes(KEY_BYTES).toString('base64url')}\n`);
  await refuseWide(file);
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64url');
  if (key.length !== KEY_BYTES)
    throw new Problem('bad_input', { detail: `${file} does not hold a key of 32 bytes.` });
  return key;
}

async function fromPassphrase(file: string, passphrase: string): Promise<Buffer> {
  if (passphrase.length < LEAST_PASSPHRASE) {
    throw new Problem('bad_input', {
      field: 'passphrase',
      detail: `The keystore needs its passphrase: at least ${LEAST_PASSPHRASE} characters, best six or more random words.`,
    });
  }
  if (!(await isThere(file))) {
    const salt = randomBytes(16);
    const root = await stretched(passphrase, salt);
    const check = wrap(derive(root, 'check'), CHECK, Buffer.alloc(KEY_BYTES));
    await writeNew(
      file,
      `${JSON.stringify({ salt: salt.toString('base64url'), check: check.toString('base64url') })}\n`,
    );
  }
  await refuseWide(file);
  const kept = JSON.parse(await readFile(file, 'utf8')) as { salt: string; check: string };
  const root = await stretched(passphrase, Buffer.from(kept.salt, 'base64url'));
  if (!unwrap(derive(root, 'check'), CHECK, Buffer.from(kept.check, 'base64url'))) {
    throw new Problem('bad_input', {
      field: 'passphrase',
      detail: 'The passphrase does not open this keystore.',
    });
  }
  return root;
}

const stretched = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  hashRaw(passphrase.normalize('NFKC'), { ...ARGON, salt });

function refuseWithin(folder: string, other: string): void {
  const way = relative(other, folder);
  if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) {
    throw new Problem('bad_input', {
      field: 'WAYHOUSE_KEYSTORE',
      detail: `The keystore ${folder} lies within ${other}. Keys must not be copied together with what they open: choose a folder outside it.`,
    });
  }
}

async function refuseWide(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    throw new Problem('bad_input', {
      field: 'WAYHOUSE_KEYSTORE',
      detail: `Others may read ${path} (mode ${(mode & 0o777).toString(8)}). Run: chmod go-rwx ${path}`,
    });
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Writes a file that is whole or not there, and is on the disk when this returns. */
export async function writeNew(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}.draft`;
  const handle = await open(draft, 'wx', 0o600);
  await handle.writeFile(content);
  await handle.sync();
  await handle.close();
  await rename(draft, file);
  await syncFolder(join(file, '..'));
}

/** Makes a rename or a removal in `folder` durable. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}
