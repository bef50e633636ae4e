/** An import that is killed leaves all of itself or nothing; run again, it ends as if it had never been killed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askDatabase, killDatabase, wayhouse } from './program.ts';

export type ImportResult = {
  rounds: number;
  nothing: number;
  whole: number;
  half: number;
  afterwards: number;
};

const SERVICES = 2_000;

/** `rounds` times: start the import of 2,000 services under a new source name and kill it at a random moment. */
export async function killDuringImport(
  dataFolder: string,
  rounds: number,
  say: (line: string) => void,
): Promise<ImportResult> {
  const file = join(dataFolder, 'kill-import.json');
  const result: ImportResult = { rounds, nothing: 0, whole: 0, half: 0, afterwards: 0 };
  await writeFile(
    file,
    JSON.stringify(Array.from({ length: SERVICES }, (_, n) => service(n, 'measured'))),
  );
  const started = Date.now();
  if ((await wayhouse(['import', 'hsds', file, '--source', 'measured'], dataFolder).ended) !== 0)
    throw new Error('the import that should measure failed');
  const duration = Date.now() - started;

  for (let round = 0; round < rounds; round++) {
    const source = `killed-${round}`;
    await writeFile(
      file,
      JSON.stringify(Array.from({ length: SERVICES }, (_, n) => service(n, source))),
    );
    const running = wayhouse(['import', 'hsds', file, '--source', source], dataFolder);
    await new Promise((done) => setTimeout(done, Math.random() * duration));
    if (round % 2) await killDatabase(dataFolder);
    running.child.kill('SIGKILL');
    await running.ended;
    const n = await count(dataFolder, source);
    result[n === 0 ? 'nothing' : n === SERVICES ? 'whole' : 'half']++;
    if (round === rounds - 1) {
      await wayhouse(['import', 'hsds', file, '--source', source], dataFolder).ended;
      result.afterwards = await count(dataFolder, source);
    }
    if ((round + 1) % 10 === 0)
      say(
        `import: killed ${round + 1} times: ${result.nothing} left nothing, ${result.whole} were whole, ${result.half} were half`,
      );
  }
  return result;
}

export const importedServices = SERVICES;

async function count(dataFolder: string, source: string): Promise<number> {
  const [row] = await askDatabase<{ n: number }>(
    dataFolder,
    `select count(*)::int as n from directory.source_record r join directory.source s on s.id = r.source_id
     join directory.service v on v.id = r.row_id where s.name = $1 and r.entity = 'service'`,
    [source],
  );
  return row?.n ?? 0;
}

function service(n: number, source: string): object {
  return {
    id: `${source}-${n}`,
    name: `Kitchen ${n} of ${source}`,
    description: 'A warm meal at noon.',
    status: 'active',
    organization: {
      id: `${source}-organization-${n % 40}`,
      name: `Kitchens ${n % 40} of ${source}`,
      description: 'People who cook.',
    },
    service_at_locations: [
      {
        id: `${source}-at-${n}`,
        location: {
          id: `${source}-location-${n}`,
          location_type: 'physical',
          name: `House ${n}`,
          latitude: 38 + (n % 100) / 100,
          longitude: -22 + (n % 70) / 100,
        },
        schedules: [
          {
            id: `${source}-schedule-${n}`,
            freq: 'WEEKLY',
            byday: 'MO,TU,WE',
            opens_at: '12:00',
            closes_at: '14:00',
          },
        ],
      },
    ],
  };
}
