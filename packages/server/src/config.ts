// The only reader of the environment: one schema, parsed once, passed down in slices.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const yes = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'])
  .transform((value) => ['true', '1', 'yes'].includes(value));
export const roles = ['api', 'dimse', 'worker'] as const;
/** A part of the work that a process may take on. */
export type ProcessRole = (typeof roles)[number];

/** Every entry of the configuration, with its default. `docs/operations.md` explains each. */
export const configSchema = z.object({
  LUMENBOX_DATA_DIR: z.string().default('./data'),
  LUMENBOX_HOST: z.string().default('127.0.0.1'),
  LUMENBOX_PORT: port.default(8100),
  LUMENBOX_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  LUMENBOX_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  LUMENBOX_STORAGE_URL: z.string().optional(),
  LUMENBOX_ROLES: z
    .string()
    .default('api,dimse,worker')
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(roles)).min(1)),
  LUMENBOX_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LUMENBOX_RATE_LIMIT: z.coerce.number().int().min(0).default(1200),
  LUMENBOX_MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(64 * 1024 ** 3),
  LUMENBOX_CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ''),
    ),
  LUMENBOX_TRUST_PROXY: yes.default(false),
  LUMENBOX_ALLOW_INSECURE: yes.default(false),
});

/** The configuration of a process, in the words of the code. */
export interface Config {
  dataDir: string;
  host: string;
  port: number;
  publicUrl: string | undefined;
  databaseUrl: string | undefined;
  /** A directory. Buckets come with their own store. */
  objectsDir: string;
  roles: readonly ProcessRole[];
  logLevel: string;
  rateLimit: number;
  maxUploadBytes: number;
  corsOrigins: readonly string[];
  trustProxy: boolean;
  allowInsecure: boolean;
}

/** The configuration is wrong; the message lists every fault and what to do. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`The configuration is wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads the configuration from an environment and from `lumenbox.env` in its data directory; the environment wins. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const dataDir = resolve(environment.LUMENBOX_DATA_DIR || './data');
  const file = join(dataDir, 'lumenbox.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const merged = Object.fromEntries(
    Object.entries({ ...fromFile, ...environment }).filter(
      ([, value]) => value !== undefined && value !== '',
    ),
  );
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  const values = parsed.data;
  return {
    dataDir,
    host: values.LUMENBOX_HOST,
    port: values.LUMENBOX_PORT,
    publicUrl: values.LUMENBOX_PUBLIC_URL,
    databaseUrl: values.LUMENBOX_DATABASE_URL,
    objectsDir: objectsDir(values.LUMENBOX_STORAGE_URL, dataDir),
    roles: values.LUMENBOX_ROLES,
    logLevel: values.LUMENBOX_LOG_LEVEL,
    rateLimit: values.LUMENBOX_RATE_LIMIT,
    maxUploadBytes: values.LUMENBOX_MAX_UPLOAD_BYTES,
    corsOrigins: values.LUMENBOX_CORS_ORIGINS,
    trustProxy: values.LUMENBOX_TRUST_PROXY,
    allowInsecure: values.LUMENBOX_ALLOW_INSECURE,
  };
}

function objectsDir(url: string | undefined, dataDir: string): string {
  if (url === undefined) return join(dataDir, 'objects');
  if (url.startsWith('s3://')) {
    throw new ConfigError([
      'LUMENBOX_STORAGE_URL: buckets are not supported yet; give a directory, or leave it away.',
    ]);
  }
  return resolve(url.replace(/^file:\/\//, ''));
}
