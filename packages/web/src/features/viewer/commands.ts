// Everything that can be done without a pointer, by name, and the keys for it. Names and keys alone; nothing is done here.
import { ctPresets } from './windows.ts';

/** The commands that have a sentence of their own in the map of keys. */
export type PlainCommand = (typeof plainKeys)[number]['command'];
/** Everything that keys do. */
export type Command =
  | PlainCommand
  | `tool:${(typeof toolKeys)[number]['tool']}`
  | `preset:${(typeof ctPresets)[number]['name']}`;

/** Keys by what `KeyboardEvent.key` says; letters in small. `shift` only where it matters. */
const plainKeys = [
  { group: 'images', command: 'next', keys: ['ArrowDown'] },
  { group: 'images', command: 'previous', keys: ['ArrowUp'] },
  { group: 'images', command: 'forward', keys: ['PageDown'] },
  { group: 'images', command: 'backward', keys: ['PageUp'] },
  { group: 'images', command: 'first', keys: ['Home'] },
  { group: 'images', command: 'last', keys: ['End'] },
  { group: 'images', command: 'play', keys: ['k'] },
  { group: 'panels', command: 'nextPanel', keys: ['ArrowRight'] },
  { group: 'panels', command: 'previousPanel', keys: ['ArrowLeft'] },
  { group: 'panels', command: 'nextSeries', keys: ['.'] },
  { group: 'panels', command: 'previousSeries', keys: [','] },
  { group: 'panels', command: 'layout', keys: ['q'] },
  { group: 'panels', command: 'planes', keys: ['y'] },
  { group: 'picture', command: 'zoomIn', keys: ['+', '='] },
  { group: 'picture', command: 'zoomOut', keys: ['-'] },
  { group: 'picture', command: 'fit', keys: ['0'] },
  { group: 'picture', command: 'oneToOne', keys: ['9'] },
  { group: 'picture', command: 'smooth', keys: ['j'] },
  { group: 'picture', command: 'moveLeft', keys: ['Shift+ArrowLeft'] },
  { group: 'picture', command: 'moveRight', keys: ['Shift+ArrowRight'] },
  { group: 'picture', command: 'moveUp', keys: ['Shift+ArrowUp'] },
  { group: 'picture', command: 'moveDown', keys: ['Shift+ArrowDown'] },
  { group: 'picture', command: 'rotateRight', keys: [']'] },
  { group: 'picture', command: 'rotateLeft', keys: ['['] },
  { group: 'picture', command: 'flipHorizontal', keys: ['h'] },
  { group: 'picture', command: 'flipVertical', keys: ['v'] },
  { group: 'picture', command: 'reset', keys: ['Backspace'] },
  { group: 'window', command: 'windowAuto', keys: ['u'] },
  { group: 'window', command: 'windowFile', keys: ['d'] },
  { group: 'window', command: 'invert', keys: ['i'] },
  { group: 'window', command: 'brighter', keys: ['Alt+ArrowUp'] },
  { group: 'window', command: 'darker', keys: ['Alt+ArrowDown'] },
  { group: 'window', command: 'wider', keys: ['Alt+ArrowRight'] },
  { group: 'window', command: 'narrower', keys: ['Alt+ArrowLeft'] },
  { group: 'other', command: 'texts', keys: ['o'] },
  { group: 'other', command: 'identity', keys: ['x'] },
  { group: 'other', command: 'strip', keys: ['\\'] },
  { group: 'other', command: 'list', keys: ['n'] },
  { group: 'other', command: 'reports', keys: ['g'] },
  { group: 'other', command: 'saveMeasurements', keys: ['Ctrl+s'] },
  { group: 'other', command: 'deleteMeasurement', keys: ['Delete'] },
  { group: 'other', command: 'keys', keys: ['?'] },
  { group: 'other', command: 'close', keys: ['Escape'] },
] as const;

const toolKeys = [
  { tool: 'window', key: 'w' },
  { tool: 'scroll', key: 's' },
  { tool: 'zoom', key: 'z' },
  { tool: 'pan', key: 'm' },
  { tool: 'probe', key: 'p' },
  { tool: 'length', key: 'l' },
  { tool: 'angle', key: 'a' },
  { tool: 'cobb', key: 'c' },
  { tool: 'bidirectional', key: 'b' },
  { tool: 'ellipse', key: 'e' },
  { tool: 'rectangle', key: 'r' },
  { tool: 'freehand', key: 'f' },
  { tool: 'arrow', key: 't' },
] as const;

/** Groups of the map, in its order. */
export const keyGroups = ['images', 'panels', 'tools', 'picture', 'window', 'other'] as const;

/** One line of the map. */
export interface KeyLine {
  readonly group: (typeof keyGroups)[number];
  readonly command: Command;
  readonly keys: readonly string[];
}

/** Every key there is. */
export const keyLines: readonly KeyLine[] = [
  ...plainKeys,
  ...toolKeys.map(({ tool, key }) => ({
    group: 'tools' as const,
    command: `tool:${tool}` as const,
    keys: [key],
  })),
  ...ctPresets.map(({ name }, index) => ({
    group: 'window' as const,
    command: `preset:${name}` as const,
    keys: [String(index + 1)],
  })),
];

const byKey = new Map(keyLines.flatMap(({ command, keys }) => keys.map((key) => [key, command] as const)));

/** The command of a key, as a keyboard event tells it. */
export function commandOf(event: {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}): Command | undefined {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Every other one of these is the browser's.
  if (event.ctrlKey || event.metaKey) return byKey.get(`Ctrl+${key}`);
  const isArrow = key.startsWith('Arrow');
  if (event.altKey) return isArrow ? byKey.get(`Alt+${key}`) : undefined;
  return byKey.get(isArrow && event.shiftKey ? `Shift+${key}` : key);
}

/** The key that stands beside a command's name, as `KeyboardEvent.key` says it; what is held stands before a plus. */
export function firstKeyOf(command: Command): string | undefined {
  return keyLines.find((line) => line.command === command)?.keys[0];
}
