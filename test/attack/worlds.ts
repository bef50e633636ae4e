/**
 * `node test/attack/worlds.ts [--worlds 100000] [--seed 1]`: random worlds, three judges, 0 differences (P2).
 * Prints a table; ends with 1 when there is a difference.
 */
import { parseArgs } from 'node:util';
import { freshDatabase, startTestCluster } from '../../src/database/testing.ts';
import { compareWorlds } from './compare-worlds.ts';

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    acts: { type: 'string', default: '3' },
  },
});
const cluster = await startTestCluster();
const database = await freshDatabase();
const started = performance.now();
const seconds = (): string => ((performance.now() - started) / 1000).toFixed(0);
try {
  let told = 0;
  const tally = await compareWorlds(database, {
    worlds: Number(values.worlds),
    seed: Number(values.seed),
    acts: Number(values.acts),
    onBatch({ worlds, acts, differences }) {
      if (worlds - told < 5000) return;
      told = worlds;
      process.stderr.write(
        `${worlds} worlds, ${acts} acts, ${differences.length} differences, ${seconds()} s\n`,
      );
    },
  });
  for (const difference of tally.differences.slice(0, 5))
    process.stdout.write(`${JSON.stringify(difference, null, 2)}\n`);
  process.stdout.write(
    `seed ${values.seed}: ${tally.worlds} worlds, ${tally.acts} acts (${tally.opened} opened a context), ` +
      `${tally.rowsSeen} rows seen, ${tally.received} of them packets from others, ${tally.sent} packets sent, ${tally.rowsHidden} not; writes ${JSON.stringify(tally.writes)}; ` +
      `${tally.differences.length} differences; ${seconds()} s\n`,
  );
  process.exitCode = tally.differences.length > 0 ? 1 : 0;
} finally {
  await database.close();
  await cluster.stop();
}
