/** Zip packages, read without unpacking to disk. What unpacks too large is refused before it is unpacked. */
import yauzl from 'yauzl';
import { Problem } from '../../../http/problem.ts';
import { MOST_BYTES, MOST_ZIP_ENTRIES, MOST_ZIP_RATIO } from '../limits.ts';
import { bounded, type Input, type InputFile, tooLarge } from './bounds.ts';

const READABLE = /\.(?:json|ndjson|jsonl|geojson|csv|tsv|txt)$/i;
/** Below this a high ratio is only a file of repetitions. */
const SMALL = 64 * 1024;

export async function openZip(path: string): Promise<Input> {
  const zip = await open(path);
  const files: InputFile[] = [];
  let total = 0;
  try {
    for (const entry of await entriesOf(zip)) {
      if (
        entry.fileName.endsWith('/') ||
        !READABLE.test(entry.fileName) ||
        /(?:^|\/)(?:__MACOSX|\._)/.test(entry.fileName)
      )
        continue;
      if (entry.isEncrypted()) throw refused('It is encrypted. Send it without a password.');
      if (
        entry.uncompressedSize > SMALL &&
        entry.uncompressedSize > MOST_ZIP_RATIO * Math.max(1, entry.compressedSize)
      ) {
        throw refused(
          `A file in it unpacks to more than ${MOST_ZIP_RATIO} times its size, as no table does.`,
        );
      }
      total += entry.uncompressedSize;
      if (total > MOST_BYTES) throw tooLarge(total);
      files.push({
        name: entry.fileName,
        size: entry.uncompressedSize,
        open: () => bounded(contents(zip, entry), { bytes: 0 }),
      });
    }
  } catch (error) {
    zip.close();
    throw error;
  }
  if (files.length === 0) {
    zip.close();
    throw new Problem('unsupported', {
      field: 'path',
      detail: 'The package holds no JSON and no tables.',
    });
  }
  return {
    files: files.sort((a, b) => (a.name < b.name ? -1 : 1)),
    close: async () => zip.close(),
  };
}

function refused(why: string): Problem {
  return new Problem('bad_input', { field: 'path', detail: `This package cannot be read. ${why}` });
}

function open(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(
      path,
      { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: false },
      (error, zip) => {
        if (error) reject(refused('It is damaged or not a zip file.'));
        else resolve(zip);
      },
    );
  });
}

function entriesOf(zip: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = [];
    if (zip.entryCount > MOST_ZIP_ENTRIES) {
      reject(refused(`It holds more than ${MOST_ZIP_ENTRIES} files.`));
      return;
    }
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', () => reject(refused('Its list of files is damaged.')));
    zip.readEntry();
  });
}

async function* contents(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncGenerator<Uint8Array> {
  const stream = await new Promise<AsyncIterable<Uint8Array>>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => {
      if (error) reject(refused(`"${entry.fileName}" in it is damaged.`));
      else resolve(opened as AsyncIterable<Uint8Array>);
    });
  });
  try {
    yield* stream;
  } catch (error) {
    throw error instanceof Problem ? error : refused(`"${entry.fileName}" in it is damaged.`);
  }
}
