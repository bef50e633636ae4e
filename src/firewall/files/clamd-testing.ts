/** For tests: a scanner that speaks clamd's language on a real socket, as clamd 1.4 was seen to speak it. */
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { ClamdAddress } from '../../config.ts';
import { TEST_STRING } from './clamd.ts';
import { openScanner, type Scan } from './scanner.ts';

/** A house without a scanner. */
export const unscanned: Scan = openScanner({ warn: () => {} });

export type Behaviour = {
  /** Bytes of a stream at most, as clamd's StreamMaxLength. */
  most: number;
  /** Bytes that it looks at, as clamd's MaxFileSize: of longer ones it says OK. */
  looksAt: number;
  version: string;
  /** Instead of an answer: silence, a cut line, half an answer, another one, one before the end. */
  instead?: 'silence' | 'cut' | 'half' | 'babble' | 'early' | 'endless' | undefined;
};

export type StandIn = {
  address: ClamdAddress;
  /** May be changed between questions. */
  does: Behaviour;
  /** What was sent to be looked at, in turn. */
  seen: Buffer[];
  close(): Promise<void>;
};

/** @param at `unix` or `tcp` */
export async function standInClamd(at: 'unix' | 'tcp' = 'unix'): Promise<StandIn> {
  const does: Behaviour = {
    most: 25_000_000,
    looksAt: 25_000_000,
    version: `ClamAV 1.4.6/27825/${new Date(Date.now() - 86_400_000).toUTCString().replace(/^(...), (..) (...) (....) (.*) GMT$/, '$1 $3 $2 $5 $4')}`,
  };
  const seen: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    listen(socket, does, seen);
  });
  const path = join(tmpdir(), `clamd-${randomUUID()}.ctl`);
  await new Promise<void>((done) =>
    at === 'unix' ? server.listen(path, done) : server.listen(0, '127.0.0.1', done),
  );
  const bound = server.address();
  return {
    address:
      typeof bound === 'object' && bound ? { host: '127.0.0.1', port: bound.port } : { path },
    does,
    seen,
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
}

function listen(socket: Socket, does: Behaviour, seen: Buffer[]): void {
  let heard = Buffer.alloc(0);
  let file: Buffer[] | undefined;
  let isOver = false;
  const say = (text: string): void => {
    isOver = true;
    socket.end(`${text}\0`);
  };
  socket.on('data', (bytes: Buffer) => {
    if (isOver) return;
    heard = Buffer.concat([heard, bytes]);
    if (!file) {
      const end = heard.indexOf(0);
      if (end === -1) return;
      const command = heard.subarray(0, end).toString('latin1');
      heard = heard.subarray(end + 1);
      if (does.instead === 'silence') return;
      if (command === 'zPING') return say('PONG');
      if (command === 'zVERSION') return say(does.version);
      if (command !== 'zINSTREAM') return say('UNKNOWN COMMAND');
      file = [];
      if (does.instead === 'early') return say('stream: OK');
    }
    while (heard.length >= 4) {
      const length = heard.readUInt32BE(0);
      if (length === 0) {
        seen.push(Buffer.concat(file));
        return answer(Buffer.concat(file));
      }
      if (file.reduce((sum, part) => sum + part.length, length) > does.most)
        return say('INSTREAM size limit exceeded. ERROR');
      if (heard.length < 4 + length) return;
      file.push(heard.subarray(4, 4 + length));
      heard = heard.subarray(4 + length);
    }
  });
  const answer = (content: Buffer): void => {
    if (does.instead === 'cut') return void socket.destroy();
    if (does.instead === 'half') return void socket.end('stream: OK');
    if (does.instead === 'babble') return say('stream: it looks good');
    if (does.instead === 'endless') return void socket.write('x'.repeat(10_000));
    const isKnown = content.length <= does.looksAt && content.includes(TEST_STRING);
    say(isKnown ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK');
  };
}
