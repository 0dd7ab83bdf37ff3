// `lumenbox doctor`: looks whether this installation can work, and says of each fault what to do.
import type { Command } from 'commander';
import { ConfigError, readConfig } from '../config.ts';
import { createCommand, type OutputOptions, printAnswer } from './command.ts';
import { checkInstallation, type Finding } from './doctor-checks.ts';

/** Makes the command. */
export function doctorCommand(): Command {
  return createCommand('doctor', 'Check the installation and say what to do about each fault.').action(
    async (options: OutputOptions) => {
      const checks = await findings();
      const isOk = checks.every((check) => check.ok);
      const lines = checks.map((check) => `${check.ok ? 'ok   ' : 'FAULT'}  ${check.name}: ${check.message}`);
      printAnswer(options, { ok: isOk, checks }, lines.join('\n'));
      if (!isOk) process.exitCode = 1;
    },
  );
}

async function findings(): Promise<Finding[]> {
  try {
    const config = readConfig(process.env);
    const fine = { name: 'configuration', ok: true, message: 'every entry can be read.' };
    return [fine, ...(await checkInstallation(config))];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ name: 'configuration', ok: false, message: error.message }];
  }
}
