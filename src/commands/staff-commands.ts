/** `wayhouse organisation …` and `wayhouse staff …`. */
import { type Command, Option } from 'commander';
import type { Config } from '../config.ts';
import type { FirstOptions } from './organisation.ts';

export function addStaffCommands(program: Command, config: () => Config): void {
  program
    .command('organisation')
    .description('organisations that work with this installation')
    .command('first')
    .description('make the first organisation with two administrators; possible once')
    .requiredOption('--name <name>', 'its name')
    .requiredOption('--country <code>', 'ISO 3166-1 code, such as GR')
    .requiredOption(
      '--kind <kind>',
      'what it does, such as humanitarian, health, legal_aid, network',
    )
    .addOption(
      new Option(
        '--administrator <login:name...>',
        'give it twice: two people',
      ).makeOptionMandatory(),
    )
    .action(async (options: FirstOptions) => {
      const { makeFirstOrganisation } = await import('./organisation.ts');
      await makeFirstOrganisation(config(), options, (text) => process.stdout.write(`${text}\n`));
    });
  program
    .command('staff')
    .description('people who work here: only in the console, by somebody signed in')
    .argument('<verb>', 'add, role, close or list')
    .allowExcessArguments()
    .allowUnknownOption()
    .action(async (verb: string) => {
      const { pointToConsole } = await import('./organisation.ts');
      pointToConsole(config(), verb);
    });
}
