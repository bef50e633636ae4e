import { type House, openHouse } from '../app.ts';
import type { Config } from '../config.ts';
import { DEMO_SOURCE, loadDemo } from '../demo/index.ts';
import { HOME_ORGANISATION } from '../directory/import/identity.ts';
import { look } from '../firewall/index.ts';
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
    today: new Date().toISOString(),
    onProgress: (text) => line.show(text),
  });
  line.clear();
  say(
    `Demonstration country: ${services} services, ${places} places (${((performance.now() - started) / 1000).toFixed(1)} s).`,
  );
}

/** Its dates are told from the day of loading: older than this (days), half of its records would be overdue. */
const STAYS_TRUE_DAYS = 7;

/** True when the demonstration country is there and its dates are still near to today. */
export async function isDemoLoaded(house: House): Promise<boolean> {
  const rows = await look(
    house.database,
    {
      role: 'app_editor',
      actor: 'command line',
      purpose: 'load the demonstration',
      org: HOME_ORGANISATION,
    },
    (tx) =>
      tx.query(
        `select from directory.import_batch b join directory.source s on s.id = b.source_id
       where s.name = $1 and b.state = 'applied' and b.applied_at > now() - make_interval(days => $2)`,
        [DEMO_SOURCE, STAYS_TRUE_DAYS],
      ),
  );
  return rows.length > 0;
}
