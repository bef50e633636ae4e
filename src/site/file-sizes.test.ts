import { expect, it } from 'vitest';
import { openFileSizes } from './file-sizes.ts';

it('packs a file once for its size, and again only when something in it changed', async () => {
  const sizes = openFileSizes();
  let made = 0;
  const file = (text: string) => () => {
    made++;
    return Buffer.from(text.repeat(1000));
  };
  const first = await sizes('10-en', 'v1', file('a'));
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(1000);
  expect(await sizes('10-en', 'v1', file('another'))).toBe(first);
  expect(made).toBe(1);
  const other = await sizes('10-ar', 'v1', file('the other language'));
  expect(other).toBeGreaterThan(first);
  expect(await sizes('10-en', 'v2', file('something else'))).not.toBe(first);
  expect(made).toBe(3);
  expect(await sizes('10-ar', 'v1', file('a'))).toBe(other);
});

it('packs once for all who ask meanwhile, and asks again after a fault', async () => {
  const sizes = openFileSizes();
  let made = 0;
  const make = () => {
    made++;
    return Buffer.from('text');
  };
  await Promise.all([sizes('10-en', 'v1', make), sizes('10-en', 'v1', make)]);
  expect(made).toBe(1);
  const fault = () => {
    throw new Error('no');
  };
  await expect(sizes('11-en', 'v1', fault)).rejects.toThrow('no');
  expect(await sizes('11-en', 'v1', make)).toBeGreaterThan(0);
});
