import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { combineShares, readShare, splitSecret, writeShare } from './shares.ts';

test('any three of five shares give the secret, read from paper; two do not', async () => {
  const secret = randomBytes(32);
  const sheets = (await splitSecret(secret)).map(writeShare);
  expect(sheets.length).toBe(5);
  for (let a = 0; a < 5; a++)
    for (let b = a + 1; b < 5; b++)
      for (let c = b + 1; c < 5; c++) {
        const typed = [a, b, c].map((i) => readShare(sheets[i] as string));
        expect(await combineShares(typed)).toEqual(secret);
      }
  const two = sheets.slice(0, 2).map(readShare);
  await expect(combineShares(two)).rejects.toThrow('3 different shares are needed; these are 2');
  await expect(combineShares([...two, readShare(sheets[0] as string)])).rejects.toThrow(
    'these are 2',
  );
});

test('a share is five lines of four groups of six digits, and may be typed in Arabic or Persian digits', async () => {
  const [share] = await splitSecret(randomBytes(32));
  const sheet = writeShare(share as never);
  expect(sheet).toMatch(/^(\d{6}( \d{6}){3}\n){4}\d{6}( \d{6}){3}$/);
  const arabic = sheet.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
  const persian = sheet.replace(/\d/g, (digit) => String.fromCodePoint(0x6f0 + Number(digit)));
  expect(readShare(arabic)).toEqual(share);
  expect(readShare(persian.replaceAll(' ', ' - '))).toEqual(share);
});

test('every single mistyped digit and every swap of neighbours names its group', async () => {
  const [share] = await splitSecret(randomBytes(32));
  const sheet = writeShare(share as never);
  for (let i = 0; i < sheet.length; i++) {
    if (!/\d/.test(sheet[i] as string)) continue;
    const line = sheet.slice(0, i).split('\n').length;
    const group = (sheet.slice(0, i).split('\n').at(-1) as string).split(' ').length;
    const named = `line ${line}, group ${group}`;
    const digit = (Number(sheet[i]) + 1 + (i % 9)) % 10;
    if (String(digit) !== sheet[i])
      expect(() => readShare(sheet.slice(0, i) + digit + sheet.slice(i + 1))).toThrow(named);
    const next = sheet[i + 1] ?? '';
    if (/\d/.test(next) && next !== sheet[i])
      expect(() => readShare(sheet.slice(0, i) + next + sheet[i] + sheet.slice(i + 2))).toThrow(
        named,
      );
  }
});

test('exchanged groups, lost groups and shares of two sets are told apart', async () => {
  const [[share], [other]] = [
    await splitSecret(randomBytes(32)),
    await splitSecret(randomBytes(32)),
  ];
  const groups = writeShare(share as never).split(/\s/);
  [groups[3], groups[9]] = [groups[9] as string, groups[3] as string];
  expect(() => readShare(groups.join(' '))).toThrow('exchanged');
  expect(() => readShare(groups.slice(1).join(' '))).toThrow('these are 19 groups');
  if (share?.set !== other?.set)
    await expect(combineShares([share, other] as never)).rejects.toThrow('different sets');
});
