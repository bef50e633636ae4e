/**
 * Documents by code in one file, read piece by piece: the memory holds only where each begins, so that a
 * million listings cost some ten megabytes. Reading is synchronous: a page shows some twenty of them, each
 * a read of a few kilobytes from the cache of the system.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { LiveDocument } from './document.ts';

const CHUNK = 1 << 20;

/** Writes documents in any order; `finish` writes the index beside them. */
export class DocumentWriter {
  readonly #file: FileHandle;
  readonly #indexPath: string;
  readonly #codes: number[] = [];
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #position = 0;

  private constructor(file: FileHandle, indexPath: string) {
    this.#file = file;
    this.#indexPath = indexPath;
  }

  static async create(path: string): Promise<DocumentWriter> {
    return new DocumentWriter(await open(path, 'w'), `${path}.index`);
  }

  async add(code: string, document: LiveDocument): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(document));
    this.#codes.push(Number(code));
    this.#starts.push(this.#position);
    this.#lengths.push(bytes.length);
    this.#position += bytes.length;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= CHUNK) await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (bytes.length > 0) await this.#file.writeFile(bytes);
  }

  /** Both files are on the disk when this resolves. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#file.sync();
    await this.#file.close();
    const order = this.#codes
      .map((_, n) => n)
      .sort((a, b) => (this.#codes[a] ?? 0) - (this.#codes[b] ?? 0));
    const index = await open(this.#indexPath, 'w');
    await index.writeFile(bytesOf(Float64Array.from(order, (n) => this.#starts[n] ?? 0)));
    await index.writeFile(bytesOf(Uint32Array.from(order, (n) => this.#lengths[n] ?? 0)));
    await index.writeFile(bytesOf(Uint32Array.from(order, (n) => this.#codes[n] ?? 0)));
    await index.sync();
    await index.close();
  }

  async abandon(): Promise<void> {
    await this.#file.close();
  }
}

function bytesOf(array: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

const BYTES_PER_ENTRY = 8 + 4 + 4;

export class DocumentFile {
  readonly #descriptor: number;
  readonly #codes: Uint32Array;
  readonly #starts: Float64Array;
  readonly #lengths: Uint32Array;

  private constructor(descriptor: number, index: Uint8Array<ArrayBuffer>) {
    const count = index.byteLength / BYTES_PER_ENTRY;
    this.#descriptor = descriptor;
    this.#starts = new Float64Array(index.buffer, 0, count);
    this.#lengths = new Uint32Array(index.buffer, count * 8, count);
    this.#codes = new Uint32Array(index.buffer, count * 12, count);
  }

  /** @throws when a file is missing or the index is cut short */
  static async open(path: string): Promise<DocumentFile> {
    const index = Uint8Array.from(await readFile(`${path}.index`));
    if (index.byteLength % BYTES_PER_ENTRY !== 0) throw new Error(`${path}.index is cut short`);
    return new DocumentFile(openSync(path, 'r'), index);
  }

  get count(): number {
    return this.#codes.length;
  }

  read(code: string): LiveDocument | undefined {
    const at = this.#find(Number(code));
    if (at < 0) return undefined;
    const bytes = Buffer.allocUnsafe(this.#lengths[at] ?? 0);
    const got = readSync(this.#descriptor, bytes, 0, bytes.length, this.#starts[at] ?? 0);
    if (got !== bytes.length) return undefined;
    return JSON.parse(bytes.toString('utf8')) as LiveDocument;
  }

  /** Every code, in order of number. */
  codes(): Uint32Array {
    return this.#codes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #find(code: number): number {
    let low = 0;
    let high = this.#codes.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#codes[middle] ?? 0;
      if (found === code) return middle;
      if (found < code) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
