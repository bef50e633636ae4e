/** The public sets, given to everything that takes a text or a file apart: each takes it or says what is wrong, and none is slow. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/database/index.ts';
import { freshDatabase } from '../../src/database/testing.ts';
import { checkStream } from '../../src/directory/import/check-file.ts';
import { hsdsStream } from '../../src/directory/import/hsds.ts';
import { importHsds, importMapped, readMap } from '../../src/directory/import/index.ts';
import { openInput } from '../../src/directory/import/read/input.ts';
import { findDelimiter, readTable } from '../../src/directory/import/read/table.ts';
import { inFolder, put } from '../../src/directory/import/testing.ts';
import { applyDifference, decodePack, PackFileError, readHeader } from '../../src/finder/index.ts';
import { queryWords } from '../../src/finder/words.ts';
import {
  decodeReceipt,
  NoteError,
  parseLeaf,
  parseVkey,
  readCheckpoint,
  ReceiptError,
  verifyLog,
  vkeyOf,
} from '../../src/firewall/audit/index.ts';
import { fromBase45 } from '../../src/firewall/audit/base45.ts';
import { decodeBundle } from '../../src/firewall/audit/entry-bundle.ts';
import { mapSource } from '../../src/firewall/audit/log-source.ts';
import {
  publishTestLog,
  testLeaves,
  testSigner,
  testTime,
} from '../../src/firewall/audit/testing-log.ts';
import { parseTilePath } from '../../src/firewall/audit/tile-paths.ts';
import { putTicketKey, type TicketKey } from '../../src/firewall/context/testing.ts';
import { cleanFile } from '../../src/firewall/files/index.ts';
import {
  conditionSpans,
  judgeColumn,
  judgeIdentifier,
  judgeName,
  judgeQuestion,
  judgeTerms,
  judgeText,
  judgeValue,
} from '../../src/firewall/guard/index.ts';
import { parseTicket, signTicket } from '../../src/firewall/keeper/ticket.ts';
import { Problem } from '../../src/http/problem.ts';
import { craft } from '../attack/prober/ask-functions.ts';
import { JSON_FILES, STRINGS } from './sets.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const BYTES = [
  ...STRINGS.map((text) => Buffer.from(text)),
  ...JSON_FILES.map(({ bytes }) => bytes),
];
const shown = (bytes: Buffer | string): string => JSON.stringify(String(bytes).slice(0, 80));

/** Runs `work`; an error must be of the kinds that say what is wrong. */
function says(work: () => unknown, ...kinds: (new (...args: never[]) => Error)[]): string {
  try {
    work();
    return 'taken';
  } catch (error) {
    if (kinds.some((kind) => error instanceof kind)) return 'refused';
    throw error;
  }
}

describe('the guard', () => {
  test('judges each text as name, question, value, column and free text, and none takes long', () => {
    let longest = { ms: 0, text: '' };
    // The lexicons are made once, for the first text.
    judgeQuestion('');
    judgeText('');
    for (const text of STRINGS) {
      const started = performance.now();
      judgeName(text);
      judgeQuestion(text);
      judgeValue(text);
      judgeColumn(text, [text]);
      judgeIdentifier(text);
      judgeTerms(text);
      for (const { from, to } of [...judgeText(text), ...conditionSpans(text)])
        expect(from >= 0 && from < to && to <= text.length, shown(text)).toBe(true);
      const ms = performance.now() - started;
      if (ms > longest.ms) longest = { ms, text };
    }
    // What is slow by its growth takes minutes, on whatever machine.
    expect(longest.ms, shown(longest.text)).toBeLessThan(2_000);
  }, 180_000);

  test('a column of them all is judged', () => {
    expect(() => judgeColumn('remarks', STRINGS)).not.toThrow();
  }, 180_000);
});

test('the finder cuts each text into words', () => {
  for (const lang of ['en', 'ar', 'fa', 'fr', 'ti', 'es'])
    for (const text of STRINGS)
      for (const { forms } of queryWords(text, lang))
        expect(
          forms.every((form) => form !== ''),
          shown(text),
        ).toBe(true);
});

describe('tickets', () => {
  test('no text is one, nor is a ticket with such a text in a field', () => {
    const key = Buffer.alloc(32, 1);
    const good = {
      keyNo: 1,
      audience: 'app_desk',
      kind: 'staff',
      actor: randomUUID(),
      org: randomUUID(),
      points: [],
      purpose: 'desk.visit',
      route: '/x',
      subject: '',
      expMs: 1_800_000_000_000,
      nonce: Buffer.alloc(16).toString('base64url'),
    } as const;
    const parts = signTicket(key, good).split('|');
    for (const text of STRINGS) {
      expect(
        says(() => parseTicket(text), Problem),
        shown(text),
      ).toBe('refused');
      for (const [i, part] of parts.entries()) {
        const changed = parts.with(i, text).join('|');
        // A route is any text of a line, ids may be empty, "undefined" is a word: what is taken says again exactly what it said.
        if (text !== part && says(() => parseTicket(changed), Problem) === 'taken') {
          const { fields, mac } = parseTicket(changed);
          expect(signTicket(key, fields).split('|').slice(0, 12).join('|')).toBe(
            changed.slice(0, changed.lastIndexOf('|')),
          );
          expect(mac.length).toBe(32);
        }
      }
    }
  });

  test('the database takes none of them as a ticket, and none opens another context than its fields say', async () => {
    const key: TicketKey = await putTicketKey(database);
    const client = await database.borrow('app_desk');
    const code = async (ticket: string): Promise<string> => {
      await client.query('begin');
      const found = await client.query('select fw.begin($1)', [ticket]).then(
        () => '',
        (error: { code?: string }) => error.code ?? String(error),
      );
      await client.query('rollback');
      return found;
    };
    try {
      for (const text of STRINGS) {
        expect(await code(text), shown(text)).toBe('WH002');
        // Rightly signed with such a text inside: only the keeper could, and the database refuses it all the same.
        for (const field of ['purpose', 'org', 'kind'] as const)
          expect(await code(craft(key, { [field]: text })), `${field} ${shown(text)}`).toMatch(
            /^(WH002|WH004|22\w{3})$/,
          );
      }
    } finally {
      client.release();
    }
  }, 180_000);
});

describe('the log', () => {
  test('every part of it that is taken apart says what is wrong', () => {
    for (const bytes of BYTES) {
      const text = bytes.toString();
      expect(
        says(() => parseVkey(text), NoteError),
        shown(text),
      ).toBe('refused');
      expect(
        says(() => readCheckpoint(bytes), NoteError),
        shown(text),
      ).toBe('refused');
      expect(says(() => decodeReceipt(text), ReceiptError)).toBe('refused');
      expect(says(() => decodeReceipt(`WH1:${text}`), ReceiptError)).toBe('refused');
      expect(parseLeaf(bytes), shown(text)).toBeUndefined();
      expect(parseTilePath(text)).toBeUndefined();
      fromBase45(text);
      decodeBundle(bytes);
    }
  });

  test('a log with such a file in place of one of its own is not sound, and is told so in words', async () => {
    const size = 300;
    const signer = testSigner();
    const files = await publishTestLog(testLeaves(size), { signer, time: testTime(size) });
    const key = parseVkey(vkeyOf(signer));
    expect((await verifyLog(mapSource(files), { key })).state).toBe('sound');
    const paths = [...files.keys()];
    for (const [i, bytes] of BYTES.entries()) {
      const path = paths[i % paths.length] ?? '';
      const report = await verifyLog(mapSource(new Map([...files, [path, bytes]])), { key });
      expect(report.state, `${path} ${shown(bytes)}`).not.toBe('sound');
      expect(report.faults.every(({ says: words }) => words.length > 5)).toBe(true);
    }
  }, 180_000);
});

test('packs and uploaded files: none is one', async () => {
  for (const bytes of BYTES) {
    expect(
      says(() => readHeader(bytes), PackFileError),
      shown(bytes),
    ).toBe('refused');
    expect(
      says(() => decodePack(bytes), PackFileError),
      shown(bytes),
    ).toBe('refused');
    expect(
      says(() => applyDifference(bytes, bytes), PackFileError),
      shown(bytes),
    ).toBe('refused');
    await expect(cleanFile(bytes), shown(bytes)).rejects.toBeInstanceOf(Problem);
  }
});

describe('imports', () => {
  const MAP = {
    key: 'Nr',
    language: 'en',
    columns: {
      Name: 'service.name',
      Words: 'service.description',
      Phone: 'phone',
      Times: 'hours',
      Languages: 'languages',
    },
  };

  /** Read on purpose although no standard allows it: nothing of what people wrote is lost by it. */
  const LENIENT = new Set([
    // A comma after the last pair, as people write by hand.
    'n_object_trailing_comma.json',
    'n_object_lone_continuation_byte_in_key_and_trailing_comma.json',
    // One list after another, as programs append to a file.
    'n_structure_double_array.json',
  ]);

  /** A report, or a problem in words. */
  const outcome = (work: Promise<{ state: string }>): Promise<string> =>
    work.then(
      ({ state }) => state,
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        expect(error.status).toBeLessThan(500);
        return error.code;
      },
    );

  test('each JSON file is read as HSDS and as a map; what no reader may take is not taken', async () => {
    await inFolder(async (folder) => {
      for (const { name, bytes, valid } of JSON_FILES) {
        const path = await put(folder, 'services.json', bytes);
        const input = await openInput(path);
        try {
          const { rows, findings } = await checkStream(await hsdsStream(input), '2026-11-22');
          // What is read before the break is there; that it broke is said, and nothing of it is kept.
          if (valid === 'no' && !LENIENT.has(name))
            expect(
              rows.some((row) => 'broken' in row),
              name,
            ).toBe(true);
          for (const row of rows)
            if ('broken' in row) expect(row.broken.length, name).toBeGreaterThan(3);
          expect(findings.length).toBeGreaterThanOrEqual(0);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          expect(error.status, name).toBeLessThan(500);
        } finally {
          await input.close();
        }
      }
      for (const { name, bytes, valid } of JSON_FILES)
        if (valid === 'yes')
          expect(
            says(() => readMap(JSON.parse(bytes.toString())), Problem),
            name,
          ).toBe('refused');
    });
  }, 180_000);

  test('a file of spaces alone is said to be empty, as one of nothing is', async () => {
    await inFolder(async (folder) => {
      for (const blank of ['', ' ', '\n\n\t ', '\u001e\n']) {
        const path = await put(folder, 'services.json', blank);
        const report = await importHsds(database, { path, source: 'blank', mode: 'full' });
        expect(report.findings.map(({ code, sentence }) => `${code}: ${sentence}`)).toEqual([
          'unreadable: The file is empty.',
        ]);
      }
    });
  });

  test('every seventh goes through the whole import, which ends in a report or in words', async () => {
    const seen = new Set<string>();
    await inFolder(async (folder) => {
      for (const { bytes } of JSON_FILES.filter((_, i) => i % 7 === 0))
        seen.add(
          await outcome(
            importHsds(database, {
              path: await put(folder, 'services.json', bytes),
              source: 'public set',
              mode: 'delta',
              dryRun: true,
            }),
          ),
        );
    });
    expect([...seen].sort()).toEqual(expect.arrayContaining(['failed']));
    expect(
      [...seen].filter(
        (state) => !['checked', 'failed', 'bad_input', 'unsupported', 'too_large'].includes(state),
      ),
    ).toEqual([]);
  }, 180_000);

  test('each text is a table, a header and a cell of a table', async () => {
    for (const text of STRINGS) {
      findDelimiter(text);
      const table = `Nr,Name,${text}\n1,${text},x\n"2","${text.replaceAll('"', '""')}",y\n`;
      for (const bytes of [Buffer.from(text), Buffer.from(table)]) {
        const file = {
          name: 'a.csv',
          size: bytes.length,
          async *open() {
            yield bytes;
          },
        };
        const read = readTable(file, {});
        try {
          for await (const row of read) expect(row).toBeDefined();
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
        }
      }
    }
    await inFolder(async (folder) => {
      const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const lines = STRINGS.map((text, i) =>
        [String(i), ...Array.from({ length: 5 }, () => text)].map(cell).join(','),
      );
      const path = await put(
        folder,
        'all.csv',
        `Nr,Name,Words,Phone,Times,Languages\n${lines.join('\n')}\n`,
      );
      const report = await importMapped(database, {
        files: [path],
        map: MAP,
        source: 'naughty table',
        mode: 'full',
        today: '2026-11-22',
      });
      expect(report.state).toBe('applied');
      expect(report.perEntity['service']?.read).toBe(STRINGS.length);
    });
  }, 180_000);
});
