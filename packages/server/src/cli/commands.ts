// The list of all commands: a new one is a file of its own and a line here.
import type { Command } from 'commander';
import { backupCommand } from './backup.command.ts';
import { deidentifyCommand } from './deidentify.command.ts';
import { demoCommand } from './demo.command.ts';
import { doctorCommand } from './doctor.command.ts';
import { exportCommand } from './export.command.ts';
import { importCommand } from './import.command.ts';
import { inboxCommand } from './inbox.command.ts';
import { migrateCommand } from './migrate.command.ts';
import { peerCommand } from './peer.command.ts';
import { profileCommand } from './profile.command.ts';
import { realmCommand } from './realm.command.ts';
import { receiptCommand } from './receipt.command.ts';
import { reindexCommand } from './reindex.command.ts';
import { restoreCommand } from './restore.command.ts';
import { reviewCommand } from './review.command.ts';
import { serveCommand } from './serve.command.ts';
import { tokenCommand } from './token.command.ts';
import { transferCommand } from './transfer.command.ts';
import { userCommand } from './user.command.ts';
import { verifyCommand } from './verify.command.ts';

/** Makes every command, in the order of the help. */
export function createCommands(): Command[] {
  return [
    serveCommand(),
    userCommand(),
    tokenCommand(),
    realmCommand(),
    peerCommand(),
    importCommand(),
    inboxCommand(),
    reviewCommand(),
    exportCommand(),
    transferCommand(),
    deidentifyCommand(),
    profileCommand(),
    receiptCommand(),
    demoCommand(),
    migrateCommand(),
    backupCommand(),
    restoreCommand(),
    verifyCommand(),
    reindexCommand(),
    doctorCommand(),
  ];
}
