import { expect, test } from 'vitest';
import { newSheetCode, readSheetCode } from './sheet-code.ts';

test('a sheet’s code is read as it was printed, however it was typed', () => {
  for (let nth = 0; nth < 50; nth++) {
    const code = newSheetCode();
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect(readSheetCode(typed)).toBe(code);
  }
  expect(newSheetCode()).not.toBe(newSheetCode());
});

test('words are no code of a sheet', () => {
  const near = `${newSheetCode().slice(0, -1)}U`;
  for (const typed of ['', 'a kite over the old harbour wall', near, `${newSheetCode()}0`])
    expect(readSheetCode(typed)).toBeUndefined();
});
