/** What people call needs in every language, as the finder reads it: label first, then synonyms. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NeedLabels } from '../finder/index.ts';

const FOLDER = join(import.meta.dirname, '../../locales');

/** Reads `locales/<language>/needs.json` of every language that has one. */
export function loadNeedLabels(folder = FOLDER): NeedLabels {
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'needs.json')),
  );
  return Object.fromEntries(
    files.map(({ name }) => [
      name,
      JSON.parse(readFileSync(join(folder, name, 'needs.json'), 'utf8')) as NeedLabels[string],
    ]),
  );
}
