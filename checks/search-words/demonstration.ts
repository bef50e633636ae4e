/** The demonstration country, of which questions are asked. */
import type { Database } from '../../src/database/index.ts';
import { loadDemo } from '../../src/demo/index.ts';
import { finderRecords } from '../../src/directory/read/records.ts';
import { buildPack, type Pack } from '../../src/finder/index.ts';
import type { FinderRecord } from '../../src/finder/record.ts';
import { look } from '../../src/firewall/index.ts';
import { loadNeedLabels } from '../../src/languages/need-labels.ts';

/** ms since 1970 UTC: when questions are asked. */
export const NOW = Date.UTC(2026, 10, 22, 10);

/** Fills an empty database and makes its pack, which is without a second reader. */
export async function demonstrationPack(database: Database): Promise<Pack> {
  await loadDemo(database, { today: '2026-11-22' });
  const records: FinderRecord[] = [];
  await look(database, { role: 'app_public', actor: 'public', purpose: 'test' }, async (tx) => {
    for await (const record of finderRecords(tx, { now: NOW })) records.push(record);
  });
  return buildPack(records, { now: NOW, territory: 'test', labels: loadNeedLabels() });
}
