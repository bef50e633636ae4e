/**
 * Gzip for pages that begin alike: the beginning is packed once, what follows is packed against it, and both
 * stand in one stream (RFC 1951 blocks may refer back over their borders; RFC 1952 wraps them). A page may
 * also have one gap, filled anew for each reader without packing the page again.
 */
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { appendZeros, zerosFactor } from './crc-parts.ts';

const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** How far deflate looks back. */
const WINDOW = 32_768;
const FRONT_LEVEL = 9;
const LEVEL = 6;

const unfinished = { finishFlush: constants.Z_SYNC_FLUSH };

/** The last bytes that deflate can refer to. */
function windowOf(bytes: Buffer): Buffer {
  return bytes.subarray(Math.max(0, bytes.length - WINDOW));
}

function trailer(crc: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeUInt32LE(crc, 0);
  bytes.writeUInt32LE(length >>> 0, 4);
  return bytes;
}

/** The beginning that pages share. */
export class GzipFront {
  readonly #bytes: Buffer;
  readonly #packed: Buffer;
  readonly #crc: number;

  constructor(text: string) {
    this.#bytes = Buffer.from(text);
    this.#crc = crc32(this.#bytes);
    this.#packed = Buffer.concat([
      HEADER,
      deflateRawSync(this.#bytes, { level: FRONT_LEVEL, ...unfinished }),
    ]);
  }

  /** The whole page: a gzip file of one member. */
  pack(rest: string): Buffer {
    const bytes = Buffer.from(rest);
    return Buffer.concat([
      this.#packed,
      deflateRawSync(bytes, { level: LEVEL, dictionary: windowOf(this.#bytes) }),
      trailer(crc32(bytes, this.#crc), this.#bytes.length + bytes.length),
    ]);
  }

  /**
   * A page with a gap between two parts.
   * @param gap bytes of every text that will fill it, at most 65,535
   * @returns makes the whole page from the text of the gap; throws RangeError when that has another length
   */
  packAround(before: string, gap: number, after: string): (filling: string) => Buffer {
    const first = Buffer.from(before);
    const last = Buffer.from(after);
    // Zero bytes stand for the filling: no page holds one, so nothing behind the gap refers into it.
    const ahead = Buffer.concat([this.#bytes, first, Buffer.alloc(gap)]);
    const head = Buffer.concat([
      this.#packed,
      deflateRawSync(first, { level: LEVEL, dictionary: windowOf(this.#bytes), ...unfinished }),
      storedBlock(gap),
    ]);
    const tail = deflateRawSync(last, { level: LEVEL, dictionary: windowOf(ahead) });
    const crcBefore = crc32(first, this.#crc);
    const crcAfter = crc32(last);
    const factor = zerosFactor(last.length);
    const length = ahead.length + last.length;
    return (filling) => {
      const bytes = Buffer.from(filling);
      if (bytes.length !== gap)
        throw new RangeError(`The gap holds ${String(gap)} bytes, not ${String(bytes.length)}.`);
      const crc = (appendZeros(crc32(bytes, crcBefore), factor) ^ crcAfter) >>> 0;
      return Buffer.concat([head, bytes, tail, trailer(crc, length)]);
    };
  }
}

/** Head of a block that is not packed and not the last (RFC 1951, section 3.2.4). */
function storedBlock(length: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt16LE(length, 1);
  bytes.writeUInt16LE(~length & 0xffff, 3);
  return bytes;
}
