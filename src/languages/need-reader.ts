/** The second reader of what people ask for, with its learned weights (chapter 10, section 6). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secondReader } from '../finder/reader/second-reader.ts';
import type { WeightsFile } from '../finder/reader/weights-file.ts';
import type { SecondReader } from '../finder/understand-text.ts';

const FOLDER = join(import.meta.dirname, '../finder/reader/weights');

/** Reads `<language>.json` of every language that has weights. @throws Error naming a file that is not as expected */
export function loadNeedReader(folder = FOLDER): SecondReader {
  return secondReader(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as WeightsFile),
  );
}
