/**
 * Documents by code in one file, read piece by piece: the memory holds where each begins, so that a million
 * listings cost some ten megabytes, and those that were read last. Reading is synchronous: a page shows some
 * twenty of them, each a read of a few kilobytes from the cache of the system.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { LiveDocument } from './document.ts';

const CHUNK = 1 << 20;
/** Documents kept, counted as they stand in the file; as objects they take some four times as much. */
const KEPT_BYTES = 8 << 20;

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
  readonly #most: number;
  /** The one that was asked for longest ago stands first. The file never changes, so none grows old. */
  readonly #kept = new Map<number, LiveDocument>();
  #keptBytes = 0;
  readonly #descriptor: number;
  readonly #codes: Uint32Array;
  readonly #starts: Float64Array;
  readonly #lengths: Uint32Array;

  private constructor(descriptor: number, index: Uint8Array<ArrayBuffer>, most: number) {
    this.#most = most;
    const count = index.byteLength / BYTES_PER_ENTRY;
    this.#descriptor = descriptor;
    this.#starts = new Float64Array(index.buffer, 0, count);
    this.#lengths = new Uint32Array(index.buffer, count * 8, count);
    this.#codes = new Uint32Array(index.buffer, count * 12, count);
  }

  /**
   * @param most bytes of the file whose documents are kept in memory
   * @throws when a file is missing or the index is cut short
   */
  static async open(path: string, most = KEPT_BYTES): Promise<DocumentFile> {
    const index = Uint8Array.from(await readFile(`${path}.index`));
    if (index.byteLength % BYTES_PER_ENTRY !== 0) throw new Error(`${path}.index is cut short`);
    return new DocumentFile(openSync(path, 'r'), index, most);
  }

  get count(): number {
    return this.#codes.length;
  }

  /** Bytes of the file whose documents are in memory. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** The document of a code. Whoever asks for it must not change it: others get the same one. */
  read(code: string): LiveDocument | undefined {
    const at = this.#find(Number(code));
    if (at < 0) return undefined;
    const known = this.#kept.get(at);
    if (known) {
      this.#kept.delete(at);
      this.#kept.set(at, known);
      return known;
    }
    const document = this.#readAt(at);
    if (document) this.#keep(at, document);
    return document;
  }

  /** The same for one pass over many, of which none is asked for again soon. */
  readOnce(code: string): LiveDocument | undefined {
    const at = this.#find(Number(code));
    return at < 0 ? undefined : (this.#kept.get(at) ?? this.#readAt(at));
  }

  #readAt(at: number): LiveDocument | undefined {
    const bytes = Buffer.allocUnsafe(this.#lengths[at] ?? 0);
    const got = readSync(this.#descriptor, bytes, 0, bytes.length, this.#starts[at] ?? 0);
    if (got !== bytes.length) return undefined;
    return JSON.parse(bytes.toString('utf8')) as LiveDocument;
  }

  #keep(at: number, document: LiveDocument): void {
    this.#kept.set(at, document);
    this.#keptBytes += this.#lengths[at] ?? 0;
    for (const oldest of this.#kept.keys()) {
      if (this.#keptBytes <= this.#most) break;
      this.#kept.delete(oldest);
      this.#keptBytes -= this.#lengths[oldest] ?? 0;
    }
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
