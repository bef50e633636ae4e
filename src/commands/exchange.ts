/** `wayhouse keys reseal` and `keys retire`: exchanging the cipher of everything that is stored. */
import type { Config } from '../config.ts';
import { backUpKeys, KEPT_DAYS, recipientsOf } from '../firewall/backup/index.ts';
import {
  type Exchanged,
  exchangeForm,
  type ExchangeParts,
  retireForms,
} from '../firewall/exchange/index.ts';
import {
  cipherOf,
  type Form,
  isForm,
  openKeeper,
  putIntoMain,
  WRITABLE,
} from '../firewall/keeper/index.ts';
import { Problem } from '../http/problem.ts';
import { JOBS } from '../staff/may-issue.ts';
import { openKeyHouse } from './open-keys.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
/** Values between two lines of progress. */
const TELL_EVERY = 10_000;

/** Seals everything anew, beside a running program; stopped anywhere, it goes on when it is called again. */
export async function reseal(config: Config, options: { form?: string }): Promise<void> {
  const form = options.form === undefined ? undefined : formOf(options.form);
  await withParts(config, async (parts) => {
    let told = 0;
    const done = await exchangeForm(parts, form, {
      onLot: (place, { sealed }) => {
        if (sealed < told + TELL_EVERY) return;
        told = sealed;
        say(`${sealed} values sealed anew of this organisation; now ${place}`);
      },
    });
    for (const line of asLines(done)) say(line);
  });
}

/** Destroys the keys of older forms, once everything was sealed anew. */
export async function retire(config: Config, options: { early?: boolean }): Promise<void> {
  await withParts(config, async (parts) => {
    const { keys, kept, from, to } = await retireForms(parts, options);
    say(`${keys} keys of older forms are destroyed; epoch ${from} ended, epoch ${to} began.`);
    if (kept) say(`${kept} keys of older forms stay: they are of organisations that were cut off.`);
  });
}

function formOf(text: string): Form {
  const number = Number(text);
  if (isForm(number) && WRITABLE.includes(number)) return number;
  throw new Problem('bad_input', {
    field: 'form',
    detail: `The forms are ${WRITABLE.map((form) => `${form} (${cipherOf(form)})`).join(' and ')}.`,
  });
}

/** What was done, and how many values stand in which form. */
export function asLines({
  form,
  sealed,
  dead,
  damaged,
  circles,
  closed,
  counts,
}: Exchanged): string[] {
  const total = new Map<number, number>();
  for (const { form: one, n } of counts) total.set(one, (total.get(one) ?? 0) + n);
  return [
    `Everything is sealed in form ${form} (${cipherOf(form)}) from now on. Sealed anew: ${sealed} values, ${circles} circles of names.`,
    ...[...total].map(([one, n]) => `  form ${one}: ${n} values`),
    ...counts
      .filter(({ form: one }) => one !== form)
      .map(({ place, form: one, n }) => `  ${place} in form ${one}: ${n}`),
    ...(dead
      ? [
          `${dead} values in an older form are of people who were erased: nobody opens them, and they go with their rows.`,
        ]
      : []),
    ...Object.entries(damaged).map(
      ([place, n]) => `${n} values in ${place} DO NOT OPEN and stay as they were: look at them.`,
    ),
    ...(closed ? [`${closed} organisations were cut off: what is theirs stays as it was.`] : []),
    `The older keys stay until: wayhouse keys retire (from ${KEPT_DAYS} days after the last value was sealed anew, when no backup needs them).`,
  ];
}

async function withParts(
  config: Config,
  work: (parts: ExchangeParts) => Promise<void>,
): Promise<void> {
  const house = await openKeyHouse(config);
  try {
    const { main, keys, keystore, backups } = house;
    const keeper = await openKeeper({
      keys,
      keystore,
      // A further ticket key beside those of running programs.
      putMacKey: putIntoMain(main),
      mayIssue: async ({ kind, route, purpose, audience }) => {
        const job = kind === 'job' ? JOBS[route] : undefined;
        return job?.purpose === purpose && job.stores.includes(audience)
          ? { may: true }
          : { may: false, problem: 'not_allowed', detail: 'Only jobs of this program.' };
      },
      opensPerHour: config.opensPerHour,
      alarm: () => {},
    });
    try {
      const somebody = (await recipientsOf(backups, keystore)).length > 0;
      if (!somebody)
        say(
          'Nobody holds shares yet, so no keys backup is written: run wayhouse keys shares before real people come.',
        );
      await work({
        firewall: { database: main, keeper },
        keys,
        keystore,
        backUp: async () => {
          if (somebody) await backUpKeys(keys, keystore, backups, Date.now());
        },
      });
    } finally {
      await keeper.close();
    }
  } finally {
    await house.close();
  }
}
