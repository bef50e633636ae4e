/**
 * `node test/attack/canaries.ts [--keep]`: plants canaries in every personal field of a whole installation, through the verbs
 * and routes that people use, puts one into every input of every route, and then looks for them everywhere that a thief,
 * an administrator or a log reader could look (promise P5; design chapter 20, sections 1 and 15).
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { backUpData } from '../../src/firewall/backup/index.ts';
import { openKeystore } from '../../src/firewall/keeper/index.ts';
import { COOKIE } from '../../src/staff/index.ts';
import { openWholeHouse } from './canaries/house.ts';
import { plantEverywhere } from './canaries/plant.ts';
import { openAviary } from './canaries/planted.ts';
import { pourInto } from './canaries/every-input.ts';
import {
  checkpoint,
  type Searched,
  searchBytes,
  searchDump,
  searcher,
  searchFolder,
} from './canaries/search.ts';

export type CanaryReport = {
  planted: number;
  /** Canaries that stand in the clear in the main database by design: they show that the search finds what is there. */
  clear: number;
  requests: number;
  refused: number;
  /** Every field that a line of the program's log had, fields of errors as `err.…`. */
  logFields: string[];
  places: {
    place: string;
    bytes: number;
    /** Found, and in no field that may be in the clear. */
    leaked: string[];
    /** Found in the clear where that is said. */
    known: number;
  }[];
};

export type CanaryOptions = {
  /**
   * What a browser's profile holds after somebody worked with this installation and signed out:
   * given by the programs that drive the staff console.
   */
  browserStorage?: (address: { origin: string }) => Promise<Buffer>;
};

/** Places where even what is in the clear in the database may not stand. */
const NEVER = [
  'program log',
  'server log',
  'error answers',
  'metrics',
  'published log',
  'backup',
  'temporary',
  'browser',
];

export async function searchForCanaries(options: CanaryOptions = {}): Promise<CanaryReport> {
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-canaries-'));
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary;
  const aviary = openAviary();
  const whole = await openWholeHouse(folder, aviary);
  const { house, staff, app } = whole;
  try {
    const { desk, officer, person } = await plantEverywhere(whole, aviary);
    const poured = aviary.plant('any input of any route', 'clear');
    const named = aviary.plant('name of a field that nobody asked for', 'echo');
    const pours = [
      await pourInto(app, poured, named),
      await pourInto(app, poured, named, { cookie: `${COOKIE}=${desk.session}` }),
      await pourInto(app, poured, named, { cookie: `${COOKIE}=${officer.session}` }),
      await pourInto(app, poured, named, { authorization: `Slip ${person.code}` }),
    ];
    // The sequencer and the ledger have their turn.
    await pause(2_500);
    const metrics = await app.inject('/metrics');
    const identity = await generateIdentity();
    const data = join(folder, 'data');
    const keystore = await openKeystore({
      folder: house.config.keystoreFolder,
      mode: 'auto',
      apartFrom: [],
    });
    await backUpData(
      house.database,
      keystore,
      {
        folder: house.config.backupFolder,
        kitFolders: [],
        recipients: [await identityToRecipient(identity)],
      },
      Date.now(),
    );
    keystore.close();
    await checkpoint(house.database);
    const find = searcher(aviary.all());
    const cluster = join(data, 'database', 'cluster');
    const searched: Searched[] = [
      await searchDump('dump of the main database', house.database, find),
      await searchDump('dump of the keys database', staff.firewall.keys, find),
      await searchFolder('heap, index and status files', cluster, find, ['pg_wal']),
      await searchFolder('write-ahead log', join(cluster, 'pg_wal'), find),
      await searchFolder('rest of the data folder', data, find, ['database', 'log']),
      await searchFolder('published log', staff.firewall.log.folder, find),
      await searchFolder('keystore', house.config.keystoreFolder, find),
      await searchFolder('backup', house.config.backupFolder, find),
      await searchFolder('temporary files', temporary, find),
      searchBytes('server log', await readFile(join(data, 'database', 'postgres.log')), find),
      searchBytes('program log', Buffer.from(whole.log.join('')), find),
      searchBytes(
        'error answers',
        Buffer.from([...new Set(pours.flatMap(({ answers }) => answers))].join('')),
        find,
      ),
      searchBytes('metrics', Buffer.from(metrics.body), find),
      ...(options.browserStorage
        ? [
            searchBytes(
              'browser',
              await options.browserStorage({ origin: house.config.origin }),
              find,
            ),
          ]
        : []),
    ];
    return {
      planted: aviary.all().length,
      clear: aviary.all().filter(({ allowed }) => allowed === 'clear' || allowed === 'own').length,
      requests: pours.reduce((sum, { requests }) => sum + requests, 0),
      refused: pours.reduce((sum, { errors }) => sum + errors, 0),
      logFields: fieldsOf(whole.log),
      places: searched.map(({ place, bytes, finds }) => {
        const never = NEVER.some((name) => place.startsWith(name));
        const leaks = finds.filter(({ allowed }) => {
          if (allowed === 'nowhere') return true;
          if (allowed === 'clear') return never;
          return place !== 'error answers' && (never || allowed === 'echo');
        });
        return {
          place,
          bytes,
          leaked: [...new Set(leaks.map(({ field, where }) => `${field} in ${where}`))],
          known: new Set(
            finds
              .filter(({ allowed }) => allowed === 'clear' || allowed === 'own')
              .map((one) => one.field),
          ).size,
        };
      }),
    };
  } finally {
    await whole.close();
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    await rm(folder, { recursive: true, force: true });
  }
}

/** The only fields that the program may log (design chapter 20, section 15). */
export const LOG_FIELDS: readonly string[] = [
  'level',
  // Always empty: requests have no numbers here.
  'reqId',
  'time',
  'msg',
  'method',
  'route',
  'status',
  // Of a problem: one of the catalogue, which holds nothing of a request.
  'code',
  'ms',
  'err',
  'err.type',
  'err.message',
  'err.stack',
  'err.code',
];

function fieldsOf(lines: readonly string[]): string[] {
  const fields = new Set<string>();
  for (const line of lines.filter((each) => each.startsWith('{"level"'))) {
    const entry = JSON.parse(line) as Record<string, unknown>;
    for (const [name, value] of Object.entries(entry)) {
      fields.add(name);
      if (typeof value === 'object' && value !== null)
        for (const inner of Object.keys(value)) fields.add(`${name}.${inner}`);
    }
  }
  return [...fields].sort();
}

/** A search that finds nothing where something is known to be would prove nothing. */
export const isSound = ({ places }: CanaryReport): boolean =>
  places.every(({ leaked }) => leaked.length === 0) &&
  places.some(({ place, known }) => place === 'dump of the main database' && known > 0) &&
  places.some(({ place, known }) => place === 'write-ahead log' && known > 0);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const report = await searchForCanaries();
  const { places, ...counts } = report;
  process.stdout.write(`${JSON.stringify(counts)}\n\n`);
  process.stdout.write('| Where | MB | leaked | in the clear as said |\n|---|--:|--:|--:|\n');
  for (const { place, bytes, leaked, known } of places)
    process.stdout.write(
      `| ${place} | ${(bytes / 1e6).toFixed(1)} | ${leaked.length} | ${known} |\n`,
    );
  for (const leak of places.flatMap(({ leaked }) => leaked)) process.stdout.write(`LEAK ${leak}\n`);
  process.exitCode = isSound(report) ? 0 : 1;
}
