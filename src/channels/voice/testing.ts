/** For tests: a machine that has only some of the programs that speak, and one that speaks silence of a known length. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PATH = process.env['PATH'];

/** From now on only these programs are found: scripts of the shell by name. @returns what undoes it */
export function machineWith(programs: Readonly<Record<string, string>>): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'wayhouse-programs-'));
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env['PATH'] = folder;
  return () => {
    process.env['PATH'] = PATH;
  };
}

/** Programs that know the voices of `langs`, speak `seconds` of silence whatever they are given, and pack it as MP3. */
export function silentSpeaker(
  seconds: number,
  langs: readonly string[] = ['en-gb', 'bn', 'fr-fr', 'am'],
): Readonly<Record<string, string>> {
  const sound = join(mkdtempSync(join(tmpdir(), 'wayhouse-silence-')), 'silence.wav');
  writeFileSync(sound, wavOf(Buffer.alloc(seconds * 8000, 128)));
  const voices = ['Pty Language', ...langs.map((lang) => ` 5 ${lang}`)].join('\\n');
  return {
    'espeak-ng': `case "$1" in --voices) printf '${voices}\\n';; *) /bin/cat >/dev/null; /bin/cat '${sound}';; esac`,
    lame: `case "$1" in --version) echo 3;; *) printf 'ID3synthetic voice'; /usr/bin/head -c 4000;; esac`,
  };
}

/** The same, and what the one that speaks was given to read the last time. */
export function listeningSpeaker(seconds: number): {
  programs: Readonly<Record<string, string>>;
  given(): string;
} {
  const kept = join(mkdtempSync(join(tmpdir(), 'wayhouse-given-')), 'given.ssml');
  const programs = silentSpeaker(seconds);
  const speaker = (programs['espeak-ng'] ?? '').replace('/dev/null', `'${kept}'`);
  return {
    programs: { ...programs, 'espeak-ng': speaker },
    given: () => readFileSync(kept, 'utf8'),
  };
}

/** Eight bits, 8,000 a second, one channel. */
export function wavOf(samples: Buffer): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}
