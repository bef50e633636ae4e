/** Files that an operator got from somebody else: shown to the virus scanner before a command reads them. */
import { readFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import { LONG_PATIENCE, openScanner, type Scan } from '../firewall/files/index.ts';

/** The scanner of this installation, with the time that large files take. What it refuses is said by the command itself. */
export const scannerOf = ({ clamd }: Config): Scan =>
  openScanner({ clamd, patience: LONG_PATIENCE, warn: () => {} });

/** The bytes of a file. @throws Problem `malware_found`, `scanner_away`, and as `readFile` does */
export async function readScanned(config: Config, path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  await scannerOf(config)(bytes);
  return bytes;
}
