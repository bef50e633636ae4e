/**
 * Runs a program of the machine on bytes: no shell, nothing of a text on the command line, no secret in its surroundings, an end
 * in time and in size.
 */
import { spawn } from 'node:child_process';

export type Bounds = { timeoutMs: number; mostBytes: number };

export const WHY_FAILED = ['missing', 'too_slow', 'too_large', 'failed'] as const;

export class ProgramFailed extends Error {
  readonly why: (typeof WHY_FAILED)[number];
  readonly program: string;
  constructor(program: string, why: ProgramFailed['why'], detail: string) {
    super(`${program} ${detail}`);
    this.why = why;
    this.program = program;
  }
}

/**
 * @param input what it reads from its standard input
 * @returns what it wrote to its standard output
 * @throws ProgramFailed; by then the program has been killed
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { timeoutMs, mostBytes }: Bounds,
  input: string | Buffer = '',
): Promise<Buffer> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' },
    });
    const parts: Buffer[] = [];
    let bytes = 0;
    const end = (why: ProgramFailed['why'], detail: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      fail(new ProgramFailed(program, why, detail));
    };
    const timer = setTimeout(
      () => end('too_slow', `took longer than ${timeoutMs / 1000} seconds`),
      timeoutMs,
    );
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > mostBytes) end('too_large', `wrote more than ${mostBytes} bytes`);
      else parts.push(part);
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT'
        ? end('missing', 'is not installed')
        : end('failed', `could not be started (${error.code ?? 'unknown'})`),
    );
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) done(Buffer.concat(parts));
      else end('failed', `ended with ${code === null ? 'a signal' : String(code)}`);
    });
    // A program that ends early does not read on.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
