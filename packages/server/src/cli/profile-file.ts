// A de-identification profile in a JSON file: as the API shows it, alone or inside of `data` or `profile`. Knows no server.
import { readFile } from 'node:fs/promises';
import { CreateDeidentificationProfile, UpdateDeidentificationProfile, validate } from '@lumenbox/contract';
import type { DeidentificationProfile } from '@lumenbox/dicom/deidentify';
import { engineProfile, profileErrors } from '../features/deidentification/index.ts';
import { CliError } from './command.ts';

/** A profile with a thousand rules has a hundred kilobytes. */
const fileBytesMax = 1024 * 1024;

/** What a file says. */
export interface ProfileFile {
  readonly input: CreateDeidentificationProfile;
  /** The version that it was made from, when it says so. */
  readonly version: number | undefined;
  readonly profile: DeidentificationProfile;
}

/** Reads a file. Throws {@link CliError} when it holds no profile, with each fault and its place. */
export async function readProfileFile(path: string): Promise<ProfileFile> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CliError(`The profile ${path} cannot be read.`);
  });
  if (text.length > fileBytesMax) throw new CliError(`${path} is too large for a profile.`);
  const document = contentOf(parse(text, path));
  const validated = validate(CreateDeidentificationProfile, document);
  if (!validated.ok) throw wrong(path, validated.errors);
  const versioned = validate(UpdateDeidentificationProfile.pick({ version: true }), document);
  if (!versioned.ok) throw wrong(path, versioned.errors);
  const version = versioned.value.version ?? undefined;
  const profile = engineProfile(validated.value, { name: validated.value.name, version: version ?? 1 });
  const errors = profileErrors(profile);
  if (errors !== undefined) throw wrong(path, errors);
  return { input: validated.value, version, profile };
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(`${path} is no JSON.`);
  }
}

function contentOf(document: unknown): unknown {
  const { data, profile } = Object(document) as { data?: unknown; profile?: unknown };
  return data ?? profile ?? document;
}

function wrong(path: string, errors: Readonly<Record<string, readonly string[]>>): CliError {
  const lines = Object.entries(errors).map(([field, texts]) => `  ${field}: ${texts.join(' ')}`);
  return new CliError([`${path} is no profile:`, ...lines].join('\n'));
}
