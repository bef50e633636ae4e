/** `wayhouse serve`: database, index and pages, until it is stopped. */
import { buildApp, type House, openHouse, openIndex, refreshPacks } from '../app.ts';
import type { Config } from '../config.ts';
import type { Log } from '../directory/index.ts';
import { fillDemonstration, isDemoLoaded } from './demo.ts';
import { stopOnSignals } from './stop.ts';

const DEMO_TERRITORY = 'XW';

/** Brings everything up and prints one line with the address. */
export async function serve(config: Config, options: { demo?: boolean }): Promise<void> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const house = await openHouse(config, say);
  // The parts that are open, last one first.
  const closing: (() => Promise<unknown>)[] = [() => house.close()];
  stopOnSignals(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  }, say);

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
  const app = await buildApp(house, index, { demo: config.territory === DEMO_TERRITORY });
  log.info = app.log.info.bind(app.log);
  log.warn = app.log.warn.bind(app.log);
  await index.ready();
  await app.listen({ port: config.port, host: config.host });
  closing.push(() => app.close());
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  say(
    `Wayhouse is open at http://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`,
  );

  const packs = keepPacksFresh(house, log);
  closing.push(packs);
}

const PACKS_EVERY = 6 * 3_600_000;

/** Packs for phones are made in the background, now and every six hours. @returns stops it, after the one under way */
function keepPacksFresh(house: House, log: Log): () => Promise<void> {
  const make = async (): Promise<void> => {
    const started = performance.now();
    await refreshPacks(house).then(
      () => log.info({ ms: Math.round(performance.now() - started) }, 'packs for phones made'),
      () => log.warn({}, 'packs for phones could not be made; the older ones stay'),
    );
  };
  let running = make();
  const timer = setInterval(() => {
    running = running.then(make);
  }, PACKS_EVERY);
  return () => {
    clearInterval(timer);
    return running;
  };
}
