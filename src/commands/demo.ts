import { type House, openHouse } from '../app.ts';
import type { Config } from '../config.ts';
import { loadDemo } from '../demo/index.ts';
import { progressLine } from './progress.ts';

/** `wayhouse demo load`. */
export async function loadDemonstration(config: Config): Promise<void> {
  const house = await openHouse(config);
  try {
    await fillDemonstration(house, (text) => void process.stdout.write(`${text}\n`));
  } finally {
    await house.close();
  }
}

/** Loads the invented country into an open house and says what there is now. */
export async function fillDemonstration(house: House, say: (text: string) => void): Promise<void> {
  const line = progressLine();
  const started = performance.now();
  const { services, places } = await loadDemo(house.database, {
    today: new Date().toISOString().slice(0, 10),
    onProgress: (text) => line.show(text),
  });
  line.clear();
  say(
    `Demonstration country: ${services} services, ${places} places (${((performance.now() - started) / 1000).toFixed(1)} s).`,
  );
}
