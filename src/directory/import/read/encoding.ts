/** Which encoding a file is in, by its first bytes and a score, and its bytes as UTF-8. */
import { analyse } from 'chardet';
import iconv from 'iconv-lite';

const SAMPLE = 256 * 1024;

export type Detected = { encoding: string; byteOrderMark: number };

const WINDOWS_PAGES: Record<string, string> = {
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-6': 'windows-1256',
  'ISO-8859-8': 'windows-1255',
  'ISO-8859-9': 'windows-1254',
};

/** UTF-8 unless the sample says otherwise: UTF-16 by its mark or its zeros, Windows and ISO pages by likelihood. */
export function detectEncoding(sample: Uint8Array): Detected {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf)
    return { encoding: 'utf-8', byteOrderMark: 3 };
  if (sample[0] === 0xff && sample[1] === 0xfe) return { encoding: 'utf-16le', byteOrderMark: 2 };
  if (sample[0] === 0xfe && sample[1] === 0xff) return { encoding: 'utf-16be', byteOrderMark: 2 };
  const zeros = [0, 0];
  for (let i = 0; i < Math.min(sample.length, 4_096); i++)
    if (sample[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const most = Math.min(sample.length, 4_096) / 2;
  if ((zeros[1] ?? 0) > most * 0.6 && (zeros[0] ?? 0) < most * 0.1)
    return { encoding: 'utf-16le', byteOrderMark: 0 };
  if ((zeros[0] ?? 0) > most * 0.6 && (zeros[1] ?? 0) < most * 0.1)
    return { encoding: 'utf-16be', byteOrderMark: 0 };
  const { valid, invalid } = utf8Score(sample);
  // A file with a few spoilt bytes is still UTF-8: its bad rows are named, the rest is kept.
  if (invalid === 0 || valid > invalid * 4) return { encoding: 'utf-8', byteOrderMark: 0 };
  const guess = analyse(sample.subarray(0, SAMPLE)).find(
    ({ name }) => name !== 'UTF-8' && name !== 'ASCII' && iconv.encodingExists(name),
  );
  const name: string = guess?.name ?? 'windows-1252';
  // ISO 8859 leaves 0x80–0x9F to controls; whoever uses them means the Windows page.
  return { encoding: (WINDOWS_PAGES[name] ?? name).toLowerCase(), byteOrderMark: 0 };
}

/** Multi-byte sequences that are well formed, and bytes that are not. A sequence cut by the end does not count. */
export function utf8Score(bytes: Uint8Array): { valid: number; invalid: number } {
  let valid = 0;
  let invalid = 0;
  for (let i = 0; i < bytes.length; ) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) {
      i += 1;
      continue;
    }
    const length = byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    if (length === 0 || byte > 0xf4) {
      invalid += 1;
      i += 1;
      continue;
    }
    if (i + length > bytes.length) break;
    let whole = true;
    for (let k = 1; k < length; k++) if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) whole = false;
    if (whole) valid += 1;
    else invalid += 1;
    i += whole ? length : 1;
  }
  return { valid, invalid };
}

/** The file's bytes in UTF-8, whatever they were, without a byte order mark. Malformed UTF-8 is passed on as it is. */
export async function* utf8Chunks(
  chunks: AsyncIterable<Uint8Array>,
  onDetected: (encoding: string) => void = () => {},
  forced?: string,
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array[] = [];
  let size = 0;
  let convert: ((chunk: Uint8Array) => Uint8Array) | undefined;
  let finish: () => Uint8Array = () => new Uint8Array();
  const start = (): Uint8Array => {
    const sample = head.length === 1 ? (head[0] ?? new Uint8Array()) : Buffer.concat(head);
    head = [];
    const found =
      forced === undefined
        ? detectEncoding(sample)
        : { encoding: forced, byteOrderMark: detectEncoding(sample).byteOrderMark };
    onDetected(found.encoding);
    if (found.encoding === 'utf-8') {
      convert = (chunk) => chunk;
      return sample.subarray(found.byteOrderMark);
    }
    const decoder = iconv.getDecoder(found.encoding);
    convert = (chunk) => Buffer.from(decoder.write(Buffer.from(chunk)), 'utf8');
    finish = () => Buffer.from(decoder.end() ?? '', 'utf8');
    return convert(sample.subarray(found.byteOrderMark));
  };
  for await (const chunk of chunks) {
    if (convert) {
      yield convert(chunk);
      continue;
    }
    head.push(chunk);
    size += chunk.length;
    if (size >= SAMPLE) yield start();
  }
  if (!convert) {
    if (size === 0) return;
    yield start();
  }
  const rest = finish();
  if (rest.length > 0) yield rest;
}
