import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { soundSeconds } from './sound-length.ts';

const bytes = (...parts: readonly (string | number[] | Buffer)[]): Buffer =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
    ),
  );
const le = (value: number): number[] => [0, 8, 16, 24].map((by) => (value >>> by) & 255);
const be = (value: number): number[] => le(value).toReversed();

const wav = (data: number, said = data): Buffer =>
  bytes(
    'RIFF',
    le(0),
    'WAVE',
    'LIST',
    le(3),
    'abc\0',
    'fmt ',
    le(16),
    [1, 0, 1, 0],
    le(8000),
    le(16_000),
    [2, 0, 16, 0],
    'data',
    le(said),
    Buffer.alloc(data),
  );
const page = (samples: bigint, body: Buffer): Buffer => {
  const granule = Buffer.alloc(8);
  granule.writeBigInt64LE(samples);
  return bytes('OggS', [0, 0], granule, le(1), le(0), le(0), [1, body.length], body);
};
const opus = (samples: bigint): Buffer =>
  bytes(
    page(0n, bytes('OpusHead', [1, 1, 0x38, 1], le(16_000), [0, 0, 0])),
    page(samples, Buffer.alloc(20)),
  );
const vorbis = bytes(
  page(0n, bytes('\u0001vorbis', le(0), [1], le(22_050), Buffer.alloc(14))),
  page(44_100n, Buffer.alloc(9)),
);
/** Version 2, layer III, 24 kbit/s, 16 kHz: 108 bytes and 36 ms. */
const frame = bytes([0xff, 0xf3, 0x38, 0xc4], Buffer.alloc(104));
const box = (kind: string, ...inside: Buffer[]): Buffer => {
  const body = Buffer.concat(inside);
  return bytes(be(body.length + 8), kind, body);
};
const mvhd = (version: 0 | 1): Buffer =>
  box(
    'mvhd',
    bytes(
      [version, 0, 0, 0],
      Buffer.alloc(version ? 16 : 8),
      be(1000),
      version ? [...be(0), ...be(7300)] : be(7300),
      Buffer.alloc(80),
    ),
  );
const mp4 = (...boxes: Buffer[]): Buffer => bytes(box('ftyp', bytes('M4A ', be(0))), ...boxes);

describe('how long a recording takes', () => {
  it.each([
    ['WAV', wav(48_000), 3],
    ['WAV of a program that streams', wav(48_000, 0x7ffff000), 3],
    ['Opus, without the samples before it begins', opus(48_312n), 1],
    ['Vorbis', vorbis, 2],
    ['MP3', bytes(...Array.from({ length: 100 }, () => frame)), 3.6],
    [
      'MP3 with a tag before and after',
      bytes(
        'ID3',
        [3, 0, 0, 0, 0, 1, 0],
        Buffer.alloc(128),
        ...Array.from({ length: 50 }, () => frame),
        'TAG',
        Buffer.alloc(125),
      ),
      1.8,
    ],
    ['MPEG-4', mp4(box('mdat', Buffer.alloc(50)), box('moov', mvhd(0))), 7.3],
    ['MPEG-4 with long numbers', mp4(box('moov', box('udta', Buffer.alloc(4)), mvhd(1))), 7.3],
  ] as const)('is read from %s', (_, sound, seconds) => {
    expect(soundSeconds(sound)).toBe(seconds);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a WAV without a rate', bytes('RIFF', le(0), 'WAVE', 'data', le(4), le(0))],
    ['an Ogg that is cut', opus(48_312n).subarray(0, 40)],
    ['an MPEG-4 in pieces', mp4(box('moof', Buffer.alloc(20)))],
    ['something else', Buffer.from('a letter')],
  ])('is not told by %s', (_, sound) => {
    expect(soundSeconds(sound)).toBeUndefined();
  });

  it('is read of whatever comes, in time and without breaking', () => {
    const whole = [wav(800), opus(48_312n), vorbis, bytes(frame, frame), mp4(box('moov', mvhd(1)))];
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 12 }),
        fc.nat(900),
        (sound, changes, length) => {
          const spoilt = Buffer.from(sound.subarray(0, length));
          for (const [at, value] of changes) if (at < spoilt.length) spoilt[at] = value;
          const seconds = soundSeconds(spoilt);
          expect(seconds === undefined || seconds > 0).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
