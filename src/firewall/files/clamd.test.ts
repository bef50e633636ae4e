/** The scanner's language, spoken with a stand on a real socket, and with clamd itself where it is installed. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Behaviour, standInClamd, type StandIn } from './clamd-testing.ts';
import { askClamd, scanWithClamd, TEST_STRING } from './clamd.ts';

const PATIENCE = 2_000;
const harmful = Buffer.from(TEST_STRING);
const KINDS = ['unix', 'tcp'] as const;

describe.each(KINDS)('over a %s socket', (kind) => {
  let stand: StandIn;
  beforeAll(async () => {
    stand = await standInClamd(kind);
  });
  afterAll(() => stand.close());
  const scan = (content: Parameters<typeof scanWithClamd>[1], patience = PATIENCE) =>
    scanWithClamd(stand.address, content, patience);
  const doing = async <T>(change: Partial<Behaviour>, work: () => Promise<T>): Promise<T> => {
    const before = { ...stand.does };
    Object.assign(stand.does, change);
    try {
      return await work();
    } finally {
      Object.assign(stand.does, { instead: undefined, ...before });
    }
  };

  it('says what it is asked', async () => {
    expect(await askClamd(stand.address, 'PING', PATIENCE)).toBe('PONG');
    expect(await askClamd(stand.address, 'VERSION', PATIENCE)).toMatch(
      /^ClamAV 1\.4\.6\/27825\/\w{3} \w{3} \d\d [\d:]+ \d{4}$/,
    );
    await expect(
      doing({ instead: 'silence' }, () => askClamd(stand.address, 'PING', 100)),
    ).rejects.toThrow('silent for 0.1 s');
  });

  it('brings every byte over, however the file is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc
            .tuple(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: 255 }))
            .map(([length, value]) => Buffer.alloc(length, value)),
          { maxLength: 4 },
        ),
        async (parts) => {
          const pieces = async function* () {
            yield* parts;
          };
          expect(await scan(pieces())).toEqual({ is: 'clean' });
          expect(stand.seen.at(-1)?.equals(Buffer.concat(parts))).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('tells what is harmful by the name of its signature alone', async () => {
    const found = { is: 'found', signature: 'Eicar-Test-Signature' };
    expect(await scan(harmful)).toEqual(found);
    expect(await scan(Buffer.concat([Buffer.alloc(900_000), harmful]))).toEqual(found);
  });

  it('tells a file that is longer than the scanner takes', async () => {
    await doing({ most: 100_000 }, async () => {
      expect(await scan(Buffer.alloc(100_000))).toEqual({ is: 'clean' });
      expect(await scan(Buffer.alloc(100_001))).toEqual({ is: 'too_long' });
      const long = await scan(Buffer.alloc(8_000_000));
      // A line that is closed under a writer may take the answer with it; the file is refused either way.
      expect(['too_long', 'away']).toContain(long.is);
    });
  });

  it.each([
    ['silence', 'silent for 0.2 s'],
    ['cut', 'it hung up without an answer'],
    ['half', 'it hung up without an answer'],
    ['endless', 'it hung up without an answer'],
    ['babble', 'an answer that is not known'],
    ['early', 'an answer before the end'],
  ] as const)('believes no "clean" of a scanner that answers with: %s', async (instead, why) => {
    const verdict = await doing({ instead }, () =>
      scan(instead === 'early' ? Buffer.alloc(4_000_000) : Buffer.from('hello'), 200),
    );
    expect(verdict.is).toBe('away');
    if (instead !== 'early') expect(verdict).toEqual({ is: 'away', why });
  });

  it('passes on the fault of a file that cannot be read to its end', async () => {
    const broken = async function* () {
      yield Buffer.from('a');
      throw new Error('the disk');
    };
    await expect(scan(broken())).rejects.toThrow('the disk');
  });
});

it('says that nobody is there', async () => {
  const path = join(tmpdir(), 'no-such-scanner.ctl');
  expect(await scanWithClamd({ path }, harmful, PATIENCE)).toEqual({ is: 'away', why: 'ENOENT' });
  const stand = await standInClamd('tcp');
  await stand.close();
  expect((await scanWithClamd(stand.address, harmful, PATIENCE)).is).toBe('away');
});

const installed = spawnSync('clamd', ['--version']).status === 0;
describe.skipIf(!installed)('clamd itself', () => {
  let folder = '';
  let stop = (): void => {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wayhouse-clamd-'));
    await mkdir(join(folder, 'signatures'));
    // One signature of our own: those of ClamAV are hundreds of megabytes and come from its own servers.
    await writeFile(
      join(folder, 'signatures', 'own.ndb'),
      `Own.Test:0:*:${harmful.toString('hex')}\n`,
    );
    const whole = createHash('md5').update('bad all over').digest('hex');
    await writeFile(join(folder, 'signatures', 'own.hdb'), `${whole}:12:Own.Whole\n`);
    const settings = join(folder, 'clamd.conf');
    await writeFile(
      settings,
      `DatabaseDirectory ${folder}/signatures\nLocalSocket ${folder}/clamd.ctl\nForeground yes\nStreamMaxLength 2M\nMaxFileSize 1M\n`,
    );
    const clamd = spawn('clamd', ['-c', settings], { stdio: 'ignore' });
    stop = () => void clamd.kill();
    const until = Date.now() + 30_000;
    while (Date.now() < until)
      if (await askClamd(address(), 'PING', PATIENCE).catch(() => undefined)) return;
      else await new Promise((done) => setTimeout(done, 100));
  }, 40_000);
  afterAll(async () => {
    stop();
    await rm(folder, { recursive: true, force: true });
  });
  const address = () => ({ path: join(folder, 'clamd.ctl') });
  const scan = (content: Buffer) => scanWithClamd(address(), content, 10_000);

  it('is understood as the stand is', async () => {
    expect(await askClamd(address(), 'PING', PATIENCE)).toBe('PONG');
    expect(await askClamd(address(), 'VERSION', PATIENCE)).toMatch(/^ClamAV \d/);
    expect(await scan(Buffer.alloc(0))).toEqual({ is: 'clean' });
    expect(await scan(Buffer.alloc(500_000))).toEqual({ is: 'clean' });
    expect(await scan(harmful)).toEqual({ is: 'found', signature: 'Own.Test.UNOFFICIAL' });
    expect(await scan(Buffer.concat([Buffer.alloc(300_000), harmful]))).toMatchObject({
      is: 'found',
    });
    expect(await scan(Buffer.from('bad all over'))).toEqual({
      is: 'found',
      signature: 'Own.Whole.UNOFFICIAL',
    });
    expect(['too_long', 'away']).toContain((await scan(Buffer.alloc(8_000_000))).is);
  });

  it('says OK of files longer than its MaxFileSize, as the stand does: doctor looks for that', async () => {
    expect(await scan(Buffer.concat([harmful, Buffer.alloc(1_500_000)]))).toEqual({ is: 'clean' });
  });
});
