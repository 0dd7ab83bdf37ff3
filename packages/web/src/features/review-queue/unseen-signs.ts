// Signs that have no shape of their own, made to be seen: they turn text around on the screen, or carry words that nobody sees.

/** Control and format characters but for tabs and ends of lines. */
const unseen = /[^\P{C}\t\n\r]/gu;

/** The text with a number in the place of each sign without a shape. */
export function withUnseenSigns(text: string): string {
  return text.replace(
    unseen,
    (sign) => `\u27e8U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`,
  );
}
