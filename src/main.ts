/** The command line: `wayhouse --help`. Each command is a file in `commands/`, loaded only when it runs. */
import { Command, InvalidArgumentError, Option } from 'commander';
import packageFile from '../package.json' with { type: 'json' };
import { addAlertCommands } from './commands/alert-commands.ts';
import { addCardCommands } from './commands/card-commands.ts';
import { addFirewallCommands } from './commands/firewall-commands.ts';
import { addKeyCommands } from './commands/key-commands.ts';
import { addLogCommands } from './commands/log-commands.ts';
import { addStaffCommands } from './commands/staff-commands.ts';
import type {
  ExportOptions,
  FindOptions,
  ImportOptions,
  MappedOptions,
  PrintOptions,
  SmsOptions,
  VoiceOptions,
} from './commands/options.ts';
import { readConfig } from './config.ts';
import { Problem } from './http/problem.ts';

const config = () => readConfig(process.env);

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

const program = new Command('wayhouse')
  .description(
    'One door to essential services for people on the move, with a firewall behind it that anyone can check.',
  )
  .version(packageFile.version)
  .showHelpAfterError('(run the command with --help to see how it is used)')
  .addHelpText(
    'after',
    `
Examples
  wayhouse serve --demo                                   the whole program with the demonstration country
  wayhouse find doctor --near "Port" --free --no-papers   the same answers as the pages, as text
  wayhouse import hsds services.json --source my-city --dry-run
  wayhouse doctor                                         what is wrong with this installation, and what to do

Settings are environment variables (PORT, DATABASE_URL, WAYHOUSE_DATA …); the README lists them.`,
  );

program
  .command('serve')
  .description('bring up the database, migrate it, and serve the pages and interfaces')
  .option('--demo', 'load the demonstration country if it is not there yet')
  .action(async (options: { demo?: boolean }) =>
    (await import('./commands/serve.ts')).serve(config(), options),
  );

program
  .command('migrate')
  .description('bring the database to the newest form (serve does this too)')
  .action(async () => (await import('./commands/migrate.ts')).migrateOnce(config()));

const demo = program.command('demo').description('the demonstration country');
demo
  .command('load')
  .description('load or refresh the invented country: places, services, answers')
  .action(async () => (await import('./commands/demo.ts')).loadDemonstration(config()));

const importing = program
  .command('import')
  .description('take services in; nothing is half imported, twice changes nothing');
const common = (command: Command): Command =>
  command
    .requiredOption(
      '--source <name>',
      'short name of where the data come from; updates are matched by it',
    )
    .addOption(
      new Option(
        '--mode <mode>',
        'full: what is missing becomes inactive; delta: only what is given',
      )
        .choices(['full', 'delta'])
        .default('full'),
    )
    .option('--dry-run', 'check and report only, write nothing')
    .option(
      '--confirm-withdrawals',
      'go on although many records would become inactive (for the second person)',
    )
    .option(
      '--country <code>',
      'ISO 3166-1 country of records that do not say theirs (default: WAYHOUSE_TERRITORY)',
    )
    .option('--time-zone <name>', 'IANA zone of records that do not say theirs, such as Asia/Amman')
    .option('--language <tag>', 'language of texts that do not say theirs (BCP 47)')
    .option('--errors <file>', 'write every finding to this CSV file');
common(
  importing
    .command('hsds')
    .description(
      'HSDS 3.0 or 3.1 JSON, NDJSON, a folder, or a tabular package (1.1, 2.0, 3.x; folder or zip)',
    )
    .argument('<path>', 'file, folder or https address'),
).action(async (path: string, options: ImportOptions) =>
  (await import('./commands/import.ts')).importHsdsFile(config(), path, options),
);
common(
  importing
    .command('csv')
    .alias('geojson')
    .description('any CSV or GeoJSON through a mapping file')
    .argument('<file>', 'the data')
    .requiredOption('--map <file>', 'which column goes where (docs/import.md)')
    .option('--also <lang=file...>', 'the same records in another language, joined by id'),
).action(async (file: string, options: MappedOptions) =>
  (await import('./commands/import.ts')).importMappedFile(config(), file, options),
);
importing
  .command('undo')
  .description('take an import back (30 days)')
  .argument('<batch>', 'the batch number that the import printed')
  .action(async (batch: string) => (await import('./commands/import.ts')).undo(config(), batch));

program
  .command('export')
  .description('give the directory out')
  .command('hsds')
  .description('as HSDS on standard output')
  .addOption(new Option('--version <version>').choices(['3.0', '3.1']).default('3.1'))
  .addOption(new Option('--form <form>').choices(['json', 'ndjson', 'csv']).default('json'))
  .addOption(
    new Option('--profile <profile>', 'wayhouse: with our facts and translations; plain: HSDS only')
      .choices(['wayhouse', 'plain'])
      .default('wayhouse'),
  )
  .option('--output <file>', 'write to this file instead (csv: a zip)')
  .action(async (options: ExportOptions) =>
    (await import('./commands/export.ts')).exportHsdsTo(config(), options),
  );

program
  .command('find')
  .description('the same answers as the pages, as text or JSON')
  .argument('[words...]', 'what is needed, in any language')
  .option('--need <code...>', 'needs by code, such as health.maternal')
  .option('--near <place>', 'a place name, or "lat,lon"')
  .option('--within <km>', 'at most this many kilometres away', positiveNumber)
  .option('--speaks <lang...>', 'languages, such as ar ti')
  .option('--no-papers', 'places known to ask for no papers')
  .option('--free', 'places known to be free')
  .addOption(new Option('--provider <who>', 'a woman or a man').choices(['woman', 'man']))
  .option('--step-free', 'reachable without steps')
  .option('--child-space', 'with a space for children')
  .option('--not-reported', 'known not to share with authorities')
  .option('--no-travel-money', 'on foot, near public transport, or travel paid')
  .option('--alone-under-18', 'takes children who are alone')
  .addOption(new Option('--open <when>', 'now, tonight, or "22:00-06:00"').default(undefined))
  .option('--lang <tag>', 'language of the answer', 'en')
  .option('--limit <number>', 'how many', positiveNumber, 10)
  .option('--json', 'as JSON for programs')
  .action(async (words: string[], options: FindOptions) =>
    (await import('./commands/find.ts')).find(config(), words, options),
  );

program
  .command('print')
  .description(
    'a card as leaflet, poster, pocket cards or picture, or a list of places for the wallet',
  )
  .argument(
    '<code>',
    'the number of a card; for a wallet list the code of a point, or a place name',
  )
  .argument('<lang>', 'language, such as ar')
  .addOption(
    new Option('--as <form>', 'what to make')
      .choices(['leaflet', 'large', 'poster', 'pocket', 'square', 'tall', 'wallet'])
      .default('leaflet'),
  )
  .option('--need <code>', 'for a wallet list: places of this need only')
  .requiredOption('--out <file>', 'where to write the PDF (square and tall: PNG)')
  .action(async (code: string, lang: string, options: PrintOptions) =>
    (await import('./commands/print.ts')).print(config(), code, lang, options),
  );

program
  .command('sms')
  .description(
    'a phone at the command line: type as one would text, see the answer and its segments',
  )
  .argument('[words...]', 'one message; without it every line of the input is one')
  .option('--from <number>', 'the number of the phone', '+10000000001')
  .action(async (words: string[], options: SmsOptions) =>
    (await import('./commands/sms.ts')).sms(config(), words, options),
  );

program
  .command('voice')
  .description('the script of a card for a voice line or the radio, and a draft of its sound')
  .argument('<card>', 'the number of the card')
  .option('--lang <code>', 'language of the card', 'en')
  .option('--ssml', 'as SSML for a program that speaks')
  .addOption(
    new Option('--radio <seconds>', 'for two voices on the radio, 30 or 60').argParser((text) => {
      if (text === '30' || text === '60') return Number(text);
      throw new InvalidArgumentError('expected 30 or 60');
    }),
  )
  .option('--wav <file>', 'write a draft spoken by espeak-ng')
  .option('--opus <file>', 'the same as Opus, by opusenc')
  .action(async (card: string, options: VoiceOptions) =>
    (await import('./commands/voice.ts')).voice(config(), card, options),
  );

program
  .command('places')
  .description('the gazetteer: names of towns that people search near')
  .command('load')
  .description(
    'load towns of a country from the open gazetteer that ships with the program, or from your own file',
  )
  .option('--country <code>', 'ISO 3166-1 code, such as JO (GeoNames, CC BY 4.0)')
  .option(
    '--file <csv>',
    'columns code, kind, parent, country, lat, lon, population, name:en, name:ar …',
  )
  .action(async (options: { country?: string; file?: string }) =>
    (await import('./commands/places.ts')).loadPlaces(config(), options),
  );

program
  .command('pack')
  .description('offline packs')
  .command('build')
  .description('write the pack of the whole territory, for phones')
  .option('--lang <code>', 'language of the pack', 'en')
  .requiredOption('--output <file>', 'where to write the .whp file')
  .action(async (options: { lang: string; output: string }) =>
    (await import('./commands/pack.ts')).buildPackFile(config(), options),
  );

addAlertCommands(program, config);
addCardCommands(program, config);
addKeyCommands(program, config);
addLogCommands(program);
addFirewallCommands(program, config);
addStaffCommands(program, config);

program
  .command('doctor')
  .description('look at database, clock, disk, languages and fonts, and say what to do')
  .action(async () => {
    const { diagnose } = await import('./commands/doctor.ts');
    const findings = await diagnose(config());
    for (const { part, state, says } of findings)
      process.stdout.write(`${state.padEnd(6)} ${part}: ${says}\n`);
    process.exitCode = findings.some(({ state }) => state === 'wrong') ? 1 : 0;
  });

try {
  await program.parseAsync();
} catch (error) {
  // An expected failure is one plain sentence; a fault of ours shows where it happened.
  if (error instanceof Problem) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  }
}
