/** `node checks/bad-input/requests-run.ts [--count 10000] [--seed 1]`: the program with the demonstration, under broken requests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { untilReady, wayhouse } from '../durability/program.ts';
import { sendBrokenRequests } from './requests.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    port: { type: 'string', default: '8991' },
  },
});
const port = Number(values.port);
const dataFolder = await mkdtemp(join(tmpdir(), 'wayhouse-requests-'));
const house = wayhouse(['serve', '--demo'], dataFolder, { PORT: values.port });
try {
  await untilReady(house, port);
  const { sent, byStatus, bad } = await sendBrokenRequests(
    port,
    Number(values.count),
    Number(values.seed),
  );
  console.table(byStatus);
  for (const { request, answer } of bad.slice(0, 20))
    process.stdout.write(`${request}\n  → ${answer.replace(/\s+/g, ' ').slice(0, 300)}\n`);
  const alive = (await fetch(`http://127.0.0.1:${port}/health/live`)).ok;
  process.stdout.write(
    `${sent} broken requests, ${bad.length} answered badly, the program ${alive ? 'lives' : 'is gone'}\n`,
  );
  process.exitCode = bad.length || !alive ? 1 : 0;
} finally {
  house.child.kill('SIGTERM');
  await house.ended;
  await rm(dataFolder, { recursive: true, force: true });
}
