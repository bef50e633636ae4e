/**
 * `node checks/durability/run.ts [--rounds 50]`: kills the program (and every second time its database) with
 * signal 9 during feedback and during imports, and counts what was lost, doubled or half done.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killDuringFeedback } from './feedback.ts';
import { importedServices, killDuringImport } from './import.ts';
import { wayhouse } from './program.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '50' }, port: { type: 'string', default: '8971' } },
});
const rounds = Number(values.rounds);
const dataFolder = await mkdtemp(join(tmpdir(), 'wayhouse-durability-'));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const loading = wayhouse(['demo', 'load'], dataFolder);
if ((await loading.ended) !== 0) throw new Error(loading.output());
const feedback = await killDuringFeedback(dataFolder, Number(values.port), rounds, say);
const imports = await killDuringImport(dataFolder, rounds, say);
await rm(dataFolder, { recursive: true, force: true });
console.table({ feedback, imports });
const good =
  feedback.lost === 0 &&
  feedback.doubled === 0 &&
  feedback.acknowledged > 0 &&
  imports.half === 0 &&
  imports.afterwards === importedServices;
say(good ? 'nothing lost, nothing doubled, nothing half done' : 'FAILED');
process.exitCode = good ? 0 : 1;
