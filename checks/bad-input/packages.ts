/** Large feeds for measuring: services of Port Amara in the layouts of HSDS 3.1 and 1.1. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { service } from '../../src/directory/import/testing.ts';

async function write(path: string, lines: Iterable<string>): Promise<void> {
  const out = createWriteStream(path);
  for (const line of lines) if (!out.write(line)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
}

/** `n` services with all that hangs on them (about twelve rows each), one a line. */
export async function writeHsds31(folder: string, n: number): Promise<string> {
  const path = join(folder, `services-${n}.ndjson`);
  await write(
    path,
    (function* () {
      for (let i = 1; i <= n; i++) yield `${JSON.stringify(service(i))}\n`;
    })(),
  );
  return path;
}

/** The same as tables of HSDS 1.1, six rows a service. */
export async function writeHsds11(folder: string, n: number): Promise<string> {
  const path = join(folder, `hsds-1.1-${n}`);
  await mkdir(path, { recursive: true });
  const table = (name: string, header: string, row: (i: number) => string): Promise<void> =>
    write(
      join(path, name),
      (function* () {
        yield `${header}\n`;
        for (let i = 1; i <= n; i++) yield `${row(i)}\n`;
      })(),
    );
  await table(
    'organizations.csv',
    'id,name,description,url',
    (i) => `${i},Harbour Table ${i},"Volunteers, who cook",https://table${i}.example`,
  );
  await table(
    'services.csv',
    'id,organization_id,name,description,status,fees',
    (i) => `${i},${i},Night kitchen ${i},A hot meal and a seat,active,none`,
  );
  await table(
    'locations.csv',
    'id,organization_id,name,latitude,longitude',
    (i) => `${i},${i},Dock ${i},${(37 + (i % 1000) / 1000).toFixed(4)},23.7`,
  );
  await table(
    'services_at_location.csv',
    'id,service_id,location_id,description',
    (i) => `${i},${i},${i},`,
  );
  await table(
    'physical_addresses.csv',
    'id,location_id,address_1,city,state_province,postal_code,country',
    (i) => `${i},${i},${i} Harbour Street,Port Amara,,18535,GR`,
  );
  await table(
    'regular_schedules.csv',
    'id,service_id,weekday,opens_at,closes_at',
    (i) => `${i},${i},Monday,9:00am,5:00pm`,
  );
  return path;
}

/** About `megabytes` of services with long descriptions, one a line. */
export async function writeLong(folder: string, megabytes: number): Promise<string> {
  const path = join(folder, `long-${megabytes}.ndjson`);
  const text = 'A warm room, a bowl of soup and somebody who listens. '.repeat(110);
  await write(
    path,
    (function* () {
      let size = 0;
      for (let i = 1; size < megabytes * 1024 * 1024; i++) {
        const line = `${JSON.stringify({ id: `long-${i}`, name: `Kitchen ${i}`, description: `${i} ${text}`, status: 'active', organization: { id: 'o1', name: 'Harbour Table', description: 'Cooks' } })}\n`;
        size += line.length;
        yield line;
      }
    })(),
  );
  return path;
}
