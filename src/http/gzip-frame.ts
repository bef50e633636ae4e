/**
 * Gzip for pages that begin and end alike: beginning and end are packed once, what stands between is packed
 * for each page, and all stand in one stream (RFC 1951 blocks; RFC 1952 wraps them). Nothing between refers
 * back into the beginning: that would save 2 % of a page, and teaching zlib the beginning takes a third of its
 * time. A page may also have one gap, filled anew for each reader without packing the page again.
 */
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { appendZeros, zerosFactor } from './crc-parts.ts';

const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** How far deflate looks back. */
const WINDOW = 32_768;
const ONCE_LEVEL = 9;
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

/** The beginning and the end that pages share. */
export class GzipFrame {
  readonly #frontPacked: Buffer;
  readonly #frontCrc: number;
  readonly #back: Buffer;
  readonly #backPacked: Buffer;
  readonly #backCrc: number;
  readonly #backFactor: number;
  /** Bytes of beginning and end. */
  readonly #length: number;

  constructor(front: string, back: string) {
    const first = Buffer.from(front);
    this.#frontCrc = crc32(first);
    this.#frontPacked = Buffer.concat([
      HEADER,
      deflateRawSync(first, { level: ONCE_LEVEL, ...unfinished }),
    ]);
    this.#back = Buffer.from(back);
    this.#backCrc = crc32(this.#back);
    this.#backPacked = deflateRawSync(this.#back, { level: ONCE_LEVEL });
    this.#backFactor = zerosFactor(this.#back.length);
    this.#length = first.length + this.#back.length;
  }

  /** The whole page: a gzip file of one member. */
  pack(middle: string): Buffer {
    const bytes = Buffer.from(middle);
    const crc = appendZeros(crc32(bytes, this.#frontCrc), this.#backFactor) ^ this.#backCrc;
    return Buffer.concat([
      this.#frontPacked,
      deflateRawSync(bytes, { level: LEVEL, ...unfinished }),
      this.#backPacked,
      trailer(crc >>> 0, this.#length + bytes.length),
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
    const ahead = Buffer.concat([first, Buffer.alloc(gap)]);
    const head = Buffer.concat([
      this.#frontPacked,
      deflateRawSync(first, { level: LEVEL, ...unfinished }),
      storedBlock(gap),
    ]);
    const tail = Buffer.concat([
      deflateRawSync(last, { level: LEVEL, dictionary: windowOf(ahead), ...unfinished }),
      this.#backPacked,
    ]);
    const crcBefore = crc32(first, this.#frontCrc);
    const crcAfter = crc32(this.#back, crc32(last));
    const factor = zerosFactor(last.length + this.#back.length);
    const length = this.#length + ahead.length + last.length;
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
