/** Clears away what no list names any more: packs of languages that are not published now, and what led to them. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackEntry } from './publish-pack.ts';
import { OLDER, OLDEST_MS } from './publish-pack.ts';

const PUBLISHED = /^([\w-]+)\.(?:whp|changes\.json|[0-9a-f]{16}\.whd)(?:\.br)?$/;
const DIFFERENCE = /^([\w-]+)\.([0-9a-f]{16})\.whd(?:\.br)?$/;
const KEPT = /^([\w-]+)\.(\d+)\.([0-9a-f]{16})\.br$/;
const DRAFT = /\.\d+\.draft$/;

/**
 * For after all packs of a list are published. Of the older packs those stay that are of a published name and a week
 * old at most, since a place may be in them that is hidden now; a difference goes with its older pack, and a file that
 * a stopped program left half written goes too. Files of other names are not touched.
 * @param packs the list, @param now ms since 1970 UTC
 */
export async function sweepPacks(
  folder: string,
  packs: readonly PackEntry[],
  now: number,
): Promise<void> {
  const names = new Set(packs.map(({ area, lang }) => `${area}-${lang}`));
  const older = join(folder, OLDER);
  const bases = new Set<string>();
  for (const file of await readdir(older).catch(() => [])) {
    const [, name = '', generatedAt = '', id = ''] = KEPT.exec(file) ?? [];
    if (names.has(name) && now - Number(generatedAt) <= OLDEST_MS) bases.add(`${name}.${id}`);
    else await rm(join(older, file), { force: true });
  }
  for (const file of await readdir(folder)) {
    const name = PUBLISHED.exec(file)?.[1];
    const [, of = '', id = ''] = DIFFERENCE.exec(file) ?? [];
    const isOver = name !== undefined && !names.has(name);
    const isBaseless = id !== '' && !bases.has(`${of}.${id}`);
    if (isOver || isBaseless || DRAFT.test(file)) await rm(join(folder, file), { force: true });
  }
}
