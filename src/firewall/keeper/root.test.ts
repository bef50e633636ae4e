import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argon2id } from '@noble/hashes/argon2.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRoot } from './root.ts';

// Ligatures and full-width signs: whoever types the same words elsewhere gets the same key.
const PASSPHRASE = 'ﬁve ｌanterns on a long quay';
/** RFC 9106, section 4, second recommended option. Raised here first when it is raised. */
const LEAST = { m: 65_536, t: 3, p: 1, dkLen: 32 } as const;

describe('the root of a manned keystore (ASVS 11.4.4)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wayhouse-root-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const open = (name: string, words = PASSPHRASE): Promise<Buffer> =>
    openRoot({
      folder: join(folder, name),
      mode: 'manned',
      passphrase: async () => words,
      apartFrom: [],
    });
  const saltOf = async (name: string): Promise<Buffer> => {
    const file = await readFile(join(folder, name, 'root.json'), 'utf8');
    return Buffer.from((JSON.parse(file) as { salt: string }).salt, 'base64url');
  };

  it('is argon2id of the passphrase with 64 MiB and three passes, as another program finds', async () => {
    const root = await open('one');
    const salt = await saltOf('one');
    expect(salt).toHaveLength(16);
    const other = argon2id(PASSPHRASE.normalize('NFKC'), salt, LEAST);
    expect(root.equals(Buffer.from(other))).toBe(true);
  });

  it('opens again with the same words, however they are typed, and with no other', async () => {
    expect((await open('one', 'five lanterns on a long quay')).equals(await open('one'))).toBe(
      true,
    );
    await expect(open('one', 'five lanterns on a long quaY')).rejects.toMatchObject({
      field: 'passphrase',
    });
    await expect(open('one', 'fifteen signs..')).rejects.toMatchObject({
      detail: expect.stringContaining('at least 16') as string,
    });
  });

  it('has a salt of its own in every keystore', async () => {
    const [one, two] = [await open('one'), await open('two')];
    expect(one.equals(two)).toBe(false);
    expect((await saltOf('one')).equals(await saltOf('two'))).toBe(false);
  });
});
