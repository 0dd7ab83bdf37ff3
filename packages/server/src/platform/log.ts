// Logging: JSON lines, or readable ones on a terminal. Event names and fields only, never patient data.
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

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
    redact: { paths: redactedKeys.flatMap((key) => [key, `*.${key}`]), censor: '[redacted]' },
  };
  if (options.isTerminal)
    return pino(
      settings,
      pretty({ destination: fd, sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' }),
    );
  return pino(settings, pino.destination({ dest: fd, sync: false }));
}
