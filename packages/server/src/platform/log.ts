// Logging: JSON lines, or readable ones on a terminal. Event names and fields only, never patient data.
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { databaseErrorKind } from './database/index.ts';

export type { Logger } from 'pino';

/** Fields that must never reach a log, wherever they stand; the last net below the rule that nobody logs them. */
const redactedKeys = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'code',
  'given_names',
  'family_name',
  'date_of_birth',
  'address',
  'label',
  'search',
  'givenNames',
  'familyName',
  'dateOfBirth',
  'patientName',
  'patientId',
  'body',
  'query',
  'url',
  'parameters',
];

/** Makes the process's logger. `destination` is standard error for the CLI, so that `--json` keeps standard output clean. */
export function createLogger(options: {
  level: string;
  isTerminal: boolean;
  destination?: 'stdout' | 'stderr';
}): Logger {
  const fd = options.destination === 'stderr' ? 2 : 1;
  const settings = {
    level: options.level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: { paths: redactedKeys.flatMap((key) => [key, `*.${key}`]), censor: '[redacted]' },
  };
  if (options.isTerminal)
    return pino(
      settings,
      pretty({ destination: fd, sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' }),
    );
  return pino(settings, pino.destination({ dest: fd, sync: false }));
}

/**
 * An error as the log may have it: its kind and where it came from. A database's message can quote a row, so it is left
 * out, and so are all of an error's further fields.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const kind = databaseErrorKind(error);
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(kind === undefined ? { message: error.message } : { database: kind }),
    ...(typeof code === 'string' ? { reason: code } : {}),
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
