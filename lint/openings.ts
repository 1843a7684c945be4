import { parseSync } from 'vite';

/**
 * Private values that stand above a file's first export though it can do without them while the file loads. A file opens
 * with its subject; what only functions use may stand below.
 */
export function needlessOpenings(file: string, text: string): string[] {
  const statements = statementsOf(file, text);
  const first = statements.findIndex(({ isExported }) => isExported);
  if (first === -1) return [];
  const needed = neededBy(statements.slice(0, first + 1), statements);
  return statements
    .slice(0, first)
    .filter(({ isValue, names }) => isValue && !names.some((name) => needed.has(name)))
    .flatMap(({ names }) => names);
}

/** A statement of a file, imports left out. */
interface Statement {
  start: number;
  end: number;
  isExported: boolean;
  /** A constant, variable, function or class; types and statements with effects only do not count. */
  isValue: boolean;
  names: string[];
  /** Names that it needs while the file loads. */
  needs: ReadonlySet<string>;
  /** All names in it. */
  mentions: ReadonlySet<string>;
}

function statementsOf(file: string, text: string): Statement[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0].message}`);
  return (program.body as unknown as Node[])
    .filter(({ type }) => type !== 'ImportDeclaration')
    .map((node) => {
      const isExported = node.type.startsWith('Export');
      const inner = isExported && isNode(node['declaration']) ? node['declaration'] : node;
      const isValue = /^(Variable|Function|Class)Declaration$/.test(inner.type);
      return {
        start: node.start,
        end: node.end,
        isExported,
        isValue,
        names: isValue ? declaredNames(inner) : [],
        needs: namesIn(node, true),
        mentions: namesIn(node, false),
      };
    });
}

/** Names that these statements need while the file loads, themselves or through what they call. */
function neededBy(these: readonly Statement[], all: readonly Statement[]): ReadonlySet<string> {
  const needed = new Set<string>();
  const add = (names: ReadonlySet<string>) => {
    for (const name of names) {
      if (needed.has(name)) continue;
      needed.add(name);
      // Whatever is called may use all that it mentions.
      const declared = all.find(({ names: own }) => own.includes(name));
      if (declared !== undefined) add(declared.mentions);
    }
  };
  for (const { isExported, isValue, needs } of these) if (isExported || !isValue) add(needs);
  return needed;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

function declaredNames(node: Node): string[] {
  if (node.type !== 'VariableDeclaration') return isNode(node['id']) ? [...namesIn(node['id'], false)] : [];
  return (node['declarations'] as Node[]).flatMap(({ id }) => (isNode(id) ? [...namesIn(id, false)] : []));
}

/** Names in a piece of code; with `whileLoading` without those that only a later call comes to. */
function namesIn(root: Node, whileLoading: boolean): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: Node, isArgument: boolean) => {
    const { type } = node;
    if ((type === 'Identifier' || type === 'JSXIdentifier') && typeof node['name'] === 'string') {
      names.add(node['name']);
      return;
    }
    // A function that is passed on may be called at once; any other waits.
    if (whileLoading && /Function/.test(type) && !isArgument) return;
    if (whileLoading && type === 'PropertyDefinition' && node['static'] !== true) return;
    for (const [key, value] of Object.entries(node)) {
      if (!node['computed'] && key === (type === 'MemberExpression' ? 'property' : 'key')) continue;
      // Its own name is not something that it needs.
      if (key === 'id' && whileLoading) continue;
      for (const child of Array.isArray(value) ? value : [value])
        if (isNode(child)) visit(child, key === 'arguments');
    }
  };
  visit(root, false);
  return names;
}
