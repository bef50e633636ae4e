import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCap } from '../../src/alerts/cap/index.ts';
import { type AlertStand, alertStand } from '../../src/alerts/testing.ts';
import { schemaFault } from './schema.ts';

let stand: AlertStand;
beforeAll(async () => {
  stand = await alertStand();
});
afterAll(() => stand.close());

test('what the program publishes is valid by the standard’s schema: alert, drill, update, cancel', async () => {
  const cap = async (id: string): Promise<string> => {
    stand.clock.now = Date.now() + 3000;
    const answer = await stand.app.inject({ url: `/alerts/cap/${id}.xml` });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/cap+xml; charset=utf-8');
    expect(schemaFault(answer.body)).toBeUndefined();
    return answer.body;
  };
  const shapes = {
    polygons: [
      [
        { lat: 41, lon: 9 },
        { lat: 41.5, lon: 9 },
        { lat: 41.5, lon: 9.5 },
        { lat: 41, lon: 9 },
      ],
    ],
    circles: [{ lat: 41, lon: 9, radius: 3 }],
  };
  const first = await stand.issue({
    areas: [2, 3],
    shapes,
    services: ['1013'],
    needs: ['shelter.night'],
  });
  const alert = readCap(await cap(first));
  expect(alert.info[0]?.area.map(({ geocode }) => geocode[0]?.value)).toEqual(['2', '3']);
  expect(alert.info[0]?.area[0]?.polygon).toEqual(shapes.polygons);
  expect(alert.info[0]?.instruction).toContain('You need no papers for this help.');
  await cap(await stand.issue({ status: 'exercise' }));
  const second = await stand.issue({ areas: [2] }, first);
  expect(readCap(await cap(second)).references).toHaveLength(1);
  const id = await stand.cancel(second);
  const cancel = readCap(await cap(id));
  expect(cancel.msgType).toBe('Cancel');
  expect(cancel.references.map(({ identifier }) => identifier)).toEqual(
    [first, second].map((one) => `urn:uuid:${one}`),
  );
});
