/** The channels of an installation put together: what it reads from the database and its settings, and alerts handed over. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freshDatabase } from '../database/testing.ts';
import { growDirectory } from '../directory/testing-directory.ts';
import { buildPack, findPlaces, findServices } from '../finder/index.ts';
import { loadNeedLabels } from '../languages/need-labels.ts';
import { openChannels } from './open.ts';

it('hands alerts to the gateway that sends, under their own id, and not to who has stopped', async () => {
  const database = await freshDatabase();
  await growDirectory(database, { services: 30, seed: 3 });
  const sent: URLSearchParams[] = [];
  let status = 200;
  const provider = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      sent.push(new URLSearchParams(body));
      response.statusCode = status;
      response.end();
    });
  });
  await new Promise<void>((done) => void provider.listen(0, '127.0.0.1', done));
  const folder = mkdtempSync(join(tmpdir(), 'wayhouse-channels-'));
  writeFileSync(join(folder, 'secret'), 'a-secret-of-the-gateway');
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/`;
  const channelsFile = join(folder, 'channels.json');
  writeFileSync(
    channelsFile,
    JSON.stringify({
      gateways: [{ name: 'rapid', kind: 'rapidpro', secretFile: 'secret', send: { url } }],
    }),
  );
  const pack = buildPack([], { now: 0, territory: 'XW', labels: loadNeedLabels() });
  const channels = await openChannels({
    database,
    index: {
      find: (query) => findServices(pack, query),
      places: (text, lang) => findPlaces(pack, text, lang),
      listings: () => [],
      ended: () => undefined,
      pack: () => pack,
    },
    config: { territory: 'XW', timeZone: 'Europe/Lisbon', emergencyNumbers: [], channelsFile },
    secret: () => Buffer.alloc(32, 7),
    now: Date.now,
  });
  const { house, handOver } = channels;
  await handOver({ id: 'alert-1', number: '+9995550177', text: '“Storm” – stay in…' });
  expect(Object.fromEntries(sent[0] ?? [])).toMatchObject({
    id: 'alert-1',
    to: '+9995550177',
    text: '"Storm" - stay in...',
  });
  await house.optOuts.add('9995550177');
  await handOver({ id: 'alert-2', number: '+9995550177', text: 'Storm' });
  expect(sent).toHaveLength(1);
  status = 400;
  await expect(handOver({ id: 'a', number: '+9995550178', text: 'x' })).rejects.toMatchObject({
    code: 'unavailable',
  });
  await expect(handOver({ id: 'a', number: '123', text: 'x' })).rejects.toMatchObject({
    code: 'unavailable',
  });

  const rows = await database.borrow('migrate').then(async (client) => {
    const found = await client.query<{ code: string }>(
      `select regexp_replace(a.postal_code, '\\D', '', 'g') as code from directory.pub_address a
       join directory.pub_location l on l.id = a.location_id where l.latitude is not null
       and a.postal_code is not null limit 1`,
    );
    client.release();
    return found.rows;
  });
  const [known] = rows;
  if (known)
    expect(house.finding.postalCode(known.code)).toMatchObject({ lat: expect.any(Number) });
  expect(house.finding.postalCode('00000')).toBeUndefined();

  const day = new Date().toISOString().slice(0, 10);
  expect(await channels.counts.since(day)).toEqual([
    { day, channel: 'rapid', what: 'failed', count: 1 },
    { day, channel: 'rapid', what: 'sent', count: 1 },
  ]);
  await channels.close();
  provider.close();
  await database.close();
});
