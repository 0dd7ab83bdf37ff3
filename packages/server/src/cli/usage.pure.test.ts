// Wrong usage of every command ends with 2, before anything is opened.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommands } from './command.ts';
import { createCommands } from './commands.ts';

let written: { stdout: string; stderr: string };
beforeEach(() => {
  written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += String(chunk);
      return true;
    });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const account = [
  'user',
  'create',
  '--email',
  'a@example.com',
  '--name',
  'A',
  '--team',
  'T',
  '--password-stdin',
];
const key = ['token', 'create', '--email', 'a@example.com', '--team', 'T', '--name', 'N'];
const realm = ['realm', 'set', '--team', 'T', '--ae-title'];

describe('the command line', () => {
  it.each([
    [[]],
    [['nonsense']],
    [['user']],
    [['token']],
    [['realm']],
    [['realm', 'set', '--team', 'T']],
    [['inbox', 'assign', 'ID', '--team', 'T']],
    [['inbox', 'assign', 'ID', '--team', 'T', '--create', '--patient', 'ID']],
    [['review', 'accept', '--team', 'T']],
    [['review', 'accept', 'ID', '--team', 'T', '--box', '1,2,3']],
    [['review', 'accept', 'ID', 'ID', '--team', 'T', '--redact', 'PATH']],
    [['peer', 'add', '--team', 'T', '--ae-title', ' ']],
    [['peer', 'add', '--team', 'T', '--ae-title', 'CT', '--port', '104']],
    [['peer', 'add', '--team', 'T', '--ae-title', 'CT', '--host', '127.0.0.1', '--port', 'x']],
    [['transfer', 'send', '--team', 'T', '--study', 'ID']],
    [['transfer', 'cancel', '--team', 'T']],
    [['migrate', '--nonsense']],
    [['doctor', 'superfluous']],
    [['serve', '--roles']],
    [['serve', '--roles', 'api,cook']],
    [account.slice(0, -1)],
    [account.slice(0, 6)],
    [[...account, '--role', 'boss']],
    [[...account, '--password', 'in the list of processes']],
    [key.slice(0, -2)],
    [[...key, '--scopes', 'patients:eat']],
    [[...key, '--expires', 'soon']],
    [[...key, '--expires', '0d']],
    [['token', 'list']],
    [['token', 'revoke']],
    [[...realm, 'seventeen letters']],
    [[...realm, 'back\\slash']],
    [[...realm, 'Röntgen']],
    [[...realm, ' ']],
  ])('refuses %j', async (args) => {
    expect(await runCommands(createCommands(), args)).toBe(2);
    expect(written.stdout).toBe('');
    expect(written.stderr).not.toBe('');
  });

  it('explains every command', async () => {
    for (const command of createCommands()) {
      written.stdout = '';
      expect(await runCommands(createCommands(), [command.name(), '--help'])).toBe(0);
      expect(written.stdout).toContain(`Usage: lumenbox ${command.name()}`);
      if (command.commands.length === 0) expect(written.stdout).toContain('--json');
      for (const inner of command.commands) {
        written.stdout = '';
        expect(await runCommands(createCommands(), [command.name(), inner.name(), '--help'])).toBe(0);
        expect(written.stdout).toContain('--json');
      }
    }
    expect(written.stderr).toBe('');
  });
});
