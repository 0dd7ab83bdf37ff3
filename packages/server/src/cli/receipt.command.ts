// `lumenbox receipt verify`: whether a receipt of de-identification is as it was signed, and whether files are those that it speaks of.
// Needs no server and no data directory.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Receipt } from '@lumenbox/contract';
import type { Command } from 'commander';
import { isSignatureValid } from '../features/deidentification/index.ts';
import { CliError, createCommand, createGroup, type OutputOptions, printAnswer } from './command.ts';

interface VerifyOptions extends OutputOptions {
  key?: string;
  files?: string;
}

/** A receipt of the largest study has some tens of megabytes. */
const receiptBytesMax = 100 * 1024 * 1024;

/** Makes the command. */
export function receiptCommand(): Command {
  return createGroup('receipt', 'Check receipts of de-identification.').addCommand(
    createCommand('verify', 'Say whether a receipt is as it was signed.')
      .argument('<file>', 'the receipt, as the API gives it')
      .option('--key <base64>', 'the public key that it must be signed with')
      .option('--files <folder>', 'a folder of files that must be those of the receipt, no more and no fewer')
      .action(verify),
  );
}

async function verify(file: string, options: VerifyOptions): Promise<void> {
  const receipt = await readReceipt(file);
  if (options.key !== undefined && options.key !== receipt.public_key)
    throw new CliError('The receipt is signed with another key.');
  if (!isSignatureValid(receipt)) throw new CliError('The receipt is not as it was signed.');
  const { instances, profile } = receipt.content;
  if (options.files !== undefined)
    await compareFiles(options.files, new Set(instances.map(({ sha256 }) => sha256)));
  printAnswer(
    options,
    { valid: true, instances: instances.length, public_key: receipt.public_key, profile },
    `The receipt is as it was signed, by the key ${receipt.public_key}: ${instances.length} instances, profile ${profile.name}.`,
  );
}

async function readReceipt(file: string): Promise<Receipt> {
  const text = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${file} cannot be read (${error.code}).`);
  });
  if (text.length > receiptBytesMax) throw new CliError(`${file} is too long for a receipt.`);
  let document: unknown;
  try {
    document = JSON.parse(text.toString());
  } catch {
    throw new CliError(`${file} is no JSON.`);
  }
  const wrapped = (document as { data?: unknown } | null)?.data ?? document;
  const parsed = Receipt.safeParse(wrapped);
  if (!parsed.success) throw new CliError(`${file} is no receipt of de-identification.`);
  return parsed.data;
}

async function compareFiles(folder: string, expected: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new CliError(`${folder} cannot be read.`);
  });
  const missing = new Set(expected);
  for (const entry of entries) {
    if (!entry.isFile() || entry.name === 'DICOMDIR') continue;
    const path = join(entry.parentPath, entry.name);
    const sha256 = await hashOf(path);
    if (!expected.has(sha256)) throw new CliError(`${path} is not of this receipt, or was changed.`);
    missing.delete(sha256);
  }
  if (missing.size > 0) throw new CliError(`${missing.size} of the receipt's files are missing.`);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
