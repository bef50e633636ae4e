/** `wayhouse serve`: database, index and pages, until it is stopped. */
import {
  buildApp,
  type House,
  openHouse,
  openIndex,
  openStaffHouse,
  refreshPacks,
  type StaffHouse,
  writeDemoCards,
} from '../app.ts';
import type { Config } from '../config.ts';
import type { Log } from '../directory/index.ts';
import { rehearsalGap } from '../firewall/keeper/index.ts';
import { fillDemonstration, isDemoLoaded } from './demo.ts';
import { Problem } from '../http/problem.ts';
import { stopOnSignals } from './stop.ts';

const DEMO_TERRITORY = 'XW';

/** Brings everything up and prints one line with the address. */
export async function serve(config: Config, options: { demo?: boolean }): Promise<void> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const house = await openHouse(config, say);
  // The parts that are open, last one first.
  const closing: (() => Promise<unknown>)[] = [() => house.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  stopOnSignals(closeAll, say);
  try {
    await bringUp(house, closing, options, say);
  } catch (error) {
    await closeAll();
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      ? new Problem('bad_input', {
          field: 'PORT',
          detail: `Port ${config.port} is taken by another program. Stop that one, or set PORT to another number.`,
        })
      : error;
  }
}

async function bringUp(
  house: House,
  closing: (() => Promise<unknown>)[],
  options: { demo?: boolean },
  say: (text: string) => void,
): Promise<void> {
  const { config } = house;
  if (options.demo && !(await isDemoLoaded(house))) {
    say('Loading the demonstration country (first start only) …');
    await fillDemonstration(house, say);
  }
  // Until the server is there, what the index has to say goes to the error output.
  const log: Log = {
    info: () => {},
    warn: (_details, message) => void process.stderr.write(`${message}\n`),
  };
  const index = openIndex(house, log);
  closing.push(() => index.close());
  const staff = await openStaffHouse(house, (details, message) => log.warn(details, message));
  closing.push(() => staff.close());
  const app = await buildApp(house, index, { demo: config.territory === DEMO_TERRITORY, staff });
  log.info = app.log.info.bind(app.log);
  log.warn = app.log.warn.bind(app.log);
  await warnOfRecovery(house, staff, log);
  await index.ready();
  if (config.territory === DEMO_TERRITORY) await writeDemoCards(house, index);
  const packs = packsOf(house, log);
  closing.push(packs.stop, () => app.close());
  await app.listen({ port: config.port, host: config.host });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  say(
    `Wayhouse is open at http://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`,
  );
  packs.start();
}

/** Where real people may come, says that the keys were never seen to come back, or not for long (chapter 20, section 7). */
async function warnOfRecovery(
  { config }: House,
  { firewall }: StaffHouse,
  log: Log,
): Promise<void> {
  if (config.territory === DEMO_TERRITORY) return;
  const gap = rehearsalGap(await firewall.keeper.rehearsedAt(), Date.now());
  if (gap)
    log.warn(
      {},
      gap === 'never'
        ? 'It was never rehearsed whether what is sealed here can be opened again when this machine is lost: run wayhouse doctor before real people come.'
        : 'The rehearsal of recovery is due: run wayhouse keys drill.',
    );
}

const PACKS_EVERY = 6 * 3_600_000;

/** Packs for phones are made in a thread beside, at the start and every six hours. `stop` ends what is under way. */
function packsOf(house: House, log: Log): { start(): void; stop: () => Promise<void> } {
  let making: Awaited<ReturnType<typeof refreshPacks>> | undefined;
  let busy = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const make = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    const started = performance.now();
    try {
      making = await refreshPacks(house);
      if (stopped) await making.stop();
      await making.result;
      log.info({ ms: Math.round(performance.now() - started) }, 'packs for phones made');
    } catch {
      if (!stopped) log.warn({}, 'packs for phones could not be made; the older ones stay');
    } finally {
      making = undefined;
      busy = false;
    }
  };
  return {
    start() {
      void make();
      timer = setInterval(() => void make(), PACKS_EVERY);
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await making?.stop();
    },
  };
}
