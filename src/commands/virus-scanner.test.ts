import { afterAll, beforeAll, expect, it } from 'vitest';
import { standInClamd, type StandIn } from '../firewall/files/clamd-testing.ts';
import { askScanner } from './virus-scanner.ts';

let stand: StandIn;
beforeAll(async () => {
  stand = await standInClamd('tcp');
});
afterAll(() => stand.close());
const asked = (now?: number) => askScanner({ clamd: stand.address }, now);

it('says plainly that no scanner is asked', async () => {
  expect(await askScanner({})).toMatchObject([
    { state: 'look', says: expect.stringContaining('no virus scanner is asked') as string },
  ]);
});

it('finds nothing to mend when the scanner answers, is fresh, and finds the test string in a large file', async () => {
  expect(await asked()).toEqual([
    { part: 'virus scanner', state: 'fine', says: stand.does.version },
  ]);
});

it('sees signatures that are older than a week, and a scanner without any', async () => {
  const made = Date.parse('2026-11-20T08:28:00Z');
  stand.does.version = 'ClamAV 1.4.6/27825/Fri Nov 20 08:28:00 2026';
  expect(await asked(made + 7 * 86_400_000)).toMatchObject([{ state: 'fine' }]);
  expect(await asked(made + 8 * 86_400_000)).toMatchObject([
    { state: 'look', says: expect.stringContaining('8 days old') as string },
  ]);
  stand.does.version = 'ClamAV 1.4.6';
  expect(await asked()).toMatchObject([
    { state: 'look', says: expect.stringContaining('freshclam') as string },
  ]);
  stand.does.version = `ClamAV 1.4.6/1/${new Date().toUTCString().slice(0, 25)}`;
});

it('sees a scanner that calls large files clean unseen, or takes none', async () => {
  stand.does.looksAt = 1_000_000;
  expect(await asked()).toMatchObject([
    { state: 'wrong', says: expect.stringContaining('AlertExceedsMax') as string },
  ]);
  stand.does.looksAt = 25_000_000;
  stand.does.most = 1_000_000;
  expect(await asked()).toMatchObject([
    { state: 'wrong', says: expect.stringContaining('StreamMaxLength') as string },
  ]);
  stand.does.most = 25_000_000;
});

it('says when nobody is there, and when files would leave the machine', async () => {
  expect(await askScanner({ clamd: { path: '/nowhere/clamd.ctl' } })).toMatchObject([
    {
      state: 'wrong',
      says: expect.stringContaining('unix:/nowhere/clamd.ctl does not answer (ENOENT)') as string,
    },
  ]);
});
