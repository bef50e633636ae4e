/** Puts a pack where phones load it, packed, with what has changed since the last ones: a few kB instead of all of it. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync, brotliDecompress, constants } from 'node:zlib';
import { applyDifference } from '../../finder/index.ts';
import { makeDifference, sha256 } from './make-difference.ts';

export type PackEntry = {
  area: string;
  lang: string;
  file: string;
  /** The first 8 bytes of the file's SHA-256, in hexadecimal. */
  id: string;
  /** What the phone loads, in bytes. */
  bytes: number;
  listings: number;
  /** ms since 1970 UTC. */
  generatedAt: number;
};

/** `<area>-<lang>.changes.json`: from which older packs there is a difference to this one, and how large it is when packed. */
export type PackChanges = Pick<PackEntry, 'id' | 'bytes' | 'generatedAt'> & {
  from: Readonly<Record<string, number>>;
};

export type NewPack = Pick<PackEntry, 'area' | 'lang' | 'listings' | 'generatedAt'> & {
  content: Uint8Array;
};

/** A difference goes out only when it is smaller than this part of the whole (chapter 10, section 3.7). */
const SMALLER_THAN = 1 / 3;
/**
 * Older packs lie here, for nobody but this program: a place may have been hidden since they went out. Four a day for
 * a week; of what is older, a third or more has changed in a lively directory.
 */
export const OLDER = 'older';
const MOST_OLDER = 28;
export const OLDEST_MS = 7 * 86_400_000;
const ID_LENGTH = 16;

type Difference = { plain: Uint8Array; packed: Uint8Array };

const unpack = promisify(brotliDecompress);

/**
 * Publishes the pack, then the differences that lead to it. A phone that asks in between gets the older ones: they make the
 * pack before this one, signed as this one.
 */
export async function publishPack(folder: string, pack: NewPack): Promise<PackEntry> {
  const { area, lang, content, listings, generatedAt } = pack;
  const name = `${area}-${lang}`;
  const file = `${name}.whp`;
  const packed = brotli(content);
  await publish(join(folder, file), content);
  await publish(join(folder, `${file}.br`), packed);
  const id = packId(content);
  const entry = { area, lang, file, id, bytes: packed.length, listings, generatedAt };
  await publishChanges(folder, name, { entry, content, packed });
  return entry;
}

/** By which a pack is called in lists and differences. */
export function packId(content: Uint8Array): string {
  return sha256(content).toString('hex').slice(0, ID_LENGTH);
}

async function publishChanges(
  folder: string,
  name: string,
  { entry, content, packed }: { entry: PackEntry; content: Uint8Array; packed: Uint8Array },
): Promise<void> {
  const { id, bytes, generatedAt } = entry;
  const older = join(folder, OLDER);
  await mkdir(older, { recursive: true, mode: 0o700 });
  const from: Record<string, number> = {};
  let left = MOST_OLDER - 1;
  for (const base of await olderPacks(older, name)) {
    if (base.id === id) continue;
    const isOver = left === 0 || generatedAt - base.generatedAt > OLDEST_MS;
    const difference = isOver ? undefined : await differenceFrom(base.path, content);
    const path = join(folder, `${name}.${base.id}.whd`);
    if (difference && difference.packed.length < bytes * SMALLER_THAN) {
      await publish(path, difference.plain);
      await publish(`${path}.br`, difference.packed);
      from[base.id] = difference.packed.length;
      left--;
    } else {
      for (const one of [path, `${path}.br`, base.path]) await rm(one, { force: true });
    }
  }
  await publish(join(older, `${name}.${String(generatedAt)}.${id}.br`), packed);
  const changes: PackChanges = { id, bytes, generatedAt, from };
  await publish(join(folder, `${name}.changes.json`), JSON.stringify(changes));
}

/** The kept packs of a name, the newest first. */
async function olderPacks(
  folder: string,
  name: string,
): Promise<{ path: string; id: string; generatedAt: number }[]> {
  const found = (await readdir(folder)).flatMap((file) => {
    if (!file.startsWith(`${name}.`) || !file.endsWith('.br')) return [];
    const [generatedAt = '', id = ''] = file.slice(name.length + 1).split('.');
    return [{ path: join(folder, file), id, generatedAt: Number(generatedAt) }];
  });
  return found.sort((a, b) => b.generatedAt - a.generatedAt);
}

/** Nothing when the older file cannot be read any more: of another format, or damaged. */
async function differenceFrom(path: string, content: Uint8Array): Promise<Difference | undefined> {
  try {
    const base = await unpack(await readFile(path));
    const plain = makeDifference(base, content);
    // A difference that led elsewhere would cost every phone the way to the whole.
    if (Buffer.compare(applyDifference(plain, base), content) !== 0) return undefined;
    return { plain, packed: brotli(plain) };
  } catch {
    return undefined;
  }
}

/** Here and not in the pool of threads that packs answers: this thread may wait, they may not. */
function brotli(content: Uint8Array): Buffer {
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}

/** Whoever reads meanwhile gets the older file or the new one. */
export async function publish(path: string, content: Uint8Array | string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, content);
  await rename(draft, path);
}
