/** `wayhouse cards …`. */
import { type Command, Option } from 'commander';
import type { Config } from '../config.ts';
import type { ExportCardsOptions, ImportCardsOptions } from './cards.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

export function addCardCommands(program: Command, config: () => Config): void {
  const cards = program
    .command('cards')
    .description('translations of cards, for people who translate elsewhere');
  cards
    .command('export')
    .description('write cards of one pair of languages to a file')
    .requiredOption('--to <language>', 'the language to translate into, such as ar')
    .requiredOption('--out <file>', 'where to write it')
    .option('--from <language>', 'the language in which the cards were written first', 'en')
    .addOption(
      new Option('--what <which>', 'not translated or older; only what is older; all')
        .choices(['waiting', 'older', 'all'])
        .default('waiting'),
    )
    .addOption(
      new Option('--as <form>', 'form of the file').choices(['xliff', 'csv']).default('xliff'),
    )
    .option('--organisation <id>', 'whose cards, by the id of the organisation')
    .action(async (options: ExportCardsOptions) =>
      (await import('./cards.ts')).exportCards(config(), options, say),
    );
  cards
    .command('import')
    .description('take a translated file in; shows what it would do, and saves it with --apply')
    .argument('<file>', 'XLIFF 2.1, 2.0, 1.2 or CSV')
    .option('--apply', 'save it: as imported words that wait to be read')
    .option('--organisation <id>', 'whose cards, by the id of the organisation')
    .action(async (file: string, options: ImportCardsOptions) => {
      process.exitCode = await (await import('./cards.ts')).importCards(
        config(),
        file,
        options,
        say,
      );
    });
}
