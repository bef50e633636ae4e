/** docs/connections.md beside the code: whatever opens connections or starts programs has its row (ASVS 13.1.1). */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Runs in browsers, whose content policy lets nothing out but to our own host. */
const IN_BROWSERS =
  /^src\/(site\/phone|console\/(tablet|script)|console\/pages\/protected\/browser)\//;
/** Said of a value or a call; `import type` opens nothing. */
const OPENS =
  /^import (?!type )[^;]*from '(?:node:(?:net|http|https|http2|tls|dgram|dns)(?:\/promises)?|pg|pg-native|openid-client|undici|ws)'|[^-.\w'`](?:await )?fetch\(|= fetch\b|\.connect\(\{/m;
const STARTS = /^import (?!type )[^;]*from 'node:(?:child_process|cluster)'/m;

const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter(
    (path) =>
      /\.tsx?$/.test(path) && !/\.test\.tsx?$|testing/.test(path) && !IN_BROWSERS.test(path),
  );

const [, out = '', , programs = ''] = read('docs/connections.md').split(/^## .*$/m);
const named = (part: string): string[] =>
  part
    .split('\n')
    .filter((line) => line.endsWith('` |'))
    .flatMap((line) => [...(line.split(' | ').at(-1) ?? '').matchAll(/`([^`]+\.ts)`/g)])
    .map(([, path = '']) => `src/${path}`);
/** Says how a connection is protected; another file opens it. */
const SAID_FOR_OTHERS = ['src/database/address.ts'];

describe('docs/connections.md', () => {
  it('names each file that opens connections, and no other', () => {
    const opening = files.filter((path) => OPENS.test(read(path)));
    expect(opening.length).toBeGreaterThan(5);
    const rows = named(out).filter((path) => !SAID_FOR_OTHERS.includes(path));
    expect(rows.toSorted()).toEqual(opening.toSorted());
  });

  it('names each file that starts programs, and no other', () => {
    const starting = files.filter((path) => STARTS.test(read(path)));
    expect(named(programs).toSorted()).toEqual(starting.toSorted());
  });

  it('would see a new one', () => {
    for (const text of [
      "import { connect } from 'node:tls';\n",
      "import {\n  request,\n} from 'node:https';\n",
      "import pg from 'pg';\n",
      'const answer = await fetch(address);\n',
      'fetch: ask = fetch,\n',
    ])
      expect([text, OPENS.test(text)]).toEqual([text, true]);
    for (const text of [
      "import type { Server } from 'node:http';\n",
      "headers['sec-fetch-site']\n",
      'source.fetch(x)\n',
    ])
      expect([text, OPENS.test(text)]).toEqual([text, false]);
  });

  it('starts nothing through a shell', () => {
    for (const path of files.filter((one) => STARTS.test(read(one)))) {
      expect([path, /shell: true|\bexec(Sync)?\(/.test(read(path))]).toEqual([path, false]);
    }
  });
});
