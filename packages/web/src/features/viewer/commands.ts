// Everything that can be done without a pointer, by name, and the keys for it. Names and keys alone; nothing is done here.
import { ctPresets } from './windows.ts';

/** The commands that have a sentence of their own in the map of keys. */
export type PlainCommand = (typeof plainKeys)[number]['command'];
/** Everything that keys do. */
export type Command =
  | PlainCommand
  | `tool:${(typeof toolKeys)[number]['tool']}`
  | `preset:${(typeof ctPresets)[number]['name']}`;

/** Keys by what `KeyboardEvent.key` says; letters in small. `Shift` only where it matters. */
const plainKeys = [
  { group: 'images', command: 'next', keys: ['ArrowDown'] },
  { group: 'images', command: 'previous', keys: ['ArrowUp'] },
  { group: 'images', command: 'forward', keys: ['PageDown'] },
  { group: 'images', command: 'backward', keys: ['PageUp'] },
  { group: 'images', command: 'first', keys: ['Home'] },
  { group: 'images', command: 'last', keys: ['End'] },
  { group: 'images', command: 'play', keys: ['k'] },
  { group: 'images', command: 'markKeyImage', keys: ['*'] },
  { group: 'images', command: 'nextKeyImage', keys: ['Ctrl+ArrowDown'] },
  { group: 'images', command: 'previousKeyImage', keys: ['Ctrl+ArrowUp'] },
  { group: 'panels', command: 'nextPanel', keys: ['ArrowRight'] },
  { group: 'panels', command: 'previousPanel', keys: ['ArrowLeft'] },
  { group: 'panels', command: 'nextSeries', keys: ['.'] },
  { group: 'panels', command: 'previousSeries', keys: [','] },
  { group: 'panels', command: 'layout', keys: ['q'] },
  { group: 'panels', command: 'planes', keys: ['y'] },
  { group: 'panels', command: 'projection', keys: ['Shift+p'] },
  { group: 'panels', command: 'thicker', keys: ['Shift+PageUp'] },
  { group: 'panels', command: 'thinner', keys: ['Shift+PageDown'] },
  { group: 'panels', command: 'compare', keys: ['Shift+c'] },
  { group: 'panels', command: 'linkScroll', keys: ['Shift+s'] },
  { group: 'panels', command: 'linkFraming', keys: ['Shift+z'] },
  { group: 'panels', command: 'linkWindow', keys: ['Shift+w'] },
  { group: 'panels', command: 'referenceLines', keys: ['Shift+l'] },
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
  { group: 'other', command: 'savePicture', keys: ['Ctrl+e'] },
  { group: 'other', command: 'savePlainPicture', keys: ['Ctrl+Shift+e'] },
  { group: 'other', command: 'print', keys: ['Ctrl+p'] },
  { group: 'other', command: 'deleteMeasurement', keys: ['Delete'] },
  { group: 'other', command: 'keys', keys: ['?'] },
  { group: 'other', command: 'close', keys: ['Escape'] },
] as const;

const toolKeys = [
  { tool: 'window', key: 'w' },
  { tool: 'scroll', key: 's' },
  { tool: 'zoom', key: 'z' },
  { tool: 'pan', key: 'm' },
  { tool: 'magnify', key: 'Shift+m' },
  { tool: 'probe', key: 'p' },
  { tool: 'calibrate', key: 'Shift+k' },
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
  if (event.ctrlKey || event.metaKey) return byKey.get(`Ctrl+${event.shiftKey ? 'Shift+' : ''}${key}`);
  if (event.altKey) return key.startsWith('Arrow') ? byKey.get(`Alt+${key}`) : undefined;
  // Signs such as the question mark need the shift key on some keyboards, and mean the same with it.
  return (event.shiftKey ? byKey.get(`Shift+${key}`) : undefined) ?? byKey.get(key);
}

const imageGroups: readonly KeyLine['group'][] = ['tools', 'picture', 'window'];
const imageCommands: readonly Command[] = ['play', 'planes', 'projection', 'thicker', 'thinner'];

/** Whether a command changes how images are looked at, and means nothing where there are none. */
export function worksOnImages(command: Command): boolean {
  const group = keyLines.find((line) => line.command === command)?.group;
  return imageCommands.includes(command) || (group !== undefined && imageGroups.includes(group));
}

/** The key that stands beside a command's name, as `KeyboardEvent.key` says it; what is held stands before a plus. */
export function firstKeyOf(command: Command): string | undefined {
  return keyLines.find((line) => line.command === command)?.keys[0];
}
