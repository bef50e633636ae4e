/** Feedback while the program and its database are killed: nothing acknowledged is lost, nothing doubled. */
import { randomUUID } from 'node:crypto';
import { askDatabase, killDatabase, untilReady, wayhouse } from './program.ts';

export type FeedbackResult = {
  rounds: number;
  acknowledged: number;
  lost: number;
  doubled: number;
};

const CLIENTS = 8;

/** `rounds` times: 8 clients answer "did you get the help?" (each id sent twice) until the program is killed with signal 9. */
export async function killDuringFeedback(
  dataFolder: string,
  port: number,
  rounds: number,
  say: (line: string) => void,
): Promise<FeedbackResult> {
  const acknowledged = new Set<string>();
  let codes: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const running = wayhouse(['serve'], dataFolder, { PORT: String(port) });
    await untilReady(running, port);
    if (codes.length === 0) {
      codes = (
        await askDatabase<{ code: string }>(
          dataFolder,
          `select code from directory.service_at_location where lifecycle = 'listed' order by code limit 50`,
        )
      ).map(({ code }) => code);
    }
    let killed = false;
    const clients = Array.from({ length: CLIENTS }, async (_, n) => {
      while (!killed) {
        const id = randomUUID();
        for (let repeat = 0; repeat < 2; repeat++) {
          if (await send(port, codes[(round + n) % codes.length] ?? '', id)) acknowledged.add(id);
        }
      }
    });
    await new Promise((done) => setTimeout(done, 200 + Math.random() * 600));
    // Every second time the power goes for the database too.
    if (round % 2) await killDatabase(dataFolder);
    running.child.kill('SIGKILL');
    killed = true;
    await Promise.all(clients);
    await running.ended;
    if ((round + 1) % 10 === 0)
      say(`feedback: killed ${round + 1} times, ${acknowledged.size} answers acknowledged`);
  }
  const kept = await askDatabase<{ id: string; n: number }>(
    dataFolder,
    'select id, count(*)::int as n from directory.feedback where id = any($1) group by id',
    [[...acknowledged]],
  );
  return {
    rounds,
    acknowledged: acknowledged.size,
    lost: acknowledged.size - kept.length,
    doubled: kept.filter(({ n }) => n !== 1).length,
  };
}

async function send(port: number, code: string, id: string): Promise<boolean> {
  const body = new URLSearchParams({ id, outcome: 'got_it' });
  return fetch(`http://127.0.0.1:${port}/en/feedback/${code}`, {
    method: 'POST',
    body,
    redirect: 'manual',
  }).then(
    async (answer) => {
      await answer.text();
      return answer.status < 400;
    },
    () => false,
  );
}
