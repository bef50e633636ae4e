/**
 * Cuts a stream of JSON into records without ever holding the whole: arrays, pages (`contents`), tables
 * by name, GeoJSON features, NDJSON and single objects. Each record is parsed by itself, so a broken one
 * costs only itself; what breaks the structure around the records ends the file with its line.
 */
import { MOST_JSON_DEPTH, MOST_RECORD_BYTES } from '../limits.ts';

export type JsonRecord =
  /** `key`: the name of the list that holds it (`contents`, `services.csv`), when there is one. */
  | { value: unknown; key?: string; line: number }
  | { broken: string; key?: string; line: number }
  | { fatal: string; line: number };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const COMMA = 0x2c;
const COLON = 0x3a;
const LINE = 0x0a;

/** Where the scanner stands between records. */
type Where =
  | 'root'
  | 'list'
  | 'after-item'
  | 'object'
  | 'after-key'
  | 'before-value'
  | 'after-value';

export type JsonRecordOptions = {
  /** Which lists of a root object hold records of their own; the others belong to the object. */
  isList: (key: string, keysBefore: readonly string[]) => boolean;
  mostDepth?: number;
};

export class JsonRecords {
  readonly #options: JsonRecordOptions;
  #where: Where = 'root';
  #line = 1;
  /** Being inside a list of a root object, or of the root itself. */
  #inRootObject = false;
  #listKey: string | undefined;
  #key = '';
  #keys: string[] = [];
  #pairs: string[] = [];
  #objectLine = 1;
  #streamed = false;
  // The value being captured.
  #capturing = false;
  #isKey = false;
  #depth = 0;
  #deepest = 0;
  #inString = false;
  #escaped = false;
  #primitive = false;
  #parts: Uint8Array[] = [];
  #size = 0;
  #startLine = 1;
  #dead = false;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(options: JsonRecordOptions) {
    this.#options = options;
  }

  /** Records that end inside `chunk`. */
  feed(chunk: Uint8Array): JsonRecord[] {
    const out: JsonRecord[] = [];
    let start = this.#capturing ? 0 : -1;
    let i = 0;
    while (i < chunk.length && !this.#dead) {
      if (this.#capturing) {
        const end = this.#capture(chunk, i);
        if (end === -1) {
          this.#keep(chunk.subarray(start), out);
          return out;
        }
        this.#keep(chunk.subarray(start, end), out);
        if (this.#dead) return out;
        this.#finish(out);
        start = -1;
        i = end;
        continue;
      }
      const byte = chunk[i] ?? 0;
      if (byte === LINE) this.#line += 1;
      if (byte === 0x20 || byte === LINE || byte === 0x0d || byte === 0x09 || byte === 0x1e) {
        i += 1;
      } else if (this.#step(byte, out)) {
        start = i;
      } else i += 1;
    }
    return out;
  }

  /** What is left when the stream ends: nothing, or the reason why the file is not whole. */
  end(): JsonRecord[] {
    const out: JsonRecord[] = [];
    if (this.#dead) return out;
    if (this.#capturing && this.#primitive) this.#finish(out);
    if (this.#capturing || this.#where !== 'root') {
      out.push({
        fatal: this.#capturing
          ? `The file ends in the middle of a record that begins on line ${this.#startLine}.`
          : 'The file ends before its JSON is closed.',
        line: this.#line,
      });
    }
    return out;
  }

  /** Acts on one structural byte. True: a value begins here and is to be captured. */
  #step(byte: number, out: JsonRecord[]): boolean {
    switch (this.#where) {
      case 'root':
        if (byte === OPEN_LIST) {
          this.#where = 'list';
          return false;
        }
        if (byte === OPEN_OBJECT) {
          this.#where = 'object';
          this.#inRootObject = true;
          this.#objectLine = this.#line;
          this.#keys = [];
          this.#pairs = [];
          this.#streamed = false;
          return false;
        }
        // Some writers put commas between the lines of an NDJSON file.
        return byte === COMMA ? false : this.#begin(byte, out);
      case 'list':
      case 'after-item':
        if (byte === CLOSE_LIST) {
          this.#where = this.#inRootObject ? 'after-value' : 'root';
          this.#listKey = undefined;
          return false;
        }
        if (this.#where === 'after-item') {
          if (byte === COMMA) this.#where = 'list';
          else this.#die('Expected a comma between records.', out);
          return false;
        }
        return this.#begin(byte, out);
      case 'object':
        if (byte === CLOSE_OBJECT) {
          this.#closeObject(out);
          return false;
        }
        if (byte !== QUOTE) {
          this.#die('Expected a key in quotes.', out);
          return false;
        }
        this.#isKey = true;
        return this.#begin(byte, out);
      case 'after-key':
        if (byte === COLON) this.#where = 'before-value';
        else this.#die('Expected a colon after a key.', out);
        return false;
      case 'before-value':
        if (byte === OPEN_LIST && this.#options.isList(this.#key, this.#keys)) {
          this.#listKey = this.#key;
          this.#streamed = true;
          this.#where = 'list';
          return false;
        }
        return this.#begin(byte, out);
      case 'after-value':
        if (byte === COMMA) this.#where = 'object';
        else if (byte === CLOSE_OBJECT) this.#closeObject(out);
        else this.#die('Expected a comma or a closing brace.', out);
        return false;
    }
  }

  #begin(byte: number, out: JsonRecord[]): boolean {
    if (byte === CLOSE_LIST || byte === CLOSE_OBJECT || byte === COLON || byte === COMMA) {
      this.#die('Expected a value.', out);
      return false;
    }
    this.#capturing = true;
    this.#depth = 0;
    this.#deepest = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#primitive = byte !== QUOTE && byte !== OPEN_LIST && byte !== OPEN_OBJECT;
    this.#parts = [];
    this.#size = 0;
    this.#startLine = this.#line;
    return true;
  }

  /** Index behind the captured value, or -1 when it goes on in the next chunk. */
  #capture(chunk: Uint8Array, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (byte === LINE) this.#line += 1;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          if (this.#depth === 0) return i + 1;
        }
      } else if (this.#primitive) {
        if (
          byte === COMMA ||
          byte === CLOSE_LIST ||
          byte === CLOSE_OBJECT ||
          byte === LINE ||
          byte === 0x0d ||
          byte === 0x20 ||
          byte === 0x09
        ) {
          if (byte === LINE) this.#line -= 1;
          return i;
        }
      } else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        this.#depth += 1;
        if (this.#depth > this.#deepest) this.#deepest = this.#depth;
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        this.#depth -= 1;
        if (this.#depth === 0) return i + 1;
      }
    }
    return -1;
  }

  #keep(part: Uint8Array, out: JsonRecord[]): void {
    this.#size += part.length;
    if (this.#size > MOST_RECORD_BYTES) {
      this.#parts = [];
      this.#die(
        `The record that begins on line ${this.#startLine} is longer than 16 MB, or a quote is not closed.`,
        out,
      );
      return;
    }
    // The chunk's memory may be used again by the reader.
    if (part.length > 0) this.#parts.push(part.slice());
  }

  #finish(out: JsonRecord[]): void {
    this.#capturing = false;
    const bytes =
      this.#parts.length === 1 ? (this.#parts[0] ?? new Uint8Array()) : Buffer.concat(this.#parts);
    this.#parts = [];
    let text: string;
    try {
      text = this.#decoder.decode(bytes);
    } catch {
      if (this.#isKey) this.#die('A key is not valid UTF-8.', out);
      else {
        this.#record({ broken: 'The record is not valid UTF-8.', line: this.#startLine }, out);
      }
      return;
    }
    if (this.#isKey) {
      this.#isKey = false;
      try {
        this.#key = String(JSON.parse(text));
      } catch {
        this.#die('A key is not valid JSON.', out);
        return;
      }
      this.#where = 'after-key';
      return;
    }
    if (this.#deepest > (this.#options.mostDepth ?? MOST_JSON_DEPTH)) {
      this.#record(
        {
          broken: `The record nests deeper than ${MOST_JSON_DEPTH} levels.`,
          line: this.#startLine,
        },
        out,
      );
      return;
    }
    if (this.#where === 'before-value') {
      this.#pairs.push(`${JSON.stringify(this.#key)}:${text}`);
      this.#keys.push(this.#key);
      this.#where = 'after-value';
      return;
    }
    this.#record(parsed(text, this.#startLine), out);
  }

  #record(record: Exclude<JsonRecord, { fatal: string }>, out: JsonRecord[]): void {
    if (this.#where === 'before-value') {
      // The value of one key is spoilt: the object goes on without it, and the loss is named.
      this.#where = 'after-value';
      this.#keys.push(this.#key);
    } else if (this.#where === 'list') this.#where = 'after-item';
    out.push(this.#listKey === undefined ? record : { ...record, key: this.#listKey });
  }

  #closeObject(out: JsonRecord[]): void {
    this.#where = 'root';
    this.#inRootObject = false;
    // An object that only wrapped lists was an envelope, not a record.
    if (!this.#streamed) out.push(parsed(`{${this.#pairs.join(',')}}`, this.#objectLine));
    this.#pairs = [];
  }

  #die(sentence: string, out: JsonRecord[]): void {
    this.#dead = true;
    this.#capturing = false;
    out.push({ fatal: sentence, line: this.#line });
  }
}

function parsed(text: string, line: number): Exclude<JsonRecord, { fatal: string }> {
  try {
    return { value: JSON.parse(text) as unknown, line };
  } catch (error) {
    const where = /at position (\d+)/.exec(String(error));
    const more = where ? (text.slice(0, Number(where[1])).match(/\n/g)?.length ?? 0) : 0;
    return { broken: 'The record is not valid JSON.', line: line + more };
  }
}
