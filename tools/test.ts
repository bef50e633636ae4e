/** `npm test`: everything that must hold, ending with one line that counts. `npm test -- finder` runs the files whose names match. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
if (wanted.length === 0) {
  const check = spawnSync(process.execPath, ['tools/check.ts'], { cwd: root, stdio: 'inherit' });
  if (check.status !== 0) process.exit(check.status ?? 1);
}
const tests = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...wanted], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(tests.status ?? 1);
