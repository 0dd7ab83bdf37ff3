// The frame of every command: options that all have, one way to answer, one way to fail. No command's own work.
import { Command, CommanderError } from 'commander';
import { explainError } from './explain-error.ts';

export { CliError } from './explain-error.ts';

/** What every command that answers takes. */
export interface OutputOptions {
  /** One JSON document on standard output instead of text. */
  json?: boolean;
}

const exitCodes = { success: 0, failure: 1, usage: 2 } as const;

/** A command with `--json` and `--help`. Its faults become exit codes in {@link runCommands}. */
export function createCommand(name: string, description: string): Command {
  return createGroup(name, description).option(
    '--json',
    'print one JSON document on standard output; messages go to standard error',
  );
}

/** A command that only holds others, such as `token`. */
export function createGroup(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .exitOverride()
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .showHelpAfterError('(--help shows what it takes)');
}

/** Prints a command's answer: the document with `--json`, else the text. */
export function printAnswer(options: OutputOptions, document: unknown, text: string): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(document)}\n` : `${text}\n`);
}

/** Prints a message for whoever watches; never part of the answer. */
export function printMessage(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Runs the command that the arguments name and gives the exit code: 0 success, 1 failure, 2 wrong usage. */
export async function runCommands(commands: readonly Command[], args: readonly string[]): Promise<number> {
  const program = createGroup('lumenbox', 'A self-hosted medical imaging server.');
  for (const command of commands) program.addCommand(command);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : exitCodes.success;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    printMessage(explainError(error));
    return exitCodes.failure;
  }
}
