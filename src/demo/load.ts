/** Brings the demonstration country into a database, by the same doors that every operator uses. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import barred from '#root/demo/barred.json' with { type: 'json' };
import type { Database, Transaction } from '../database/index.ts';
import { loadGazetteer } from '../directory/gazetteer/index.ts';
import { importHsds, type ImportReport } from '../directory/import/index.ts';
import { act } from '../firewall/index.ts';
import { demoServices } from './country.ts';
import { readToday } from './dates.ts';
import { giveFeedback } from './feedback.ts';
import { COUNTRY, demoGazetteer, TIME_ZONE } from './gazetteer.ts';
import { demoHolidays } from './holidays.ts';

/** Name of the source in the directory: a later load finds the same records by it. */
export const DEMO_SOURCE = 'Selmora, the demonstration country';

export type DemoOptions = {
  /** A day or an instant (see `demoServices`). */
  today: string;
  /** One sentence at a time about what is going on. */
  onProgress?: (text: string) => void;
};

export type DemoReport = {
  services: number;
  places: number;
  holidays: number;
  /** Answers to "Did you get the help?" that were not there before. */
  feedback: number;
  import: ImportReport;
};

const OPERATOR = {
  role: 'app_editor',
  actor: 'command line',
  purpose: 'load the demonstration',
} as const;

async function loadHolidays(tx: Transaction, year: number): Promise<number> {
  const holidays = demoHolidays(year - 1, year + 2);
  await tx.execute(
    `insert into directory.holiday as holiday (territory, day, name, certain)
     select territory, day, name, certain
     from jsonb_to_recordset($1::jsonb) as entry (territory text, day date, name text, certain boolean)
     on conflict (territory, day) do update set name = excluded.name, certain = excluded.certain
     where (holiday.name, holiday.certain) is distinct from (excluded.name, excluded.certain)`,
    [JSON.stringify(holidays)],
  );
  return holidays.length;
}

function loadBarred(tx: Transaction): Promise<number> {
  return tx.execute(
    `insert into directory.barred (country, names, domains)
     select entry.country, entry.names, entry.domains
     from jsonb_to_recordset($1::jsonb) as entry (country text, names text[], domains text[])
     where not exists (select from directory.barred b where b.names = entry.names)`,
    [JSON.stringify(barred)],
  );
}

/** Services as lines of JSON in a file of their own for as long as `use` runs. */
async function withServices<T>(
  today: string,
  use: (path: string, services: number) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-demo-'));
  const path = join(folder, 'selmora.ndjson');
  let services = 0;
  function* lines(): Generator<string> {
    for (const service of demoServices(today)) {
      services++;
      yield `${JSON.stringify(service)}\n`;
    }
  }
  try {
    await pipeline(Readable.from(lines()), createWriteStream(path));
    return await use(path, services);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Places, holidays, barred names, services, answers of visitors. The same `today` twice changes
 * nothing; a later one moves every date on.
 * @throws RangeError for a `today` that is no day; Problem as the importer and the gazetteer do.
 */
export async function loadDemo(database: Database, options: DemoOptions): Promise<DemoReport> {
  const { today, onProgress: say = () => {} } = options;
  const { day } = readToday(today);
  say('Places of Selmora');
  const { places } = await loadGazetteer(database, demoGazetteer());
  const holidays = await act(database, OPERATOR, async (tx) => {
    await loadBarred(tx);
    return loadHolidays(tx, Number(day.slice(0, 4)));
  });
  const { report, services } = await withServices(today, async (path, count) => ({
    services: count,
    report: await importHsds(database, {
      path,
      source: DEMO_SOURCE,
      mode: 'full',
      country: COUNTRY,
      timeZone: TIME_ZONE,
      language: 'en',
      today: day,
      onProgress: ({ step, rows }) => say(`Services of Selmora: ${step} ${rows}`),
    }),
  }));
  say('Answers of visitors');
  const feedback = await giveFeedback(database, day);
  return { services, places, holidays, feedback, import: report };
}
