/** PostgreSQL's COPY in both directions, as bytes that flow no faster than the other side takes them. */
import { Readable } from 'node:stream';
import type pg from 'pg';

/** What `pg` gives a query that speaks the copy protocol itself. */
type Wire = {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
  stream: NodeJS.ReadableStream & {
    writableNeedDrain?: boolean;
    once(event: 'drain' | 'close', listener: () => void): unknown;
    off(event: 'drain' | 'close', listener: () => void): unknown;
  };
};
type Message = { chunk?: Buffer; text?: string };

/** The rows that a `COPY … TO STDOUT` gives, as it writes them. */
export function copyOut(client: pg.PoolClient, statement: string): Readable {
  let wire: Wire | undefined;
  const rows = new Readable({
    read: () => void wire?.stream.resume(),
    // What nobody reads any more must still flow off, or the connection could never be closed.
    destroy(error, done) {
      wire?.stream.resume();
      done(error);
    },
  });
  client.query({
    submit(connection: Wire) {
      wire = connection;
      connection.query(statement);
    },
    handleCopyData({ chunk }: Message) {
      // The protocol's own buffer is used again for what comes next.
      if (chunk && !rows.destroyed && !rows.push(Buffer.from(chunk))) wire?.stream.pause();
    },
    handleReadyForQuery: () => void rows.push(null),
    handleCommandComplete() {},
    handleError: (error: Error) => void rows.destroy(error),
    ...SILENT,
  } as never);
  return rows;
}

/** Feeds a `COPY … FROM STDIN`. @returns how many rows the server took. */
export async function copyIn(
  client: pg.PoolClient,
  statement: string,
  chunks: AsyncIterable<Buffer>,
): Promise<number> {
  let fed: unknown;
  let rows = 0;
  await new Promise<void>((resolve, reject) => {
    let failure: Error | undefined;
    client.query({
      submit: (connection: Wire) => connection.query(statement),
      handleCopyInResponse(wire: Wire) {
        void feed(wire, chunks).catch((error: unknown) => {
          fed = error;
          wire.sendCopyFail('the source failed');
        });
      },
      handleCommandComplete({ text }: Message) {
        rows = Number(/^COPY (\d+)$/.exec(text ?? '')?.[1] ?? 0);
      },
      handleError(error: Error) {
        failure = error;
        reject(error);
      },
      handleReadyForQuery: () => (failure ? undefined : resolve()),
      ...SILENT,
    } as never);
  }).catch((error: unknown) => {
    // The source's own failure says more than the server's "COPY failed".
    throw fed ?? error;
  });
  return rows;
}

const SILENT = {
  handleRowDescription() {},
  handleDataRow() {},
  handlePortalSuspended() {},
  handleEmptyQuery() {},
};

async function feed(wire: Wire, chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of chunks) {
    wire.sendCopyFromChunk(chunk);
    if (wire.stream.writableNeedDrain) {
      await new Promise<void>((done) => {
        const go = (): void => {
          wire.stream.off('drain', go);
          wire.stream.off('close', go);
          done();
        };
        wire.stream.once('drain', go);
        wire.stream.once('close', go);
      });
    }
  }
  wire.endCopyFrom();
}
