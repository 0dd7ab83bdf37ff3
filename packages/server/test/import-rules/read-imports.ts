// Finds everything by which one source file reaches another, with a real parser. Knows no rule.
import { parseSync, Visitor } from 'oxc-parser';

/** One way in which a file reaches for another. */
export interface Reach {
  /** As written; undefined when it is computed and cannot be known. */
  readonly specifier: string | undefined;
  readonly line: number;
  readonly kind: 'import' | 'export' | 'dynamic import' | 'require' | 'import type' | 'url';
  /** The names of values; `*` for all of them, nothing for types alone. */
  readonly values: readonly string[];
}

/** Reads a file's imports. Throws when the file does not parse: a file that is not understood is not a file without imports. */
export function readImports(path: string, text: string): Reach[] {
  const parsed = parseSync(path, text);
  const [fault] = parsed.errors;
  if (fault !== undefined) throw new Error(`${path} does not parse: ${fault.message}`);
  const found: Reach[] = [];
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const add = (node: { start: number }, reach: Omit<Reach, 'line'>) =>
    void found.push({ ...reach, line: lineAt(node.start) });

  new Visitor({
    ImportDeclaration: (node) => {
      const values =
        node.importKind === 'type'
          ? []
          : node.specifiers.length === 0
            ? ['*']
            : node.specifiers.flatMap((one) => {
                if (one.type !== 'ImportSpecifier') return ['*'];
                return one.importKind === 'type' ? [] : [nameOf(one.imported)];
              });
      add(node, { specifier: node.source.value, kind: 'import', values });
    },
    ExportNamedDeclaration: (node) => {
      if (node.source === null) return;
      const values =
        node.exportKind === 'type'
          ? []
          : node.specifiers.flatMap((one) => (one.exportKind === 'type' ? [] : [nameOf(one.local)]));
      add(node, { specifier: node.source.value, kind: 'export', values });
    },
    ExportAllDeclaration: (node) =>
      add(node, {
        specifier: node.source.value,
        kind: 'export',
        values: node.exportKind === 'type' ? [] : ['*'],
      }),
    ImportExpression: (node) =>
      add(node, { specifier: literal(node.source), kind: 'dynamic import', values: ['*'] }),
    TSImportType: (node) => add(node, { specifier: literal(node.source), kind: 'import type', values: [] }),
    TSExternalModuleReference: (node) =>
      add(node, { specifier: literal(node.expression), kind: 'require', values: ['*'] }),
    CallExpression: (node) => {
      const callee = text.slice(node.callee.start, node.callee.end);
      const [argument] = node.arguments;
      if (
        /^(require|process\.getBuiltinModule|createRequire\(.*\)|(import\.meta|require)\.resolve)$/s.test(
          callee,
        )
      )
        add(node, {
          specifier: literal(argument),
          kind: isData(callee, argument) ? 'url' : 'require',
          values: ['*'],
        });
    },
    NewExpression: (node) => {
      const [address, base] = node.arguments;
      const specifier = literal(address);
      const isHere = base !== undefined && text.slice(base.start, base.end) === 'import.meta.url';
      // Data files and folders are no imports; a worker's source is.
      if (isHere && specifier !== undefined && /\.[cm]?[jt]sx?$/.test(specifier))
        add(node, { specifier, kind: 'url', values: ['*'] });
    },
  }).visit(parsed.program);
  return found;
}

/** A package's WebAssembly, and what is packed, is data whose address is asked for: nothing of it runs by being found. */
function isData(callee: string, argument: unknown): boolean {
  return callee === 'import.meta.resolve' && /\.(wasm|gz)$/.test(literal(argument) ?? '');
}

function nameOf(name: { type: string; name?: string; value?: unknown }): string {
  return name.name ?? String(name.value);
}

/** The text of a string or of a template without holes. */
function literal(node: unknown): string | undefined {
  const expression = node as
    | { type?: string; value?: unknown; quasis?: { value: { cooked: string } }[] }
    | undefined;
  if (expression?.type === 'Literal' && typeof expression.value === 'string') return expression.value;
  const quasis = expression?.type === 'TemplateLiteral' ? expression.quasis : undefined;
  return quasis?.length === 1 ? quasis[0]?.value.cooked : undefined;
}
