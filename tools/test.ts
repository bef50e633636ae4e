/**
 * `npm test`: everything that must hold, ending with one line that counts. `npm test -- finder` runs the files whose names match.
 * `npm run check` runs beside the tests, which wait half of their time for databases and browsers.
 */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);

type Ended = { status: number; output: string };

/** What the checks find is shown at once, and once more at the end when they failed. */
function checks(): Promise<Ended> {
  const child = spawn(process.execPath, ['tools/check.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Tests have clocks: they go first.
  if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((done) => {
    child.once('close', (status) => {
      process.stdout.write(output);
      done({ status: status ?? 1, output });
    });
  });
}

function tests(): Promise<Ended> {
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...wanted], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((done) => {
    child.once('close', (status) => done({ status: status ?? 1, output: '' }));
  });
}

const [checked, tested] = await Promise.all([
  wanted.length === 0 ? checks() : { status: 0, output: '' },
  tests(),
]);
if (checked.status !== 0) process.stdout.write(`\n${checked.output}`);
process.exitCode = tested.status || checked.status;
