/** Fields one behind the other: numbers as LEB128 (7 bits a byte, low first), bytes behind their length. */

export class ByteWriter {
  #parts: Buffer[] = [];

  number(value: number): this {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
    return this.fixed(Buffer.from(bytes));
  }

  fixed(bytes: Buffer): this {
    this.#parts.push(bytes);
    return this;
  }

  text(value: string): this {
    const bytes = Buffer.from(value);
    return this.number(bytes.length).fixed(bytes);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** @throws RangeError past the end, or for a number above 2^53. */
export class ByteReader {
  #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.fixed(1)[0] as number;
      value += (byte % 128) * scale;
      if (!Number.isSafeInteger(value)) throw new RangeError('a number above 2^53');
      if (byte < 128) return value;
    }
  }

  fixed(length: number): Buffer {
    if (length > this.left) throw new RangeError('cut short');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  text(): string {
    return this.fixed(this.number()).toString('utf8');
  }
}
