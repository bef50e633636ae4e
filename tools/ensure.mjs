// Installs what is missing before `npm start` and `npm test`, and says in plain words what it does.
// Runs on Node 20 or later with nothing installed yet, so it is plain JavaScript.
//
//   node tools/ensure.mjs              what the program needs
//   node tools/ensure.mjs --browser    also what the tests need: their packages and a Chromium
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const forTests = process.argv.includes('--browser');
const stamp = join(root, 'node_modules', '.wayhouse-installed');
const say = (text) => process.stdout.write(`${text}\n`);

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  say(
    `Wayhouse needs Node.js 20 or later to install itself; this is ${process.version}. Get a newer one from nodejs.org.`,
  );
  process.exit(1);
}

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8').split('\n') : [];
const upToDate = installed[0] === lock && (!forTests || installed[1] === 'with tests');

if (!upToDate) {
  say(
    `Installing packages${forTests ? ' for the program and its tests' : ''} (once; under a minute on a good line) …`,
  );
  // A tree that already has the packages for tests keeps them.
  const withTests = forTests || installed[1] === 'with tests';
  const npm = process.env.npm_execpath;
  const args = [
    'ci',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--loglevel=error',
    ...(withTests ? [] : ['--omit=dev']),
  ];
  const result = npm
    ? spawnSync(process.execPath, [npm, ...args], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
    : spawnSync('npm', args, {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
        shell: process.platform === 'win32',
      });
  if (result.status !== 0) {
    say(
      'The packages could not be installed. Check the network and the disk, then run the same command again.',
    );
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${lock}\n${withTests ? 'with tests' : 'program'}\n`);
}

if (forTests) {
  const { ensureChromium } = await import('./chromium.mjs');
  const chromium = await ensureChromium(say);
  if (!chromium) {
    say(
      'No Chromium for the browser tests could be found or installed. Install the package "chromium" and run the same command again.',
    );
    process.exit(1);
  }
}
