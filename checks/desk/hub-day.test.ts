import { afterAll, beforeAll, expect, test } from 'vitest';
import { deskHouse, type DeskHouse } from '../../src/sync/testing.ts';
import { hubDay } from './hub-day.ts';

let house: DeskHouse;
beforeAll(async () => {
  house = await deskHouse();
}, 90_000);
afterAll(() => house.close());

test('a day at the hub, with two outages: items, visits and people come out exactly, on the server and on every tablet', async () => {
  const { planned, server, tablets, offline, unexplained } = await hubDay(house, 60, 3);
  expect(unexplained).toBe(0);
  expect(offline).toBeGreaterThan(20);
  expect(planned.people.to).toBeGreaterThan(planned.people.from);
  expect(server).toEqual(planned);
  for (const tablet of tablets) expect(tablet).toEqual(planned);
}, 120_000);
