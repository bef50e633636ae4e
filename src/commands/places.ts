import { openHouse } from '../app.ts';
import type { Config } from '../config.ts';
import { citiesOf, loadGazetteer, placesFromFile } from '../directory/gazetteer/index.ts';
import { Problem } from '../http/problem.ts';
import { scannerOf } from './scanned-file.ts';

/** `wayhouse places load`: from the packaged gazetteer by country, or from a CSV of the operator. */
export async function loadPlaces(
  config: Config,
  options: { country?: string; file?: string },
): Promise<void> {
  if (Boolean(options.country) === Boolean(options.file)) {
    throw new Problem('bad_input', { detail: 'Give either --country or --file.' });
  }
  const entries = options.file
    ? await placesFromFile(options.file, scannerOf(config))
    : await citiesOf(options.country ?? '');
  const house = await openHouse(config);
  try {
    const { places, changed } = await loadGazetteer(house.database, entries);
    process.stdout.write(`${places} places read, ${changed} changed\n`);
  } finally {
    await house.close();
  }
}
