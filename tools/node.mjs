// The Node.js that everything runs on: this one if it is new enough, else the one pinned in package.json.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const LEAST = 24;

/** The path of a Node.js of version 24 or later. Ends the program with a sentence when there is none. */
export function pinnedNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', binary);
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= LEAST) return process.execPath;
  process.stderr.write(
    `Wayhouse needs Node.js ${LEAST}; this is ${process.version}. Run \`npm ci\` here, or install Node.js ${LEAST} from nodejs.org.\n`,
  );
  return process.exit(1);
}
