/** Files encrypted with age (age-encryption.org/v1) to those who may open them, packed with Zstandard inside. */
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import { Problem } from '../../http/problem.ts';

/**
 * Writes a file that is whole or not there.
 * @returns its size in bytes
 */
export async function writeSealed(
  file: string,
  recipients: readonly string[],
  content: AsyncIterable<Buffer>,
): Promise<number> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.draft`;
  const packed = Readable.from(content, { objectMode: true }).compose(
    createZstdCompress(),
  ) as Readable;
  const sealed = await encrypter.encrypt(Readable.toWeb(packed) as never);
  const handle = await open(draft, 'w', 0o600);
  try {
    await pipeline(
      Readable.fromWeb(sealed as unknown as ReadableStream),
      handle.createWriteStream({ flush: true }),
    );
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await handle.close().catch(() => {});
  }
  return sizeOf(file);
}

/** @throws Problem `bad_input` when there is nobody who could open what is written. */
export function refuseNobody(recipients: readonly string[]): void {
  if (recipients.length) return;
  throw new Problem('bad_input', {
    detail:
      'Nobody could open this backup: run wayhouse keys shares first, or set WAYHOUSE_BACKUP_RECIPIENTS.',
  });
}

async function sizeOf(file: string): Promise<number> {
  const handle = await open(file, 'r');
  const { size } = await handle.stat();
  await handle.close();
  return size;
}

/** The content of a sealed file. @throws Problem `bad_input` when the identity does not open it. */
export async function readSealed(file: string, identity: string): Promise<AsyncIterable<Buffer>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const bytes = createReadStream(file, { highWaterMark: 65_536 });
  const opened = await decrypter.decrypt(Readable.toWeb(bytes) as never).catch((cause: unknown) => {
    bytes.destroy();
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Problem('bad_input', {
      field: 'backup',
      detail: missing ? `There is no file ${file}.` : `This identity does not open ${file}.`,
      cause,
    });
  });
  return Readable.fromWeb(opened as unknown as ReadableStream).compose(
    createZstdDecompress(),
  ) as Readable;
}
