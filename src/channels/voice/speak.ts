/**
 * A draft of the sound, spoken by Debian's `espeak-ng` where it is installed: never published as it is without being
 * marked as a computer voice (INFO-07; chapter 70, section 7). Opus through `opusenc` (16 kbit/s) where that is there.
 */
import { spawn } from 'node:child_process';
import { Problem } from '../../http/problem.ts';

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
/** Words a minute, as the program counts them; slower than its own 175. */
const SPEED = '120';
const TIMEOUT_MS = 30_000;
const MOST_BYTES = 20_000_000;

export type SpokenDraft = {
  mime: 'audio/wav' | 'audio/ogg';
  bytes: Buffer;
  /** Always: whoever plays it says so. */
  synthetic: true;
  voice: string;
};

/** What is there to speak with, and in which of our languages. */
export async function speechTools(): Promise<{ speaks: readonly string[]; opus: boolean }> {
  const voices = await run('espeak-ng', ['--voices']).catch(() => undefined);
  const opus = await run('opusenc', ['--version']).then(
    () => true,
    () => false,
  );
  if (!voices) return { speaks: [], opus };
  const known = new Set(
    voices
      .toString('utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/)[1] ?? ''),
  );
  return { speaks: Object.keys(VOICES).filter((lang) => known.has(VOICES[lang] ?? '')), opus };
}

/**
 * Speaks a text or SSML.
 * @param opus as Opus in Ogg, else as WAV
 * @throws Problem `unavailable` that says which program is missing and how it is installed, or that it does not speak
 *   the language
 */
export async function speak(lang: string, ssml: string, opus = false): Promise<SpokenDraft> {
  const voice = VOICES[lang];
  if (voice === undefined)
    throw new Problem('unavailable', {
      detail: `espeak-ng has no voice for "${lang}": somebody has to read it.`,
    });
  const wav = await run('espeak-ng', ['-v', voice, '-s', SPEED, '-m', '--stdout'], ssml);
  if (!opus) return { mime: 'audio/wav', bytes: wav, synthetic: true, voice };
  const args = ['--quiet', '--bitrate', '16', '--comment', 'COMMENT=synthetic voice', '-', '-'];
  return { mime: 'audio/ogg', bytes: await run('opusenc', args, wav), synthetic: true, voice };
}

const PACKAGE: Readonly<Record<string, string>> = {
  'espeak-ng': 'espeak-ng',
  opusenc: 'opus-tools',
};

function run(program: string, args: readonly string[], input?: string | Buffer): Promise<Buffer> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: TIMEOUT_MS });
    const parts: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > MOST_BYTES) child.kill();
      else parts.push(part);
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      fail(
        error.code === 'ENOENT'
          ? new Problem('unavailable', {
              detail: `${program} is not installed. On Debian: apt-get install ${PACKAGE[program] ?? program}.`,
            })
          : error,
      ),
    );
    child.on('close', (code) => {
      if (code === 0) done(Buffer.concat(parts));
      else
        fail(
          new Problem('unavailable', {
            detail: `${program} ended with ${code === null ? 'a signal' : String(code)}.`,
          }),
        );
    });
    // A program that ends early does not read on.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
