/**
 * The inside of a backup: frames of `kind 1 | length 4 | bytes`, so that a table's rows need no escaping. Pure.
 * `H` header, `T` a table begins, `D` rows of it in COPY's text form, `E` it ends, `Z` the whole ends.
 */
import { Problem } from '../../http/problem.ts';

export type FrameKind = 'H' | 'T' | 'D' | 'E' | 'Z';
export type Frame = { kind: FrameKind; bytes: Buffer };

const HEAD_BYTES = 5;
const MOST_BYTES = 2 ** 28;
const KINDS = 'HTDEZ';

export function frame(kind: FrameKind, bytes: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(kind, 'latin1');
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

export const jsonFrame = (kind: FrameKind, value: unknown): Buffer =>
  frame(kind, Buffer.from(JSON.stringify(value)));

/** The frames of a stream of bytes. @throws Problem `bad_input` when it breaks off or holds something else. */
export async function* frames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let held = Buffer.alloc(0);
  for await (const chunk of source) {
    held = held.length ? Buffer.concat([held, chunk]) : Buffer.from(chunk);
    for (;;) {
      if (held.length < HEAD_BYTES) break;
      const kind = held.toString('latin1', 0, 1);
      const length = held.readUInt32BE(1);
      if (!KINDS.includes(kind) || length > MOST_BYTES)
        throw broken('holds something that is no backup');
      if (held.length < HEAD_BYTES + length) break;
      yield { kind: kind as FrameKind, bytes: held.subarray(HEAD_BYTES, HEAD_BYTES + length) };
      held = held.subarray(HEAD_BYTES + length);
    }
  }
  if (held.length) throw broken('breaks off');
}

export const broken = (how: string): Problem =>
  new Problem('bad_input', { field: 'backup', detail: `The backup ${how}. Take another one.` });
