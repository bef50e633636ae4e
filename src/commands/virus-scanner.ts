/** What `wayhouse doctor` says of the virus scanner: whether it answers, knows what is new, and looks at files as large as are taken. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { ClamdAddress, Config } from '../config.ts';
import { askClamd, scanWithClamd, TEST_STRING } from '../firewall/files/index.ts';
import type { Finding } from './doctor.ts';

const part = 'virus scanner';
const PATIENCE = 10_000;
const DAY = 86_400_000;
/** clamd's own servers give new signatures each day. */
const OLD = 7 * DAY;
/** The largest file that somebody may bring over the web (translations, 4 MB), and a little more. */
const LARGEST_UPLOAD = 5_000_000;

/** Asks the scanner of `config`; one line when none is named. */
export async function askScanner(
  { clamd }: Pick<Config, 'clamd'>,
  now = Date.now(),
): Promise<Finding[]> {
  if (!clamd)
    return [
      {
        part,
        state: 'look',
        says: 'no virus scanner is asked: files that people bring are taken without. Install clamav-daemon and set WAYHOUSE_CLAMD (docs/virus-scanner.md)',
      },
    ];
  let version: string;
  try {
    if ((await askClamd(clamd, 'PING', PATIENCE)) !== 'PONG') throw new Error('no PONG');
    version = await askClamd(clamd, 'VERSION', PATIENCE);
  } catch (error) {
    const why = (error as Error).message;
    return [
      {
        part,
        state: 'wrong',
        says: `${named(clamd)} does not answer (${why}), so every file is refused: see that clamd runs and that this account may write to its socket (docs/virus-scanner.md)`,
      },
    ];
  }
  const faults = [...ageOf(version, now), ...(await sharpness(clamd)), ...reach(clamd)];
  return faults.length ? faults : [{ part, state: 'fine', says: version }];
}

const named = (clamd: ClamdAddress): string =>
  'path' in clamd ? `unix:${clamd.path}` : `tcp://${clamd.host}:${clamd.port}`;

/** `ClamAV 1.4.6/27825/Fri Nov 20 08:28:00 2026`: program, number and day of the signatures; the last two are missing without any. */
function ageOf(version: string, now: number): Finding[] {
  const made = Date.parse(`${version.split('/')[2] ?? ''} UTC`);
  if (Number.isNaN(made))
    return [
      {
        part,
        state: 'look',
        says: `${version}: it names no day of its signatures, so it may know nothing. See that freshclam has fetched them`,
      },
    ];
  return now - made > OLD
    ? [
        {
          part,
          state: 'look',
          says: `${version}: its signatures are ${Math.floor((now - made) / DAY)} days old. See that freshclam runs`,
        },
      ]
    : [];
}

/** A packet with the test string and a filling: what is longer than its MaxFileSize clamd calls "OK" without having looked. */
async function sharpness(clamd: ClamdAddress): Promise<Finding[]> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(TEST_STRING), 'test', { compress: false });
  zip.addBuffer(Buffer.alloc(LARGEST_UPLOAD), 'filling', { compress: false });
  zip.end();
  const verdict = await scanWithClamd(clamd, await buffer(zip.outputStream), PATIENCE);
  if (verdict.is === 'found') return [];
  const says = {
    clean: `it found nothing in a test file of ${LARGEST_UPLOAD / 1e6} MB that every scanner knows: see that freshclam has fetched signatures, that MaxFileSize and MaxScanSize in clamd.conf are 25M or more, and set AlertExceedsMax yes`,
    too_long: `it takes no file of ${LARGEST_UPLOAD / 1e6} MB, so such files are refused: set StreamMaxLength in clamd.conf to 25M or more`,
    away: `it did not answer to a test file (${verdict.is === 'away' ? verdict.why : ''})`,
  }[verdict.is];
  return [{ part, state: 'wrong', says }];
}

/** clamd neither encrypts nor asks who is there. */
function reach(clamd: ClamdAddress): Finding[] {
  if ('path' in clamd || ['localhost', '127.0.0.1', '::1'].includes(clamd.host)) return [];
  return [
    {
      part,
      state: 'look',
      says: `${named(clamd)} is another machine: files go there unencrypted. Let it be a network of your own, or run clamd beside this program`,
    },
  ];
}
