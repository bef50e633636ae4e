/** `wayhouse alerts …`. */
import type { Command } from 'commander';
import type { Config } from '../config.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

export function addAlertCommands(program: Command, config: () => Config): void {
  const alerts = program.command('alerts').description('alerts of other programs (CAP 1.2)');
  alerts
    .command('read')
    .description('say what a CAP file holds and what its signature is worth; shows it to nobody')
    .argument('<file>', 'the XML')
    .option('--draft', 'keep it as a draft that an officer can adopt')
    .option('--partner <name>', 'who sent it')
    .action(async (file: string, options: { draft?: boolean; partner?: string }) =>
      (await import('./alerts.ts')).readAlert(config(), file, options, say),
    );
  const partner = alerts.command('partner').description('who may send alerts as drafts');
  partner
    .command('add')
    .argument('<name>')
    .option('--token', 'make a token for POST /api/v1/alerts/cap; it is shown once')
    .option('--key <file>', 'trust signatures of this RSA public key or certificate (PEM)')
    .action(async (name: string, options: { key?: string; token?: boolean }) =>
      (await import('./alerts.ts')).namePartner(config(), name, options, say),
    );
  partner
    .command('end')
    .argument('<name>')
    .action(async (name: string) =>
      (await import('./alerts.ts')).forgetPartner(config(), name, say),
    );
}
