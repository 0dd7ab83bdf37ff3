// Starts the server in the folder of a benchmark's run; an empty one gets the template's installation first.
import { cpSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [template = '', program = ''] = process.argv.slice(2);
const dataDir = resolve(process.env.LUMENBOX_DATA_DIR ?? 'data');
if (!existsSync(join(dataDir, 'lumenbox.db'))) cpSync(template, dataDir, { recursive: true });
process.argv.splice(2, process.argv.length, 'serve');
await import(program);
