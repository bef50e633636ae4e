/** docs/cryptography.md against the code: each file that does cryptography has its row, with its algorithms and its numbers. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** What shows in code that an algorithm is used with a key or a secret, and its name in the table. */
const SIGNS: readonly [RegExp, string][] = [
  [/'aes-256-gcm'|'AES-GCM'/, 'AES-256-GCM'],
  [/'chacha20-poly1305'/, 'ChaCha20-Poly1305'],
  [/createHmac\(\s*'sha256'|\bpaddedStates\(|name: 'HMAC', hash: 'SHA-256'/, 'HMAC-SHA-256'],
  [/hkdfSync\(\s*'sha256'|name: 'HKDF', hash: 'SHA-256'/, 'HKDF-SHA-256'],
  [/name: 'ECDSA', namedCurve: 'P-256'/, 'ECDSA P-256'],
  [/'ed25519'|'Ed25519'|\bsign\w*\(null, /, 'Ed25519'],
  [/'X25519'|'x25519'/, 'X25519'],
  [/from '@node-rs\/argon2'|from '@noble\/hashes\/argon2\.js'/, 'argon2id'],
  [/\bscrypt\b.*from 'node:crypto'/, 'scrypt'],
  [/new TOTP\(/, 'TOTP (HMAC-SHA-1)'],
  [/from 'age-encryption'/, 'age v1'],
  [/from 'shamir-secret-sharing'/, "Shamir's sharing"],
  [/from 'xml-crypto'/, 'XML Signature'],
  [/from '@simplewebauthn\/server'/, 'WebAuthn'],
  [/from 'openid-client'/, 'OpenID Connect'],
];
/** Whatever else of Node's or the browser's cryptography takes a key: none may be used that no sign above names. */
const KEYED =
  /createHmac\(|createPrivateKey\(|create(De|C)ipheriv\(|hkdf(Sync)?\(|pbkdf2|\bscrypt(Sync)?\(|generateKeyPair(Sync)?\(|create(Sign|Verify|ECDH|DiffieHellman)\(|diffieHellman\(|subtle\.(sign|verify|encrypt|decrypt|derive\w+|wrapKey|unwrapKey|generateKey|importKey)\(/;

const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|testing/.test(path));
const found = new Map(
  files.flatMap((path): [string, string[]][] => {
    const text = read(path);
    const names = SIGNS.flatMap(([sign, name]) => (sign.test(text) ? [name] : []));
    return names.length || KEYED.test(text) ? [[path, names]] : [];
  }),
);

const doc = read('docs/cryptography.md');
const rows = doc
  .split('\n')
  .filter((line) => line.endsWith('` |'))
  .map((line) => {
    const [use = '', algorithm = '', life = '', where = ''] = line.slice(2, -2).split(' | ');
    const paths = [...where.matchAll(/`([^`]+)`/g)].map(([, path]) => `src/${path ?? ''}`);
    const numbers = [...life.matchAll(/`([^`]+)`/g)].map(([, number]) => number ?? '');
    return { use, algorithm, life, paths, numbers };
  });

describe('docs/cryptography.md (ASVS 11.1.2)', () => {
  it('names every file that does cryptography with a key, and no other', () => {
    const named = [...new Set(rows.flatMap(({ paths }) => paths))];
    expect(named.toSorted()).toEqual([...found.keys()].toSorted());
  });

  it('says the algorithms of each file, and none that the file does not use', () => {
    for (const [path, names] of found) {
      const said = rows
        .filter(({ paths }) => paths.includes(path))
        .map(({ algorithm }) => algorithm);
      for (const name of names)
        expect([path, said.join('; ')]).toEqual([path, expect.stringContaining(name)]);
    }
    for (const { use, algorithm, paths } of rows) {
      const used = new Set(paths.flatMap((path) => found.get(path) ?? []));
      for (const [, name] of SIGNS)
        if (algorithm.split(', ').includes(name))
          expect([use, name, used.has(name)]).toEqual([use, name, true]);
    }
  });

  it('names nothing that is used with a key and has no sign of its algorithm', () => {
    const bare = [...found].filter(([, names]) => names.length === 0).map(([path]) => path);
    const signsElsewhere = rows
      .filter(({ algorithm }) => algorithm.includes('by its caller'))
      .flatMap(({ paths }) => paths);
    expect(bare.filter((path) => !signsElsewhere.includes(path))).toEqual([]);
  });

  it('gives lives and sizes as the code has them', () => {
    const checked = rows.flatMap(({ use, paths, numbers }) =>
      numbers.map((number) => {
        const inCode = paths.some((path) => read(path).replaceAll(/\s+/g, ' ').includes(number));
        return [use, number, inCode];
      }),
    );
    expect(checked.length).toBeGreaterThan(15);
    expect(checked.filter(([, , inCode]) => !inCode)).toEqual([]);
  });

  it('knows every hash without a key: SHA-256, and SHA-1 where a standard or a name asks for it', () => {
    const hashes = new Map<string, string[]>();
    for (const path of files)
      for (const [, name = ''] of read(path).matchAll(
        /(?:createHash|[^a-z]hash)\(\s*'([a-z0-9-]+)'/g,
      ))
        hashes.set(name, [...(hashes.get(name) ?? []), path]);
    expect([...hashes.keys()].toSorted()).toEqual(['sha1', 'sha256']);
    expect(hashes.get('sha1')).toEqual(['src/directory/import/run.ts']);
    expect(doc).toContain('`directory/import/run.ts`');
  });
});
