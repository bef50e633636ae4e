/** Asking at the terminal; when the input is a pipe, its lines are the answers. */
import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Problem } from '../http/problem.ts';

export type Asking = {
  /** One line. `hidden` shows nothing of what is typed. */
  line(question: string, hidden?: boolean): Promise<string>;
  /** Lines until an empty one. */
  lines(question: string): Promise<string>;
  close(): void;
};

/** Questions go to the error output, so that the output stays what the command prints. */
export function openAsking(): Asking {
  let hiding = false;
  const echo = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!hiding) process.stderr.write(chunk);
      done();
    },
  });
  const terminal = process.stdin.isTTY;
  let reader: Interface | undefined;
  let answers: AsyncIterator<string> | undefined;
  const next = async (): Promise<string> => {
    reader ??= createInterface({ input: process.stdin, output: echo, terminal });
    answers ??= reader[Symbol.asyncIterator]();
    const answer = await answers.next();
    if (answer.done)
      throw new Problem('bad_input', { detail: 'The input ended before the answer.' });
    return answer.value;
  };
  const line = async (question: string, hidden = false): Promise<string> => {
    process.stderr.write(`${question} `);
    hiding = hidden;
    try {
      return (await next()).trim();
    } finally {
      if (hidden) process.stderr.write('\n');
      hiding = false;
    }
  };
  return {
    line,
    async lines(question) {
      process.stderr.write(`${question}\n`);
      const all: string[] = [];
      for (let text = await next(); text.trim(); text = await next()) all.push(text);
      return all.join('\n');
    },
    close: () => reader?.close(),
  };
}
