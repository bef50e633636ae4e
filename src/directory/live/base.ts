/**
 * The base of the live index: the pack and the documents of one moment of the database, on disk, so that
 * a restart serves at once and the public site goes on without a database (chapter 10, section 3.6).
 * `base.json` names the files of the newest base and is replaced last, in one step.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodePack, type Pack } from '../../finder/index.ts';
import { DocumentFile } from './document-file.ts';

/** Another number here and bases that an older program wrote are built anew. */
const FORMAT = 2;

export type BaseDescription = {
  format: number;
  /** Names the files: `<name>.pack`, `<name>.documents`. */
  name: string;
  /** ms since 1970 UTC of the moment that was read. */
  generatedAt: number;
  /** The same moment as the database names it: the feed is read from here. */
  moment: string;
  holidays: Record<string, number[]>;
  listings: number;
  /** Codes of the points, few enough to look at all of them for the nearest one. */
  points: string[];
};

export type Base = BaseDescription & { pack: Pack; documents: DocumentFile };

export function basePaths(folder: string, name: string): { pack: string; documents: string } {
  return { pack: join(folder, `${name}.pack`), documents: join(folder, `${name}.documents`) };
}

export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
}

/** Makes `base` the newest and takes away the files of older ones; whoever has them open keeps them. */
export async function publishBase(folder: string, base: BaseDescription): Promise<void> {
  const waiting = join(folder, `${base.name}.json`);
  await writeFile(waiting, JSON.stringify(base));
  const file = await open(waiting, 'r+');
  await file.sync();
  await file.close();
  await rename(waiting, join(folder, 'base.json'));
  const stale = (await readdir(folder)).filter(
    (name) => name.startsWith('base-') && !name.startsWith(`${base.name}.`) && name < base.name,
  );
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })));
}

/** The SHA-256 of this machine, many times faster than one in plain JavaScript. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/**
 * The newest base; undefined when there is none that this program can read.
 * @param justMade true for one that a thread of ours has just written: its sums are not computed again
 */
export async function openBase(folder: string, justMade = false): Promise<Base | undefined> {
  try {
    const description = JSON.parse(
      await readFile(join(folder, 'base.json'), 'utf8'),
    ) as BaseDescription;
    if (description.format !== FORMAT) return undefined;
    const paths = basePaths(folder, description.name);
    const documents = await DocumentFile.open(paths.documents);
    return {
      ...description,
      documents,
      pack: decodePack(await readFile(paths.pack), { sha256: justMade ? false : sha256 }),
    };
  } catch {
    // Absent, half written or of another make: it is built anew from the database.
    return undefined;
  }
}

/** Names sort by time, so that an older base is recognised by its name alone. */
export function baseName(now: number, chance: string): string {
  return `base-${now.toString(36).padStart(9, '0')}-${chance}`;
}

export function describeBase(parts: Omit<BaseDescription, 'format'>): BaseDescription {
  return { format: FORMAT, ...parts };
}
