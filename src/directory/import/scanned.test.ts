/** Every way in of an import passes the virus scanner before anything is read: there is no database behind what is refused here. */
import { createServer } from 'node:http';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { placesFromFile } from '../gazetteer/index.ts';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { standInClamd, type StandIn } from '../../firewall/files/clamd-testing.ts';
import { openScanner, TEST_STRING } from '../../firewall/files/index.ts';
import { importHsds, importMapped } from './index.ts';

const nowhere = {} as Database;
/** The mark stands after the list: JSON would write its signs otherwise. */
const service = (mark: string): string =>
  `${JSON.stringify([{ id: 's1', name: 'Kitchen', status: 'active' }])}\n${mark}`;
const zipped = (text: string): Promise<Buffer> => {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(text), 'services.json', { compress: false });
  zip.end();
  return buffer(zip.outputStream);
};

let clamd: StandIn;
let folder: string;
let web: ReturnType<typeof createServer>;
let answer = '';
beforeAll(async () => {
  clamd = await standInClamd();
  folder = await mkdtemp(join(tmpdir(), 'scanned-import-'));
  web = createServer((_request, response) => response.end(answer));
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  web.close();
  await clamd.close();
  await rm(folder, { recursive: true });
});

const scan = (...content: Parameters<ReturnType<typeof openScanner>>) =>
  openScanner({ clamd: clamd.address, patience: 300, warn: () => {} })(...content);
const shared = { source: 'city', mode: 'delta', scan } as const;
const put = async (name: string, content: string | Buffer): Promise<string> => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
const url = (): string => `http://127.0.0.1:${(web.address() as AddressInfo).port}/services`;
const leftBehind = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('wayhouse-scanned-'));

const WAYS: Readonly<Record<string, (mark: string) => Promise<unknown>>> = {
  'a file': async (mark) =>
    importHsds(nowhere, { path: await put('services.json', service(mark)), ...shared }),
  'a folder': async (mark) => {
    await put('services.json', service(mark));
    return importHsds(nowhere, { path: folder, ...shared });
  },
  'a zip': async (mark) =>
    importHsds(nowhere, {
      path: await put('services.zip', await zipped(service(mark))),
      ...shared,
    }),
  'an address': async (mark) => {
    answer = service(mark);
    return importHsds(nowhere, { url: url(), allowPrivate: true, ...shared });
  },
  'a table': async (mark) => {
    const map = { format: 'csv', columns: { name: 'service.name' } };
    return importMapped(nowhere, {
      files: [await put('t.csv', `name\n${mark}\n`)],
      map,
      ...shared,
    });
  },
  'a map': async (mark) =>
    importMapped(nowhere, { files: [], map: await put('map.json', `{"x":"${mark}"}`), ...shared }),
  'a gazetteer': async (mark) =>
    placesFromFile(await put('places.csv', `code,x\n${mark},1\n`), scan),
};

describe.each(Object.entries(WAYS))('%s', (_name, bring) => {
  test('is refused when the scanner knows it, and when there is no answer', async () => {
    await expect(bring(TEST_STRING)).rejects.toMatchObject({ code: 'malware_found' });
    clamd.does.instead = 'silence';
    await expect(bring('clean')).rejects.toMatchObject({ code: 'scanner_away' });
    clamd.does.instead = undefined;
    expect(await leftBehind()).toEqual([]);
  });
});

test('what is clean comes in, over the web fetched once, and nothing stays in the folder between', async () => {
  const database = await freshDatabase();
  try {
    answer = service('').trim();
    const before = clamd.seen.length;
    const report = await importHsds(database, { url: url(), allowPrivate: true, ...shared });
    expect(report.state).toBe('applied');
    expect(clamd.seen.slice(before).map((one) => one.toString().trim())).toEqual([answer]);
    expect(await leftBehind()).toEqual([]);
  } finally {
    await database.close();
  }
});
