import { expect, it } from 'vitest';
import { memoryOnDisk } from './memory-on-disk.ts';

const limits = (soft: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax core file size        ${soft}                    unlimited            bytes\n`;
const swaps = (...areas: string[]): string =>
  `Filename\t\t\t\tType\t\tSize\n${areas.map((area) => `${area} partition 1000\n`).join('')}`;

it('tells whether memory could reach a disk', () => {
  const states = (core: string, ...areas: string[]): string[] =>
    memoryOnDisk(limits(core), swaps(...areas)).map(({ state }) => state);
  expect(states('0')).toEqual(['fine', 'fine']);
  expect(states('unlimited')).toEqual(['look', 'fine']);
  expect(states('0', '/dev/sda2')).toEqual(['fine', 'look']);
  expect(states('0', '/dev/zram0', '/dev/dm-1')).toEqual(['fine', 'fine']);
  expect(memoryOnDisk('', '')).toEqual([]);
});
