// How keys are called: by their sign, or as the keyboards of the language print them.
import { useTranslation } from 'react-i18next';
import { type Command, firstKeyOf } from './commands.ts';

const signs: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};
const printed = [
  'Alt',
  'Backspace',
  'Delete',
  'End',
  'Escape',
  'Home',
  'PageDown',
  'PageUp',
  'Shift',
] as const;

/** Gives the key of a command as people call it, with what is held beside it; undefined where it has none. */
export function useKeyText(): (command: Command) => string | undefined {
  const { t } = useTranslation();
  const textOf = (part: string) => {
    const name = printed.find((one) => one === part);
    return signs[part] ?? (name === undefined ? part.toUpperCase() : t(`viewer.keyNames.${name}`));
  };
  return (command) => {
    const key = firstKeyOf(command);
    if (key === undefined || key.length === 1) return key?.toUpperCase();
    return key.split('+').map(textOf).join(' ');
  };
}
