/** `npm run check`: types, lint, format, boundaries between rooms, unused code. Each says what it found; all run. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

const CHECKS: Record<string, [string, string[]]> = {
  types: [bin('tsc'), ['-p', '.']],
  lint: [
    bin('oxlint'),
    ['--type-aware', '--deny-warnings', '--quiet', 'src', 'tools', 'bench', 'checks', 'test'],
  ],
  format: [bin('biome'), ['format', '.']],
  boundaries: [process.execPath, ['tools/boundaries.ts']],
  'unused code': [process.execPath, ['node_modules/knip/bin/knip.js', '--no-progress']],
};

const wanted = process.argv.slice(2);
const results = await Promise.all(
  Object.entries(CHECKS)
    .filter(([name]) => wanted.length === 0 || wanted.includes(name))
    .map(async ([name, [command, args]]) => {
      const started = performance.now();
      const child = spawn(command, args, { cwd: root, env: { ...process.env, FORCE_COLOR: '0' } });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      const code = await new Promise<number>((done) =>
        child.on('close', (status) => done(status ?? 1)),
      );
      return { name, output, ok: code === 0, seconds: (performance.now() - started) / 1000 };
    }),
);
for (const { name, output, ok, seconds } of results) {
  process.stdout.write(`${ok ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)\n`);
  if (!ok) process.stdout.write(`${output.trim()}\n\n`);
}
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
