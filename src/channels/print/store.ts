/** Prints of cards on disk, by code and form, each with the words that it was made of; the oldest go when it is full. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Printed } from './job.ts';

/** Counted up when the same words would give another print. */
const EDITION = 1;
const MOST_BYTES = 200_000_000;
const ENDING = '.print';

export type PrintStore = {
  /** The print of `name` made of exactly these words; nothing when there is none or it is damaged. */
  read(name: string, key: string): Promise<Printed | undefined>;
  /** Keeps it; an older print of the same name goes. A full or broken disk loses nothing but time. */
  write(name: string, key: string, printed: Printed): Promise<void>;
  /** Names of what is kept. */
  names(): Promise<readonly string[]>;
  drop(name: string): Promise<void>;
};

type Label = Omit<Printed, 'content'> & { key: string; edition: number };

/** @param folder is made when it is missing; nothing else may stand in it */
export function openPrintStore(folder: string, mostBytes = MOST_BYTES): PrintStore {
  const at = (name: string): string => join(folder, `${name}${ENDING}`);
  let clearing = Promise.resolve();

  async function clear(): Promise<void> {
    const files = await Promise.all(
      (await readdir(folder))
        .filter((file) => file.endsWith(ENDING))
        .map(async (file) => {
          const { size, mtimeMs } = await stat(join(folder, file));
          return { file, size, mtimeMs };
        }),
    );
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    files.sort((a, b) => a.mtimeMs - b.mtimeMs);
    for (const { file, size } of files) {
      if (bytes <= mostBytes) return;
      await rm(join(folder, file), { force: true });
      bytes -= size;
    }
  }

  return {
    async names() {
      const files = await readdir(folder).catch((): string[] => []);
      return files.flatMap((file) =>
        file.endsWith(ENDING) ? [file.slice(0, -ENDING.length)] : [],
      );
    },
    drop: (name) => rm(at(name), { force: true }),
    async read(name, key) {
      try {
        const whole = await readFile(at(name));
        const end = whole.indexOf(0x0a);
        const label = JSON.parse(whole.toString('utf8', 0, end)) as Label;
        const content = whole.subarray(end + 1);
        if (label.key !== key || label.edition !== EDITION) return undefined;
        if (createHash('sha256').update(content).digest('hex') !== label.sha256) return undefined;
        const { mime, pages, sha256, alt } = label;
        // Read again is used again: it goes later.
        const now = new Date();
        await utimes(at(name), now, now);
        return { mime, content, pages, sha256, ...(alt === undefined ? {} : { alt }) };
      } catch {
        return undefined;
      }
    },
    async write(name, key, { content, ...rest }) {
      const label: Label = { ...rest, key, edition: EDITION };
      const whole = Buffer.concat([Buffer.from(`${JSON.stringify(label)}\n`, 'utf8'), content]);
      if (whole.length > mostBytes) return;
      try {
        await mkdir(folder, { recursive: true });
        const draft = `${at(name)}.${process.pid}.new`;
        await writeFile(draft, whole);
        await rename(draft, at(name));
        clearing = clearing.then(clear);
        await clearing;
      } catch {
        clearing = Promise.resolve();
      }
    },
  };
}
