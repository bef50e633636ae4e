import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { withChanges } from './changes.ts';
import { findServices } from './find.ts';
import { buildPack, findPlaces } from './pack.ts';
import { decodePack, encodePack } from './pack-codec.ts';
import { PackFileError, readHeader, signedPart } from './pack-file.ts';
import { encodeTexts, readText } from './pack-texts.ts';
import { makeWorld, TEST_LABELS, TEST_NOW } from './testing.ts';

const world = makeWorld(31, { records: 800, towns: 5, patterns: 90, vocabulary: 400 });
const records = [...world.records()];
const pack = buildPack(records, {
  now: TEST_NOW,
  territory: 'Meridia',
  labels: TEST_LABELS,
  places: [{ id: 7, names: { en: 'Bridgeford', ti: 'ድልድል' }, lat: 50, lon: 8 }],
  seq: 41,
});
const texts = new Map([
  [
    'en',
    encodeTexts(
      records.slice(0, 300).map(({ code }) => [code, { code, name: `Kitchen ${code}` }] as const),
    ),
  ],
  ['ti', encodeTexts([[records[3]?.code as string, { name: 'ክሽነ' }]])],
]);
const file = encodePack(pack, { texts, area: 'North' });

function failure(bytes: Uint8Array, options = {}): string {
  try {
    decodePack(bytes, options);
    return 'read';
  } catch (error) {
    expect(error).toBeInstanceOf(PackFileError);
    return (error as PackFileError).code;
  }
}

describe('a pack as a file', () => {
  it('comes back with the same answers, places and texts', () => {
    const read = decodePack(file);
    expect(read).toMatchObject({
      territory: 'Meridia',
      area: 'North',
      generatedAt: TEST_NOW,
      seq: 41,
    });
    expect(read.expiresAt).toBe(TEST_NOW + 30 * 86_400_000);
    for (let i = 0; i < 150; i++) {
      const query = world.wildQuery();
      expect(findServices(read, query)).toEqual(findServices(pack, query));
    }
    expect(findPlaces(read, 'ድልድል', 'ti')).toEqual(findPlaces(pack, 'ድልድል', 'ti'));
    const code = records[3]?.code as string;
    expect(readText(read, code, ['ti', 'en'])).toEqual({ name: 'ክሽነ' });
    expect(readText(read, code, ['fr', 'en'])).toEqual({ code, name: `Kitchen ${code}` });
    expect(readText(read, '999999990', ['ti', 'en'])).toBeUndefined();
  });

  it('is the same bytes when written again from what was read', () => {
    expect(encodePack(decodePack(file), { area: 'North' })).toEqual(file);
  });

  it('is used where it lies, at any offset in a larger buffer', () => {
    const read = decodePack(file);
    expect(read.layers[0]?.segment.rows.buffer).toBe(file.buffer);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    const query = world.query();
    expect(findServices(decodePack(shifted.subarray(3)), query)).toEqual(findServices(pack, query));
  });

  it('takes live changes like a pack that was built here', () => {
    const [first] = records;
    const changed = withChanges(decodePack(file), {
      removedCodes: [first?.code as string],
      records: [],
    });
    expect(() => encodePack(changed)).toThrow('a pack without live changes');
  });

  it('an empty pack is a file too', () => {
    const empty = buildPack([], { now: TEST_NOW, territory: 't', labels: {} });
    const read = decodePack(encodePack(empty));
    expect(
      findServices(read, { now: TEST_NOW, lang: 'en', needs: [], place: { lat: 1, lon: 2 } }).items,
    ).toEqual([]);
  });

  it('has a canonical header that says what is inside', () => {
    const header = readHeader(file);
    expect(header.langs).toEqual(['en', 'ti']);
    expect(new TextDecoder().decode(signedPart(file).header)).toBe(canonicalJson(header as never));
    for (const { name, offset, length, sha256 } of header.sections) {
      expect(offset % 8).toBe(0);
      const part = signedPart(file);
      const body = Math.ceil((16 + part.header.length + part.signature.length) / 8) * 8;
      const bytes = file.subarray(body + offset, body + offset + length);
      expect(createHash('sha256').update(bytes).digest('hex'), name).toBe(sha256);
    }
  });
});

describe('a signed pack', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const signed = encodePack(pack, { sign: (header) => sign(null, header, privateKey) });
  const check = {
    verify: (header: Uint8Array, signature: Uint8Array): boolean =>
      verify(null, header, publicKey, signature),
  };

  it('is read when the signature fits', () => {
    expect(failure(signed, check)).toBe('read');
  });

  it('is refused when the header was changed, signed by another, or not signed', () => {
    const changed = signed.slice();
    const at = new TextDecoder('latin1').decode(changed).indexOf('Meridia');
    changed[at] = 'X'.charCodeAt(0);
    expect(failure(changed, check)).toBe('signature');
    const other = generateKeyPairSync('ed25519').privateKey;
    expect(failure(encodePack(pack, { sign: (header) => sign(null, header, other) }), check)).toBe(
      'signature',
    );
    expect(failure(file, check)).toBe('signature');
  });
});

describe('a broken file', () => {
  it('is refused wherever one byte of a section was changed', () => {
    const { sections } = readHeader(file);
    const { header, signature } = signedPart(file);
    const body = Math.ceil((16 + header.length + signature.length) / 8) * 8;
    for (const { offset, length } of sections) {
      if (length === 0) continue;
      const changed = file.slice();
      const at = body + offset + Math.floor(length / 2);
      changed[at] = (changed[at] as number) ^ 1;
      expect(failure(changed)).toBe('hash');
    }
  });

  it('is refused when cut off anywhere, always with a plain reason', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 9), (length) => {
        expect(['not_a_pack', 'truncated', 'header']).toContain(failure(file.slice(0, length)));
      }),
      { numRuns: 60 },
    );
  });

  it('is never the reason of another kind of error, whatever bytes it has', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.nat(255), (at, byte) => {
        const changed = file.slice();
        changed[at] = byte;
        expect(failure(changed)).toBeTypeOf('string');
      }),
      { numRuns: 120 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(failure(bytes)).toBe('not_a_pack');
      }),
    );
  });

  it('is told apart from a pack of a later format', () => {
    const later = file.slice();
    later[3] = '2'.charCodeAt(0);
    expect(failure(later)).toBe('version');
    expect(() => decodePack(later)).toThrow('the pack has format WHP2; this program reads WHP1');
  });

  it('is trusted without hashes only when asked', () => {
    const changed = file.slice();
    changed[changed.length - 20] = (changed[changed.length - 20] as number) ^ 1;
    expect(failure(changed, { sha256: false })).not.toBe('hash');
  });
});

describe('canonicalJson', () => {
  it('sorts keys at every depth and reads back', () => {
    expect(canonicalJson({ b: [1, { d: 'é"', c: null }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":null,"d":"é\\""}]}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value as never))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });
});
