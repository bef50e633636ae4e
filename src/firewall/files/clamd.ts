/**
 * The language of ClamAV's daemon (clamd(8)): one command for each connection, ended by a zero byte, as its answer is. A file goes over
 * as pieces, each after its length (four bytes, high byte first), and a length of zero says that it is whole.
 */
import { connect, type Socket } from 'node:net';
import type { ClamdAddress } from '../../config.ts';

export type Verdict =
  | { is: 'clean' }
  | { is: 'found'; signature: string }
  /** Longer than the daemon's StreamMaxLength. */
  | { is: 'too_long' }
  /** No answer that can be believed: a scanner that is silent has found nothing out. */
  | { is: 'away'; why: string };

export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/** The test string of EICAR, harmless and known to every scanner, in two parts: whole, it would get this file locked away. */
export const TEST_STRING = [
  'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR',
  'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*',
].join('-');

const PIECE = 65_536;
const LONGEST_ANSWER = 4_096;

/** What the daemon answers to a command without a file, such as `PING` or `VERSION`. @throws Error when there is no whole answer */
export async function askClamd(
  address: ClamdAddress,
  command: string,
  patience: number,
): Promise<string> {
  const line = openLine(address, patience);
  line.socket.write(`z${command}\0`);
  const { answer, why } = await line.over;
  if (answer === undefined) throw new Error(why);
  return answer;
}

/**
 * Lets the daemon look at a file.
 * @param patience ms without a byte in either direction after which the daemon counts as away. Less than its MaxScanTime (two
 *   minutes), since it says "OK" of what it had no time to look at.
 */
export async function scanWithClamd(
  address: ClamdAddress,
  content: Content,
  patience: number,
): Promise<Verdict> {
  const line = openLine(address, patience);
  const isWhole = await sendPieces(line, content).catch((error: unknown) => {
    line.socket.destroy();
    throw error;
  });
  const { answer, why } = await line.over;
  if (answer === undefined) {
    // Whoever refuses a long file hangs up while it comes, and its answer may be lost with the line.
    const isTooLong = !isWhole && /^(EPIPE|ECONNRESET)$/.test(why);
    return { is: 'away', why: isTooLong ? `${why}, perhaps by its StreamMaxLength` : why };
  }
  if (answer === 'INSTREAM size limit exceeded. ERROR') return { is: 'too_long' };
  const signature = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (signature) return { is: 'found', signature: signature.replaceAll(/[^\w.:+-]/g, '_') };
  if (answer === 'stream: OK' && isWhole) return { is: 'clean' };
  return { is: 'away', why: isWhole ? 'an answer that is not known' : 'an answer before the end' };
}

type Line = {
  socket: Socket;
  /** When the connection is closed: the answer, if a whole one came, and otherwise why not. Never rejects. */
  over: Promise<{ answer?: string; why: string }>;
};

function openLine(address: ClamdAddress, patience: number): Line {
  const socket = connect(address);
  let heard = '';
  let why = 'it hung up without an answer';
  socket.setTimeout(patience, () => {
    why = `silent for ${Math.round(patience / 100) / 10} s`;
    socket.destroy();
  });
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString('latin1');
    if (heard.length > LONGEST_ANSWER || heard.includes('\0')) socket.destroy();
  });
  // Whoever refuses a long file closes while we still write; what was heard before counts.
  socket.on('error', (error: NodeJS.ErrnoException) => (why = error.code ?? 'unknown error'));
  const over = new Promise<Awaited<Line['over']>>((resolve) =>
    socket.on('close', () => {
      const end = heard.indexOf('\0');
      resolve(end === -1 ? { why } : { answer: heard.slice(0, end), why });
    }),
  );
  return { socket, over };
}

/** @returns whether everything was written */
async function sendPieces({ socket }: Line, content: Content): Promise<boolean> {
  const put = (bytes: Uint8Array | string): Promise<boolean> =>
    new Promise((resolve) => {
      if (socket.destroyed) return resolve(false);
      const closed = (): void => resolve(false);
      socket.once('close', closed);
      socket.write(bytes, (error) => {
        socket.off('close', closed);
        resolve(!error);
      });
    });
  if (!(await put('zINSTREAM\0'))) return false;
  for await (const part of content instanceof Uint8Array ? [content] : content)
    for (let at = 0; at < part.length; at += PIECE) {
      const piece = part.subarray(at, at + PIECE);
      if (!(await put(Buffer.concat([lengthOf(piece.length), piece])))) return false;
    }
  return put(lengthOf(0));
}

function lengthOf(bytes: number): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes);
  return head;
}
