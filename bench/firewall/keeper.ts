/**
 * What the keeper does in a second, on a durable embedded server: `node bench/firewall/keeper.ts [keys]`.
 * Floors stand beside: sealing through Web Crypto, and copying the same rows without wrapping them again.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/database/database.ts';
import { startEmbedded } from '../../src/database/embedded.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openStore } from '../../src/database/open.ts';
import {
  openField,
  openKeeper,
  openKeystore,
  putIntoMain,
  rotate,
  sealField,
} from '../../src/firewall/keeper/index.ts';
import { referenceOf } from '../../src/firewall/keeper/data-keys.ts';
import { dataKeyName, wrap } from '../../src/firewall/keeper/hierarchy.ts';
import { ask } from '../../src/firewall/keeper/transact.ts';

const COUNT = Number(process.argv[2] ?? 200_000);
const SECONDS = 4;
const CALLERS = 16;
const LOT = 50;

const folder = await mkdtemp(join(tmpdir(), 'wayhouse-bench-'));
const embedded = await startEmbedded({ folder: join(folder, 'database') });
const main = openDatabase(embedded.connection, CALLERS);
const keys = await openStore(main, 'keys');
await migrate(main);
await migrate(keys, () => {}, 'keys');
const keystore = await openKeystore({
  folder: join(folder, 'keystore'),
  mode: 'auto',
  apartFrom: [],
});
const keeper = await openKeeper({
  keys,
  keystore,
  putMacKey: putIntoMain(main),
  mayIssue: async () => ({ may: true }),
  opensPerHour: 1_000_000_000,
  ticketsPerMinute: 1_000_000_000,
  alarm: () => {},
});

const org = randomUUID();
const act = {
  audience: 'app_desk',
  kind: 'staff',
  actor: randomUUID(),
  org,
  points: [],
  purpose: 'desk.visit',
  route: '/api/visits/:id',
  subject: '',
} as const;
const lines: string[] = [];
/** In a second of the clock, and in a second of this program's own processor time. */
type Rate = { perSecond: number; perCpuSecond: number };
const times = ({ perSecond, perCpuSecond }: Rate, n: number): Rate => ({
  perSecond: perSecond * n,
  perCpuSecond: perCpuSecond * n,
});
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const say = (what: string, { perSecond, perCpuSecond }: Rate, note = ''): void => {
  const whole = (value: number): string =>
    Number.isNaN(value) ? '' : Math.round(value).toLocaleString('en');
  const line = `| ${what} | ${whole(perSecond)} | ${whole(perCpuSecond)} | ${note} |`;
  lines.push(line);
  process.stdout.write(`${line}\n`);
};

/** How often `work` is done in a second by so many callers at once. */
async function rate(callers: number, work: () => Promise<unknown>): Promise<Rate> {
  let done = 0;
  const [started, cpu] = [performance.now(), cpuSeconds()];
  const end = started + SECONDS * 1_000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        await work();
        // As after any answer over a socket: what waits in the loop has its turn.
        if (++done % CALLERS === 0) await new Promise((next) => setImmediate(next));
      }
    }),
  );
  return {
    perSecond: done / ((performance.now() - started) / 1_000),
    perCpuSecond: done / (cpuSeconds() - cpu),
  };
}

// A field by itself: 40 bytes, as a name is.
const key = randomBytes(32);
const plain = randomBytes(40);
const place = { column: 'ident.name.sealed', rowId: randomUUID() };
const sealed = sealField(key, 1, place, plain);
const thousand = async (work: () => unknown): Promise<Rate> =>
  times(
    await rate(1, async () => {
      for (let n = 0; n < 1_000; n++) work();
    }),
    1_000,
  );
say(
  'seal a field, pure',
  await thousand(() => sealField(key, 1, place, plain)),
  '40 bytes, one core',
);
say(
  'open a field, pure',
  await thousand(() => openField(key, place, sealed)),
  '40 bytes, one core',
);
const subtle = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
say(
  'the same through Web Crypto',
  await rate(LOT, () =>
    crypto.subtle.encrypt(
      { name: 'AES-GCM', iv: randomBytes(12), additionalData: Buffer.from(place.rowId) },
      subtle,
      plain,
    ),
  ),
  'peer: 50 at once',
);

say('tickets', await rate(CALLERS, () => keeper.issue(act)), `${CALLERS} callers, ledger written`);
const [written] = await ask<{ n: number }>(keys, 'select count(*)::int as n from keys.ticket');
await keeper.unsettled(0, 1);
const [all] = await ask<{ n: number }>(keys, 'select count(*)::int as n from keys.ticket');
process.stdout.write(
  `ledger: ${written?.n} lines at the end of the run, ${all?.n} after the last batch\n`,
);

let held = await keeper.issue(act);
async function renew(): Promise<void> {
  held = await keeper.issue(act);
}
const subjects = Array.from({ length: 1_000 }, () => randomUUID());
const itemOf = (subject: string) => ({
  key: { store: 'ident', subject },
  place: { column: 'ident.name.sealed', rowId: subject },
  plain,
});
for (let at = 0; at < subjects.length; at += LOT) {
  const lot = subjects.slice(at, at + LOT).map(itemOf);
  await keeper.seal({ nonce: held.nonce, items: lot, make: true });
}
for (const callers of [1, CALLERS]) {
  const who = callers === 1 ? 'one caller' : `${callers} callers, who share commits`;
  say(
    'seal one value for somebody new',
    await rate(callers, () =>
      keeper.seal({ nonce: held.nonce, items: [itemOf(randomUUID())], make: true }).catch(renew),
    ),
    `${who}; her key is on the disk before`,
  );
  await renew();
  let next = 0;
  say(
    'seal one value',
    await rate(callers, () =>
      keeper
        .seal({ nonce: held.nonce, items: [itemOf(subjects[next++ % 1_000] as string)] })
        .catch(renew),
    ),
    `${who}; of a thousand people in turn`,
  );
  await renew();
}
const items = subjects.slice(0, LOT).map(itemOf);
say(
  'seal, values',
  times(await rate(CALLERS, () => keeper.seal({ nonce: held.nonce, items }).catch(renew)), LOT),
  `${CALLERS} callers, ${LOT} values of ${LOT} people each`,
);
await renew();
const envelopes = await keeper.seal({ nonce: held.nonce, items });
const toOpen = items.map((item, i) => ({
  key: item.key,
  place: item.place,
  sealed: envelopes[i] as Buffer,
}));
const open = (lot: typeof toOpen) => () =>
  keeper.open({ nonce: held.nonce, purpose: act.purpose, items: lot }).catch(renew);
await renew();
say(
  'open, values',
  times(await rate(CALLERS, open(toOpen)), LOT),
  `${CALLERS} callers, ${LOT} at once, counted durably`,
);
for (const callers of [1, CALLERS]) {
  await renew();
  say(
    'open one value',
    await rate(callers, open(toOpen.slice(0, 1))),
    callers === 1 ? 'one caller' : `${callers} callers, all counted for one person`,
  );
}

// Rotation: keys put in as the keeper wraps them, in bulk.
const { ring } = keeper.room;
const epoch = await ring.currentEpoch();
const wrapping = (await ring.organisationKey(org, epoch)) as Buffer;
const secret = await ring.nodeSecret('ref');
for (let at = 0; at < COUNT; at += 5_000) {
  const rows = Array.from({ length: Math.min(5_000, COUNT - at) }, () => {
    const row = { epoch, org, ref: referenceOf(secret, randomUUID()), store: 'ident', version: 1 };
    return { ref: row.ref, wrapped: wrap(wrapping, dataKeyName(row), randomBytes(32)) };
  });
  await ask(
    keys,
    `insert into keys.dek (epoch, ref, org, store, version, wrapped)
     select $1, r, $2, 'ident', 1, w from unnest($3::bytea[], $4::bytea[]) as k(r, w)`,
    [epoch, org, rows.map(({ ref }) => ref), rows.map(({ wrapped }) => wrapped)],
  );
}
const steps: { step: string; at: number; cpu: number }[] = [];
const done = await rotate({
  keys,
  keystore,
  backUp: async () => {},
  onStep: (step) => void steps.push({ step, at: performance.now(), cpu: cpuSeconds() }),
});
const between = (from: string, to: string): Rate => {
  const [a, b] = [from, to].map((name) => steps.find(({ step }) => step === name));
  if (!a || !b) throw new Error(`no step ${from} or ${to}`);
  return {
    perSecond: done.copied / ((b.at - a.at) / 1_000),
    perCpuSecond: done.copied / (b.cpu - a.cpu),
  };
};
say(
  'rotation, keys',
  between('begin', 'before done is written'),
  `${done.copied.toLocaleString('en')} keys in ${done.seconds.toFixed(1)} s`,
);
say('… copying alone', between('copy', 'before check is written'));
const owner = await keys.borrow('migrate');
await owner.query('create table keys.plain (like keys.dek including all)');
const started = performance.now();
await owner.query('insert into keys.plain select * from keys.dek');
const floor = done.copied / ((performance.now() - started) / 1_000);
say(
  'floor: the same rows copied as they are',
  { perSecond: floor, perCpuSecond: Number.NaN },
  'one INSERT … SELECT',
);
owner.release();

await keeper.close();
keystore.close();
await keys.close();
await main.close();
await embedded.stop();
await rm(folder, { recursive: true, force: true });
process.stdout.write(
  `\n| What | a second | a processor second | |\n|---|--:|--:|---|\n${lines.join('\n')}\n`,
);
