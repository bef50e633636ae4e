/** A command that reads a file of somebody else shows it to the virus scanner first, or stands here with a reason. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { standInClamd, type StandIn } from '../firewall/files/clamd-testing.ts';
import { TEST_STRING } from '../firewall/files/index.ts';
import { namePartner, readAlert } from './alerts.ts';
import { importCards } from './cards.ts';
import { loadPlaces } from './places.ts';
import { readScanned } from './scanned-file.ts';

const OWN_FILES: Readonly<Record<string, string>> = {
  'memory-on-disk.ts': 'what the system says of itself',
  'open-keys.ts': 'the key of whoever gives the command',
  'scanned-file.ts': 'the one that asks the scanner',
  'verify.ts': 'slips and logs: each byte is verified, nothing of it is kept',
};

it('knows every command that reads files by itself', () => {
  const folder = new URL('./', import.meta.url);
  const reads = readdirSync(folder).filter(
    (name) =>
      name.endsWith('.ts') &&
      !name.endsWith('.test.ts') &&
      /\b(readFile|readFileSync|createReadStream)\(/.test(
        readFileSync(new URL(name, folder), 'utf8'),
      ),
  );
  expect(reads.toSorted()).toEqual(Object.keys(OWN_FILES));
});

let clamd: StandIn;
let folder: string;
let harmful: string;
beforeAll(async () => {
  clamd = await standInClamd();
  folder = await mkdtemp(join(tmpdir(), 'scanned-file-'));
  harmful = join(folder, 'from-somebody.json');
  await writeFile(harmful, TEST_STRING);
});
afterAll(async () => {
  await clamd.close();
  await rm(folder, { recursive: true });
});
const config = () => ({
  ...readConfig({ WAYHOUSE_DATA: join(folder, 'no-database') }),
  clamd: clamd.address,
});
const quiet = (): void => {};

it('gives the bytes of what is clean, and of everything where no scanner is named', async () => {
  const clean = join(folder, 'clean.txt');
  await writeFile(clean, 'soup');
  expect((await readScanned(config(), clean)).toString()).toBe('soup');
  const { clamd: _none, ...without } = config();
  expect((await readScanned(without, harmful)).toString()).toBe(TEST_STRING);
});

it('refuses the file of a command before anything is opened for it', async () => {
  for (const command of [
    () => importCards(config(), harmful, { apply: true }, quiet),
    () => readAlert(config(), harmful, { draft: true }, quiet),
    () => namePartner(config(), 'Weather office', { key: harmful }, quiet),
    () => loadPlaces(config(), { file: harmful }),
  ])
    await expect(command()).rejects.toMatchObject({ code: 'malware_found' });
});
