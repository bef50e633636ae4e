/**
 * How long a recording takes, read from the file itself: WAV (RIFF), Ogg with Opus (RFC 7845) or Vorbis, MP3 (ISO 11172-3,
 * 13818-3) and MPEG-4 (ISO 14496-12). Nothing is decoded. Pure.
 */

/** Seconds to a tenth; nothing when the file does not tell. */
export function soundSeconds(sound: Buffer): number | undefined {
  const start = sound.toString('latin1', 0, 4);
  const seconds =
    start === 'RIFF'
      ? ofWav(sound)
      : start === 'OggS'
        ? ofOgg(sound)
        : sound.toString('latin1', 4, 8) === 'ftyp'
          ? ofMp4(sound)
          : ofMp3(sound);
  const rounded = Math.round((seconds ?? 0) * 10) / 10;
  return Number.isFinite(rounded) && rounded > 0 ? rounded : undefined;
}

function ofWav(sound: Buffer): number | undefined {
  let bytesASecond = 0;
  for (let at = 12; at + 8 <= sound.length; ) {
    const kind = sound.toString('latin1', at, at + 4);
    const size = sound.readUInt32LE(at + 4);
    if (kind === 'fmt ' && at + 20 <= sound.length) bytesASecond = sound.readUInt32LE(at + 16);
    // A program that streams writes a size that it does not know.
    if (kind === 'data') return Math.min(size, sound.length - at - 8) / bytesASecond;
    at += 8 + size + (size % 2);
  }
  return undefined;
}

const OPUS_RATE = 48_000;

/** The number of the last sample stands on the last page. */
function ofOgg(sound: Buffer): number | undefined {
  const first = 28;
  const isOpus = sound.toString('latin1', first, first + 8) === 'OpusHead';
  const isVorbis = sound.toString('latin1', first, first + 7) === '\u0001vorbis';
  const last = sound.lastIndexOf('OggS', undefined, 'latin1');
  if (last + 14 > sound.length || first + 16 > sound.length) return undefined;
  const samples = Number(sound.readBigInt64LE(last + 6));
  if (isOpus) return (samples - sound.readUInt16LE(first + 10)) / OPUS_RATE;
  return isVorbis ? samples / sound.readUInt32LE(first + 12) : undefined;
}

/** Kilobits a second of layer III, by version 1 and by versions 2 and 2.5. */
const BITRATES = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
const RATES = [44_100, 48_000, 32_000] as const;

/** Frame by frame, so that a rate that changes does not matter. */
function ofMp3(sound: Buffer): number | undefined {
  let at = sound.toString('latin1', 0, 3) === 'ID3' && sound.length > 10 ? 10 + syncSafe(sound) : 0;
  let seconds = 0;
  while (at + 4 <= sound.length) {
    const frame = frameAt(sound, at);
    if (!frame) break;
    seconds += frame.seconds;
    at += frame.bytes;
  }
  return seconds;
}

const syncSafe = (sound: Buffer): number =>
  [6, 7, 8, 9].reduce((size, at) => size * 128 + ((sound[at] ?? 0) & 0x7f), 0);

function frameAt(sound: Buffer, at: number): { bytes: number; seconds: number } | undefined {
  const header = sound.readUInt32BE(at);
  const version = (header >>> 19) & 3;
  const isLayer3 = ((header >>> 17) & 3) === 1;
  const base = RATES[(header >>> 10) & 3];
  const kilobits = BITRATES[version === 3 ? 0 : 1][(header >>> 12) & 15];
  if (header >>> 21 !== 0x7ff || version === 1 || !isLayer3 || !base || !kilobits) return undefined;
  const rate = version === 3 ? base : version === 2 ? base / 2 : base / 4;
  const samples = version === 3 ? 1152 : 576;
  const padding = (header >>> 9) & 1;
  return {
    bytes: Math.floor((samples * 125 * kilobits) / rate) + padding,
    seconds: samples / rate,
  };
}

/** Duration and its unit stand in `moov/mvhd`. */
function ofMp4(sound: Buffer): number | undefined {
  const moov = boxIn(sound, 0, sound.length, 'moov');
  const mvhd = moov && boxIn(sound, moov.from, moov.to, 'mvhd');
  if (!mvhd || mvhd.from + 32 > sound.length) return undefined;
  const isLong = sound[mvhd.from] === 1;
  const unit = sound.readUInt32BE(mvhd.from + (isLong ? 20 : 12));
  const duration = isLong
    ? Number(sound.readBigUInt64BE(mvhd.from + 24))
    : sound.readUInt32BE(mvhd.from + 16);
  return duration / unit;
}

function boxIn(
  sound: Buffer,
  from: number,
  to: number,
  wanted: string,
): { from: number; to: number } | undefined {
  for (let at = from; at + 8 <= to; ) {
    const size = sound.readUInt32BE(at);
    const isLarge = size === 1 && at + 16 <= to;
    const length = isLarge ? Number(sound.readBigUInt64BE(at + 8)) : size === 0 ? to - at : size;
    const end = Math.min(to, at + length);
    if (sound.toString('latin1', at + 4, at + 8) === wanted)
      return { from: at + (isLarge ? 16 : 8), to: end };
    if (length < 8) return undefined;
    at += length;
  }
  return undefined;
}
