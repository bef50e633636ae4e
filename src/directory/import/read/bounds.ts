/** What an import reads, and how much of it at most. */
import { Problem } from '../../../http/problem.ts';
import { MOST_BYTES } from '../limits.ts';

export type InputFile = {
  /** Name inside the folder or package. */
  name: string;
  /** Bytes when unpacked, if known. */
  size?: number;
  open(): AsyncIterable<Uint8Array>;
};

export type Input = { files: InputFile[]; close(): Promise<void> };

export function tooLarge(bytes: number): Problem {
  return new Problem('too_large', {
    field: 'path',
    detail: `An import takes up to ${MOST_BYTES / 1024 / 1024} MB; this has ${Math.ceil(bytes / 1024 / 1024)} MB. Split it.`,
  });
}

/** `chunks`, ended with a problem once they exceed what an import takes: sizes that a package states may be false. */
export async function* bounded(
  chunks: AsyncIterable<Uint8Array>,
  account: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    account.bytes += chunk.length;
    if (account.bytes > MOST_BYTES) throw tooLarge(account.bytes);
    yield chunk;
  }
}
