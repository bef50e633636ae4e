import { writeFile } from 'node:fs/promises';
import { openHouse } from '../app.ts';
import type { Config } from '../config.ts';
import { buildTerritoryPack } from '../directory/packs/index.ts';
import { Problem } from '../http/problem.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { loadNeedLabels } from '../languages/need-labels.ts';

/** `wayhouse pack build`: the pack of the whole territory in one language, into a file. */
export async function buildPackFile(
  config: Config,
  { lang, output }: { lang: string; output: string },
): Promise<void> {
  const languages = loadLanguages();
  const spoken = languages.find(lang);
  if (!spoken) {
    throw new Problem('bad_input', {
      field: 'lang',
      detail: `There are no messages in "${lang}". Expected one of ${languages.offered.map(({ language }) => language.code).join(', ')}.`,
    });
  }
  const house = await openHouse(config);
  try {
    const { bytes, listings } = await buildTerritoryPack(house.database, {
      territory: config.territory,
      lang: spoken.language.code,
      tag: spoken.language.tag,
      labels: loadNeedLabels(),
      now: Date.now(),
    });
    await writeFile(output, bytes);
    process.stdout.write(
      `${listings} services at places, ${(bytes.length / 1000).toFixed(0)} kB before compression, in ${output}\n`,
    );
  } finally {
    await house.close();
  }
}
