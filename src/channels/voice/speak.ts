/**
 * A draft of the sound, spoken by Debian's `espeak-ng` where it is installed: never published as it is without being marked as a
 * computer voice and heard by a person (INFO-07; chapter 70, section 7). Packed by `lame` (MP3, which every phone plays) or
 * `opusenc` (Opus at 16 kbit/s, which iPhones play since 2025).
 */
import { Problem } from '../../http/problem.ts';
import { ProgramFailed, runProgram } from './run-program.ts';

/** Voices of espeak-ng by our codes; languages that it does not speak are missing on purpose. */
const VOICES: Readonly<Record<string, string>> = {
  en: 'en-gb',
  es: 'es-419',
  fr: 'fr-fr',
  pt: 'pt',
  pl: 'pl',
  tr: 'tr',
  sw: 'sw',
  ru: 'ru',
  uk: 'uk',
  ar: 'ar',
  fa: 'fa',
  ur: 'ur',
  bn: 'bn',
  ne: 'ne',
  am: 'am',
  my: 'my',
  th: 'th',
};
/** Words a minute, as the program counts them: slower than its own 175, the second for what would take too long. */
export const SPEEDS = [120, 150] as const;
const BOUNDS = { timeoutMs: 20_000, mostBytes: 20_000_000 };
/** Where the file itself says what it is. */
const MARK = 'synthetic voice';

/** Kinds of sound, the ones that more phones play first. */
export const PACKED = ['mp3', 'opus'] as const;
export type Packed = (typeof PACKED)[number];

const PACKERS: Readonly<
  Record<Packed, { program: string; args: readonly string[]; mime: string }>
> = {
  mp3: {
    program: 'lame',
    args: ['--quiet', '-m', 'm', '-b', '24', '--tc', MARK, '-', '-'],
    mime: 'audio/mpeg',
  },
  opus: {
    program: 'opusenc',
    args: ['--quiet', '--bitrate', '16', '--comment', `COMMENT=${MARK}`, '-', '-'],
    mime: 'audio/ogg',
  },
};
/** The Debian package of each program. */
const PACKAGES: Readonly<Record<string, string>> = {
  'espeak-ng': 'espeak-ng',
  lame: 'lame',
  opusenc: 'opus-tools',
};

export type SpokenDraft = {
  mime: 'audio/wav' | 'audio/mpeg' | 'audio/ogg';
  bytes: Buffer;
  /** As it really takes, to a tenth. */
  seconds: number;
  /** Always: whoever plays it says so. */
  synthetic: true;
  voice: string;
};

export const CANNOT_SPEAK = ['no_voice', 'missing', 'busy', 'too_long', 'failed'] as const;

/** Why nothing was spoken: `package` is what has to be installed, for `missing`. */
export class CannotSpeak extends Problem {
  readonly why: (typeof CANNOT_SPEAK)[number];
  readonly package: string | undefined;
  constructor(why: CannotSpeak['why'], detail: string, missing?: string) {
    super('unavailable', { detail });
    this.why = why;
    this.package = missing;
  }
}

export const hasVoice = (lang: string): boolean => VOICES[lang] !== undefined;

export const noVoice = (lang: string): CannotSpeak =>
  new CannotSpeak('no_voice', `espeak-ng has no voice for "${lang}": somebody has to read it.`);

export function notInstalled(program: string): CannotSpeak {
  const missing = PACKAGES[program] ?? program;
  const detail = `${program} is not installed. On Debian: apt-get install ${missing}.`;
  return new CannotSpeak('missing', detail, missing);
}

/** What is there to speak with, in which of our languages, and what can pack it. */
export async function speechTools(): Promise<{
  installed: boolean;
  speaks: readonly string[];
  packs: readonly Packed[];
}> {
  const packs: Packed[] = [];
  for (const kind of PACKED)
    if (await run(PACKERS[kind].program, ['--version']).catch(() => undefined)) packs.push(kind);
  const voices = await run('espeak-ng', ['--voices']).catch(() => undefined);
  if (!voices) return { installed: false, speaks: [], packs };
  const known = new Set(
    voices
      .toString('utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/)[1] ?? ''),
  );
  const speaks = Object.keys(VOICES).filter((lang) => known.has(VOICES[lang] ?? ''));
  return { installed: true, speaks, packs };
}

/**
 * Speaks a text or SSML.
 * @param kind how it is packed; WAV as it is spoken
 * @throws CannotSpeak that says which program is missing and how it is installed, or that it does not speak the language
 */
export async function speak(
  lang: string,
  ssml: string,
  kind: Packed | 'wav' = 'wav',
  speed: (typeof SPEEDS)[number] = 120,
): Promise<SpokenDraft> {
  const voice = VOICES[lang];
  if (voice === undefined) throw noVoice(lang);
  // Between double brackets the program would read names of sounds, not words.
  const words = ssml.replaceAll(/\[(?=\[)/g, '[ ');
  const wav = await run('espeak-ng', ['-v', voice, '-s', String(speed), '-m', '--stdout'], words);
  const about = { seconds: secondsOfWav(wav), synthetic: true, voice } as const;
  if (kind === 'wav') return { ...about, mime: 'audio/wav', bytes: wav };
  const { program, args, mime } = PACKERS[kind];
  return { ...about, mime: mime as SpokenDraft['mime'], bytes: await run(program, args, wav) };
}

async function run(
  program: string,
  args: readonly string[],
  input?: string | Buffer,
): Promise<Buffer> {
  try {
    return await runProgram(program, args, BOUNDS, input);
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    throw error.why === 'missing'
      ? notInstalled(program)
      : new CannotSpeak('failed', `${error.message}.`);
  }
}

const HEADER = 44;

/** Seconds of plain PCM; a program that streams does not know the length that stands in its header. */
function secondsOfWav(wav: Buffer): number {
  if (wav.length <= HEADER) return 0;
  return Math.round((10 * (wav.length - HEADER)) / wav.readUInt32LE(28)) / 10;
}
