/** The part of the command line with which an operator or an auditor puts the firewall to the proof. */
import type { Command } from 'commander';
import type { Config } from '../config.ts';

export function addFirewallCommands(program: Command, config: () => Config): void {
  program
    .command('rehearse')
    .description('rehearse what the node would have to give away')
    .command('order')
    .description(
      'everything the node could produce for one person, from every store, and what it could not',
    )
    .option('--code <code>', 'the code of her slip or card')
    .option('--subject <token>', 'her token in an organisation')
    .option('--json', 'as JSON for programs')
    .action(async (options: { code?: string; subject?: string; json?: boolean }) =>
      (await import('./rehearse.ts')).rehearse(config(), options),
    );

  program
    .command('conformance')
    .description('for an outside auditor')
    .command('firewall')
    .description(
      'try to make an enforcement body a recipient in every way (exit 0 when none is left)',
    )
    .option('--json', 'as JSON for programs')
    .action(async (options: { json?: boolean }) => {
      const { conformance } = await import('./conformance.ts');
      process.exitCode = await conformance(config(), options, (text) => process.stdout.write(text));
    });
}
