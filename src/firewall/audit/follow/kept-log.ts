/**
 * The folder of a follower. What is fetched lies in `incoming/` until it is verified; then the new checkpoint is put
 * beside it, which is the moment from which it counts, and all of it goes to its place. A kill at any time leaves the
 * state before or the state after, and `folderSource` reads both.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { Problem } from '../../../http/problem.ts';
import { readCheckpoint } from '../checkpoint.ts';
import { logFolder, makeFolder, readFolder, replace, syncFolder } from '../log-folder.ts';
import { folderSource, INCOMING, type LogSource } from '../log-source.ts';
import { levelCount, parseTilePath, TILE_WIDTH, tilePath, tileWidth } from '../tile-paths.ts';
import type { LogFile } from '../tile-tree.ts';
import type { RulesState } from '../verify-leaves.ts';
import { lockFolder } from './folder-lock.ts';

/** What the next entries are held against, of the log with this size and root. `readWhole`: ms since 1970. */
export type Memory = RulesState & { size: number; root: string; readWhole: number };

/** A file that is kept is not the one whose hash is signed: the fault is on this machine. */
export class KeptDamaged extends Error {
  override name = 'KeptDamaged';
}

const MOST_EVIDENCE = 1_000;
const SIGNED_TWICE = 'contradiction-';

export class KeptLog {
  readonly folder: string;
  #release: () => void;

  private constructor(folder: string, release: () => void) {
    this.folder = folder;
    this.#release = release;
  }

  /**
   * Opens the folder, new or not, and brings to its end what a kill left half done.
   * @param vkey the key of the log that is followed there
   * @throws Problem `bad_input` for a folder that is not a follower's or follows another log, `conflict` for one in use
   */
  static async open(folder: string, vkey: string): Promise<KeptLog> {
    await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw wrong(`${folder} cannot be made: ${error.code ?? error.message}.`);
    });
    await isNew(folder);
    const { release } = lockFolder(folder);
    try {
      const kept = new KeptLog(folder, release);
      // Asked again: until now another one could have been at work.
      if (await isNew(folder)) await kept.#put('key', Buffer.from(`${vkey}\n`));
      const own = (await readFile(join(folder, 'key'), 'utf8')).trim();
      if (own !== vkey)
        throw wrong(`${folder} follows the log of the key ${own}. Give that key, or a new folder.`);
      await kept.#finish();
      return kept;
    } catch (error) {
      release();
      throw error;
    }
  }

  close(): void {
    this.#release();
  }

  /** What is kept and was verified. */
  get source(): LogSource {
    return folderSource(this.folder);
  }

  /** Undefined also where it cannot be read: then it is made anew from the entries. */
  async memory(): Promise<Memory | undefined> {
    const bytes = await readFolder(this.folder)('memory.json');
    try {
      const { size, root, readWhole, minute, counts } = JSON.parse(String(bytes)) as Memory;
      const isSound =
        typeof minute === 'string' &&
        Number.isSafeInteger(readWhole) &&
        counts.every((pair) => pair.length === 2 && pair.every(Number.isSafeInteger));
      return isSound ? { size, root, readWhole, minute, counts } : undefined;
    } catch {
      return undefined;
    }
  }

  async remember(memory: Memory): Promise<void> {
    await this.#put('memory.json', asBytes(memory));
  }

  /** A file that was fetched before and not kept yet. */
  staged(path: string): Promise<Buffer | undefined> {
    return readFolder(join(this.folder, INCOMING))(path);
  }

  /**
   * Lays files aside that are not kept yet.
   * @throws KeptDamaged where one is kept with other bytes
   */
  async stage(files: readonly LogFile[]): Promise<void> {
    const kept = readFolder(this.folder);
    const fresh: LogFile[] = [];
    for (const file of files) {
      const there = await kept(file.path);
      if (there && !there.equals(file.bytes))
        throw new KeptDamaged(`${file.path} was changed here`);
      if (!there) fresh.push(file);
    }
    const aside = logFolder(join(this.folder, INCOMING));
    // What an earlier round fetched and nobody verified to the end gives way.
    for (const file of fresh)
      if (!(await this.staged(file.path))?.equals(file.bytes))
        await rm(join(this.folder, INCOMING, file.path), { force: true });
    await aside.writeOnce(fresh);
  }

  /** Forgets what was fetched and not kept; with `exceptFull` full tiles stay, which never change. */
  async unstage({ exceptFull = false } = {}): Promise<void> {
    const incoming = join(this.folder, INCOMING);
    if (!exceptFull) await rm(incoming, { recursive: true, force: true });
    for (const name of await filesUnder(incoming))
      if (parseTilePath(name)?.width !== TILE_WIDTH) await rm(join(incoming, name));
  }

  /** Makes all that is staged, with this checkpoint, the kept state. */
  async commit(checkpoint: Buffer, memory: Memory): Promise<void> {
    await this.#put(join(INCOMING, 'memory.json'), asBytes(memory));
    await this.#put(join(INCOMING, 'checkpoint'), checkpoint);
    await this.#finish();
  }

  /** A checkpoint of the same tree, signed later. */
  async resign(checkpoint: Buffer): Promise<void> {
    await this.#put('checkpoint', checkpoint);
  }

  /** The first signed checkpoint whose files were not all fetched since. */
  seen(): Promise<Buffer | undefined> {
    return readFolder(this.folder)('seen');
  }

  async see(checkpoint: Buffer): Promise<void> {
    await this.#put('seen', checkpoint);
  }

  async forgetSeen(): Promise<void> {
    await rm(join(this.folder, 'seen'), { force: true });
  }

  /**
   * Writes evidence once. `isSigned`: two checkpoints that contradict each other, which is said from then on.
   * Gives its path; undefined where so much lies there already that no more is kept.
   */
  async keepEvidence(text: string, about: Buffer, isSigned: boolean): Promise<string | undefined> {
    const mark = createHash('sha256').update(about).digest('hex').slice(0, 16);
    const path = join('evidence', `${isSigned ? SIGNED_TWICE : 'served-'}${mark}.txt`);
    const names = await readdir(join(this.folder, 'evidence')).catch((): string[] => []);
    if (!names.includes(basename(path))) {
      if (names.length >= MOST_EVIDENCE) return undefined;
      await this.#put(path, Buffer.from(text));
    }
    return join(this.folder, path);
  }

  /** Contradictions found before, as paths. */
  async contradictions(): Promise<string[]> {
    const names = await readdir(join(this.folder, 'evidence')).catch((): string[] => []);
    return names
      .filter((name) => name.startsWith(SIGNED_TWICE) && name.endsWith('.txt'))
      .map((name) => join(this.folder, 'evidence', name));
  }

  /** From the moment that `incoming/checkpoint` is there: everything to its place, and its checkpoint last. */
  async #finish(): Promise<void> {
    const incoming = join(this.folder, INCOMING);
    const next = await this.staged('checkpoint');
    if (!next) return;
    const kept = readFolder(this.folder);
    const touched = new Set<string>();
    const move = async (name: string): Promise<void> => {
      const target = join(this.folder, name);
      for (const made of await makeFolder(dirname(target))) touched.add(made);
      await rename(join(incoming, name), target);
      touched.add(dirname(target));
    };
    for (const name of await filesUnder(incoming)) {
      if (!parseTilePath(name)) continue;
      if (await kept(name)) throw new KeptDamaged(`${name} is there twice`);
      await move(name);
    }
    for (const one of touched) await syncFolder(one);
    await this.#dropNarrower(sizeOf(await kept('checkpoint')), sizeOf(next));
    if (await this.staged('memory.json')) await move('memory.json');
    await move('checkpoint');
    await syncFolder(this.folder);
    await rm(incoming, { recursive: true, force: true });
  }

  /** Partial files of the old right edge whose wider ones are kept now. */
  async #dropNarrower(old: number, size: number): Promise<void> {
    const levels = ['entries' as const, ...Array.from({ length: 8 }, (_, level) => level)];
    for (const level of levels) {
      const n = Math.floor(levelCount(old, level === 'entries' ? 0 : level) / TILE_WIDTH);
      const partials = `${tilePath({ level, n, width: TILE_WIDTH })}.p`;
      const width = tileWidth(size, level, n);
      for (const name of await readdir(join(this.folder, partials)).catch(() => []))
        if (Number(name) !== width) await rm(join(this.folder, partials, name));
      if (width === TILE_WIDTH)
        await rm(join(this.folder, partials), { recursive: true, force: true });
    }
  }

  async #put(name: string, bytes: Buffer): Promise<void> {
    const target = join(this.folder, name);
    for (const made of await makeFolder(dirname(target))) await syncFolder(made);
    await replace(target, bytes);
    await syncFolder(dirname(target));
  }
}

/** @throws Problem `bad_input` for a folder with something in it that no follower made */
async function isNew(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  if (names.includes('key')) return false;
  const strange = names.find((name) => !['follower.lock', 'key.new'].includes(name));
  if (strange !== undefined)
    throw wrong(
      `${folder} is not empty and no follower made it (${strange} lies there). Give a new folder.`,
    );
  return true;
}

/** Paths of all files under a folder, with `/` between their parts. */
async function filesUnder(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function sizeOf(checkpoint: Buffer | undefined): number {
  return checkpoint ? readCheckpoint(checkpoint).size : 0;
}

const asBytes = (memory: Memory): Buffer => Buffer.from(`${JSON.stringify(memory)}\n`);

function wrong(detail: string): Problem {
  return new Problem('bad_input', { field: 'folder', detail });
}
