/** The part of the command line about keys and backups. */
import type { Command } from 'commander';
import type { Config } from '../config.ts';

const gather = (value: string, before: string[]): string[] => [...before, value];

export function addKeyCommands(program: Command, config: () => Config): void {
  const keys = program
    .command('keys')
    .description('the keys of sealed data: shares, rehearsal, rotation');
  keys
    .command('shares')
    .description('print recovery shares for five holders; any three open everything')
    .requiredOption(
      '--holder <who>',
      '"name, organisation"; five times, three organisations',
      gather,
      [],
    )
    .action(async ({ holder }: { holder: string[] }) =>
      (await import('./keys.ts')).printShares(config(), holder),
    );
  keys
    .command('drill')
    .description('rehearse recovery with three holders, and record it (each quarter)')
    .requiredOption('--held-by <who>', 'who led the drill')
    .option('--kit <file>', 'a copy of the recovery kit')
    .option('--identity <file>', 'an age identity that the kit is sealed to, instead of shares')
    .action(async (options: { heldBy: string; kit?: string; identity?: string }) =>
      (await import('./keys.ts')).rehearse(config(), options),
    );
  keys
    .command('recover')
    .description('make the keystore again from the kit and three shares (or an age identity)')
    .option('--kit <file>', 'a copy of the recovery kit')
    .option('--identity <file>', 'an age identity that the kit is sealed to, instead of shares')
    .action(async (options: { kit?: string; identity?: string }) =>
      (await import('./keys.ts')).recoverKeystore(config(), options),
    );
  keys
    .command('rotate')
    .description(
      'move living keys into a new epoch and destroy the old one; finishes an interrupted one',
    )
    .option('--if-due', 'only when a Sunday began since the last')
    .action(async (options: { ifDue?: boolean }) =>
      (await import('./keys.ts')).rotateKeys(config(), options),
    );
  keys
    .command('reseal')
    .description(
      'seal everything that is stored anew, beside a running program; goes on where it was stopped',
    )
    .option('--form <number>', 'cipher to exchange to: 1 AES-256-GCM, 2 ChaCha20-Poly1305')
    .action(async (options: { form?: string }) =>
      (await import('./exchange.ts')).reseal(config(), options),
    );
  keys
    .command('retire')
    .description('destroy the keys of older ciphers, once everything was sealed anew')
    .option('--early', 'do not wait until no backup needs them: older backups open no more')
    .action(async (options: { early?: boolean }) =>
      (await import('./exchange.ts')).retire(config(), options),
    );
  program
    .command('backup')
    .description('write data, keys and recovery kit, encrypted, and read them back')
    .action(async () => (await import('./backup.ts')).backUp(config()));
  program
    .command('restore')
    .description('fill a new installation from a data backup and the newest keys')
    .argument('<data>', 'the data backup (.whb)')
    .requiredOption('--keys <file>', 'the newest keys backup (.whb)')
    .option('--kit <file>', 'a copy of the recovery kit')
    .option('--identity <file>', 'an age identity, instead of three shares')
    .action(async (data: string, options: { keys: string; kit?: string; identity?: string }) =>
      (await import('./backup.ts')).restore(config(), data, options),
    );
}
