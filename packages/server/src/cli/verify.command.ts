// `lumenbox verify`: every object against its row and its hash.
import type { Command } from 'commander';
import { countObjects, type ObjectFault, verifyObjects } from '../archive/index.ts';
import { createCommand, type OutputOptions, printAnswer } from './command.ts';
import { faultSentences } from './object-faults.ts';
import { formatBytes, showProgress } from './progress-line.ts';
import { withParts } from './with-parts.ts';

/** Makes the command. */
export function verifyCommand(): Command {
  return createCommand('verify', 'Check every stored object against its row and its hash.').action(
    (options: OutputOptions) =>
      withParts(async (parts) => {
        const { database } = parts.foundation;
        const total = await countObjects(database.kysely);
        const progress = showProgress({ ...total, noun: 'objects' });
        const faults: ObjectFault[] = [];
        let checked = 0;
        let bytes = 0;
        const onChecked = (object: { size_bytes: number }) => {
          checked += 1;
          bytes += object.size_bytes;
          progress.add(object.size_bytes);
          progress.count();
        };
        try {
          const { objects } = parts.archive;
          for await (const fault of verifyObjects({ database, objects }, { onChecked })) faults.push(fault);
        } finally {
          progress.end();
        }
        const isOk = faults.length === 0;
        const lines = faults.map(
          (fault) => `FAULT  ${fault.table} ${fault.id}: ${faultSentences[fault.fault]} (${fault.objectKey})`,
        );
        const sum = `${checked} objects (${formatBytes(bytes)}) checked, ${faults.length} faults.`;
        const advice = isOk ? [] : ['Bring the faulty objects back from a backup: lumenbox restore.'];
        printAnswer(options, { ok: isOk, checked, bytes, faults }, [...lines, sum, ...advice].join('\n'));
        if (!isOk) process.exitCode = 1;
      }),
  );
}
