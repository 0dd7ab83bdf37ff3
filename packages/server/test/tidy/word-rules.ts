// What holds of the words that the dashboard says: they stand in the catalogue, where every language has them.
import { type Expression, type JSXElementName, parseSync, Visitor } from 'oxc-parser';
import { at, type HouseRule, isTest, type TextFile } from './findings.ts';

/** Attributes and properties whose text a person sees or hears. */
const heard = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'ariaLabel',
  'children',
  'description',
  'error',
  'heading',
  'hint',
  'label',
  'message',
  'nothingFoundMessage',
  'placeholder',
  'subtitle',
  'text',
  'title',
  'tooltip',
]);

/** Elements whose content is no language: keys of the keyboard, commands, addresses. */
const withoutLanguage = new Set(['Code', 'Kbd', 'code', 'kbd', 'pre']);

/** Words that are the same in every language, with the reason. */
const everywhere = new Set([
  // Our name.
  'Lumenbox',
  // Terms of DICOM, as examples of what a field takes.
  'CHEST',
  'CT,MR',
]);

/** Every word of the dashboard comes out of `shared/i18n`. */
export const wordsStandInTheCatalogue: HouseRule = (files) =>
  files
    .filter(
      ({ path }) =>
        /^packages\/web\/src\/.*\.tsx?$/.test(path) &&
        !path.startsWith('packages/web/src/shared/i18n/') &&
        !isTest(path),
    )
    .flatMap(wordsOf);

function wordsOf(file: TextFile): string[] {
  const found: string[] = [];
  const say = (start: number, words: string) => {
    // A title begins with the page's name and ends with ours.
    const text = words.trim().replace(/^· /, '');
    if (/\p{L}/u.test(text) && !everywhere.has(text))
      found.push(at(file, start, `"${text.slice(0, 40)}" stands outside of the catalogue`));
  };
  const sayAll = (node: Expression) => {
    for (const { start, words } of literalsOf(node)) say(start, words);
  };
  const open: string[] = [];
  new Visitor({
    JSXElement: (node) => void open.push(nameOf(node.openingElement.name)),
    'JSXElement:exit': () => void open.pop(),
    JSXText: (node) => {
      if (!withoutLanguage.has(open.at(-1) ?? ''))
        say(node.start + (node.value.search(/\S/) || 0), node.value);
    },
    JSXAttribute: (node) => {
      const name = node.name.type === 'JSXIdentifier' ? node.name.name : node.name.name.name;
      if (!heard.has(name) || node.value === null) return;
      if (node.value.type === 'Literal') sayAll(node.value);
      else if (
        node.value.type === 'JSXExpressionContainer' &&
        node.value.expression.type !== 'JSXEmptyExpression'
      )
        sayAll(node.value.expression);
    },
    JSXExpressionContainer: (node) => {
      // Attributes have their own turn.
      const before = file.text.slice(0, node.start).trimEnd();
      if (node.expression.type !== 'JSXEmptyExpression' && !before.endsWith('=')) sayAll(node.expression);
    },
    Property: (node) => {
      const name =
        node.key.type === 'Identifier' ? node.key.name : node.key.type === 'Literal' ? node.key.value : '';
      if (!node.computed && typeof name === 'string' && heard.has(name)) sayAll(node.value as Expression);
    },
    AssignmentExpression: (node) => {
      if (file.text.slice(node.left.start, node.left.end) === 'document.title') sayAll(node.right);
    },
  }).visit(parseSync(file.path, file.text).program);
  return found;
}

function nameOf(name: JSXElementName): string {
  return name.type === 'JSXIdentifier' ? name.name : '';
}

/** The texts that an expression comes to: itself, either branch, the constant parts of a template. Arguments of calls are keys. */
function literalsOf(node: Expression): { start: number; words: string }[] {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [{ start: node.start, words: node.value }] : [];
    case 'TemplateLiteral':
      return [
        ...node.quasis.map(({ start, value }) => ({ start, words: value.cooked ?? '' })),
        ...node.expressions.flatMap(literalsOf),
      ];
    case 'ConditionalExpression':
      return [...literalsOf(node.consequent), ...literalsOf(node.alternate)];
    case 'LogicalExpression':
      return [...literalsOf(node.left), ...literalsOf(node.right)];
    case 'BinaryExpression':
      return node.operator === '+' ? [...literalsOf(node.left), ...literalsOf(node.right)] : [];
    case 'ParenthesizedExpression':
      return literalsOf(node.expression);
    default:
      return [];
  }
}
