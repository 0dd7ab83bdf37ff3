// The only reader of the environment: one schema, parsed once, passed down in slices.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const yes = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'])
  .transform((value) => ['true', '1', 'yes'].includes(value));
function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

const originExpected =
  'must be origins such as https://viewer.example, comma-separated, without a path, or *';
function isOrigin(text: string): boolean {
  if (text === '*' || text === 'null') return true;
  return URL.canParse(text) && /^https?:\/\/[^/?#@*]+\/?$/i.test(text);
}
/** As browsers send it: in small letters, without the scheme's own port and without a slash at the end. */
function originAsSent(text: string): string {
  return text === '*' || text === 'null' ? text : new URL(text).origin;
}

/** What the driver knows; another would be taken for `verify-full`. */
const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const;
/** The driver finds out what of this is wrong when it connects, and some of it ends the process. */
function canHaveTls(url: string): boolean {
  const options = new URLSearchParams(url.split('?', 2)[1] ?? '');
  const mode = options.get('sslmode');
  if (!['true', '1', '0', null].includes(options.get('ssl'))) return false;
  if (mode !== null && !sslModes.some((known) => known === mode)) return false;
  return mode !== 'verify-ca' || options.get('uselibpqcompat') !== 'true' || options.has('sslrootcert');
}

export const roles = ['api', 'dimse', 'worker'] as const;
/** A part of the work that a process may take on. */
export type ProcessRole = (typeof roles)[number];

/** Every entry of the configuration, with its default. `docs/operations.md` explains each. */
export const configSchema = z.object({
  LUMENBOX_DATA_DIR: z.string().default('./data'),
  LUMENBOX_HOST: z.string().default('127.0.0.1'),
  LUMENBOX_PORT: port.default(8100),
  LUMENBOX_DIMSE_HOST: z.string().default('127.0.0.1'),
  LUMENBOX_DIMSE_PORT: port.default(11112),
  LUMENBOX_DIMSE_TLS_HOST: z.string().optional(),
  LUMENBOX_DIMSE_TLS_PORT: port.default(2762),
  LUMENBOX_DIMSE_TLS_CERTIFICATE: z.string().optional(),
  LUMENBOX_DIMSE_TLS_KEY: z.string().optional(),
  LUMENBOX_DIMSE_TLS_AUTHORITIES: z.string().optional(),
  LUMENBOX_PRIVATE_SOP_CLASSES: z
    .string()
    .default('')
    .transform(listOf)
    .pipe(
      z.array(
        z
          .string()
          .regex(/^[0-9]+(\.[0-9]+)*$/, 'must be UIDs, comma-separated')
          .max(64),
      ),
    ),
  LUMENBOX_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  LUMENBOX_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    // Without a host there is a socket, which the driver reads from an address that is none by the standard.
    .refine((url) => URL.canParse(url.replace('@/', '@socket/')), {
      message:
        'must be an address like postgres://USER:PASSWORD@HOST/DATABASE; in a password # is written %23, / %2F, ? %3F, @ %40 and % %25',
    })
    .refine(canHaveTls, {
      message: `must have no ssl but true, and no sslmode but ${sslModes.join(', ')}; sslmode=verify-ca with uselibpqcompat needs sslrootcert`,
    })
    .optional(),
  LUMENBOX_STORAGE_URL: z.string().optional(),
  LUMENBOX_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  LUMENBOX_S3_REGION: z.string().optional(),
  AWS_REGION: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
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
  LUMENBOX_UNFINISHED_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(256 * 1024 ** 3),
  LUMENBOX_UNFINISHED_HOURS: z.coerce.number().min(1).max(8760).default(72),
  LUMENBOX_SCRUB_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(256 * 1024 ** 2),
  LUMENBOX_CORS_ORIGINS: z
    .string()
    .default('')
    .transform(listOf)
    .pipe(z.array(z.string().refine(isOrigin, originExpected).transform(originAsSent))),
  LUMENBOX_TRUST_PROXY: yes.default(false),
  LUMENBOX_ALLOW_INSECURE: yes.default(false),
});

/** Where objects rest: a directory, or a bucket of S3 with a local folder for what is coming in. */
export type StorageLocation =
  | { readonly kind: 'directory'; readonly dir: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      /** What every key begins with: empty, or ends with a slash. */
      readonly prefix: string;
      /** Undefined: Amazon's. */
      readonly endpoint: string | undefined;
      readonly region: string;
      /** Undefined: found where Amazon's own tools find them. */
      readonly credentials:
        | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
        | undefined;
      readonly spoolDir: string;
    };

/** Where associations are taken, and how TLS shows itself there and when we call. Files are PEM. */
export interface DimseConfig {
  host: string;
  port: number;
  tls: { certificate?: string; key?: string; authorities?: string };
  /** Without a certificate nobody listens for TLS. */
  tlsListener: { host: string; port: number; certificate: string; key: string } | undefined;
  privateSopClasses: readonly string[];
}

/** The configuration of a process, in the words of the code. */
export interface Config {
  dataDir: string;
  host: string;
  port: number;
  dimse: DimseConfig;
  publicUrl: string | undefined;
  databaseUrl: string | undefined;
  /** Where the bytes of objects rest. */
  storage: StorageLocation;
  roles: readonly ProcessRole[];
  logLevel: string;
  rateLimit: number;
  maxUploadBytes: number;
  /** What of resumable uploads a realm may have under way, and how long one rests before it is given up. */
  unfinished: { readonly bytesMax: number; readonly hours: number };
  /** Bytes of stored objects that are read again every quarter of an hour; 0 for none. */
  scrubBytes: number;
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
    dimse: dimseConfig(values),
    publicUrl: values.LUMENBOX_PUBLIC_URL,
    databaseUrl: values.LUMENBOX_DATABASE_URL,
    storage: storageLocation(values, dataDir),
    roles: values.LUMENBOX_ROLES,
    logLevel: values.LUMENBOX_LOG_LEVEL,
    rateLimit: values.LUMENBOX_RATE_LIMIT,
    maxUploadBytes: values.LUMENBOX_MAX_UPLOAD_BYTES,
    unfinished: { bytesMax: values.LUMENBOX_UNFINISHED_BYTES, hours: values.LUMENBOX_UNFINISHED_HOURS },
    scrubBytes: values.LUMENBOX_SCRUB_BYTES,
    corsOrigins: values.LUMENBOX_CORS_ORIGINS,
    trustProxy: values.LUMENBOX_TRUST_PROXY,
    allowInsecure: values.LUMENBOX_ALLOW_INSECURE,
  };
}

function dimseConfig(values: z.output<typeof configSchema>): DimseConfig {
  const certificate = values.LUMENBOX_DIMSE_TLS_CERTIFICATE;
  const key = values.LUMENBOX_DIMSE_TLS_KEY;
  const authorities = values.LUMENBOX_DIMSE_TLS_AUTHORITIES;
  if ((certificate === undefined) !== (key === undefined))
    throw new ConfigError([
      'LUMENBOX_DIMSE_TLS_CERTIFICATE and LUMENBOX_DIMSE_TLS_KEY go together; one is missing.',
    ]);
  const host = values.LUMENBOX_DIMSE_TLS_HOST ?? values.LUMENBOX_DIMSE_HOST;
  return {
    host: values.LUMENBOX_DIMSE_HOST,
    port: values.LUMENBOX_DIMSE_PORT,
    tls: {
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
      ...(authorities === undefined ? {} : { authorities }),
    },
    tlsListener:
      certificate === undefined || key === undefined
        ? undefined
        : { host, port: values.LUMENBOX_DIMSE_TLS_PORT, certificate, key },
    privateSopClasses: values.LUMENBOX_PRIVATE_SOP_CLASSES,
  };
}

/** One letter and a colon is a drive. */
const hasScheme = /^[a-z][a-z0-9+.-]+:/i;

function storageLocation(values: z.output<typeof configSchema>, dataDir: string): StorageLocation {
  const url = values.LUMENBOX_STORAGE_URL;
  if (url === undefined) return { kind: 'directory', dir: join(dataDir, 'objects') };
  if (!hasScheme.test(url) || url.startsWith('file:///'))
    return { kind: 'directory', dir: resolve(url.replace(/^file:\/\//, '')) };
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(url) ?? [];
  if (bucket === undefined)
    throw new ConfigError([
      'LUMENBOX_STORAGE_URL: must be a folder, file:///FOLDER, s3://BUCKET or s3://BUCKET/PREFIX.',
    ]);
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = values;
  if ((AWS_ACCESS_KEY_ID === undefined) !== (AWS_SECRET_ACCESS_KEY === undefined))
    throw new ConfigError([
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: one makes no sense without the other.',
    ]);
  const path = prefix.split('/').filter((part) => part !== '');
  return {
    kind: 's3',
    bucket,
    prefix: path.map((part) => `${part}/`).join(''),
    endpoint: values.LUMENBOX_S3_ENDPOINT,
    region: values.LUMENBOX_S3_REGION ?? values.AWS_REGION ?? 'us-east-1',
    credentials:
      AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined
        ? undefined
        : {
            accessKeyId: AWS_ACCESS_KEY_ID,
            secretAccessKey: AWS_SECRET_ACCESS_KEY,
            ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
          },
    spoolDir: join(dataDir, 'spool'),
  };
}
