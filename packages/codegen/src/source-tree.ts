import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** A value of a file, for finding what is inside it. */
export interface SourceNode {
  /** What is under a key or at an index, and the offset of the key or the item in the text. */
  child(token: string): SourceChild | undefined;
  /** Its `$ref`. */
  reference(): string | undefined;
}

interface SourceChild {
  readonly value: SourceNode;
  readonly offset: number;
}

/** The values of a file with their places. */
export interface SourceTree {
  readonly root: SourceNode;
  /** The line of an offset, counted from 1. */
  lineAt(offset: number): number;
}

/** Reads a text as JSON or as YAML. @throws Error if it is neither. */
export function sourceTree(text: string): SourceTree {
  return isJson(text) ? jsonTree(text) : yamlTree(text);
}

function isJson(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function yamlTree(text: string): SourceTree {
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
  return { root: yamlNode(contents), lineAt: (offset) => lines.linePos(offset).line };
}

function yamlNode(node: Node | null): SourceNode {
  return {
    child(token) {
      if (isSeq(node)) {
        const item = node.items[Number(token)] as Node | undefined;
        return item && { value: yamlNode(item), offset: item.range?.[0] ?? 0 };
      }
      if (!isMap(node)) return undefined;
      const pair = node.items.find((each) => isScalar(each.key) && String(each.key.value) === token);
      if (!isPair(pair) || !isScalar(pair.key)) return undefined;
      return { value: yamlNode(pair.value as Node | null), offset: pair.key.range?.[0] ?? 0 };
    },
    reference() {
      const target = isMap(node) ? node.get('$ref') : undefined;
      return typeof target === 'string' ? target : undefined;
    },
  };
}

/** Reads only the objects and lists that are asked for: a parser of YAML takes 2 s of CPU time for a document of 5 MB. */
function jsonTree(text: string): SourceTree {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return { root: jsonNode(text, text.indexOf('{')), lineAt: (offset) => lines.linePos(offset).line };
}

function jsonNode(text: string, start: number): SourceNode {
  let children: ReadonlyMap<string, SourceChild & { readonly start: number }> | undefined;
  const child = (token: string) => {
    children ??= jsonChildren(text, start);
    return children.get(token);
  };
  return {
    child,
    reference() {
      const target = text.startsWith('{', start) ? child('$ref') : undefined;
      return target && text.startsWith('"', target.start) ? stringAt(text, target.start) : undefined;
    },
  };
}

/** What is directly in the object or list that begins at an offset. */
function jsonChildren(text: string, start: number): Map<string, SourceChild & { readonly start: number }> {
  const children = new Map<string, SourceChild & { readonly start: number }>();
  const isList = text.startsWith('[', start);
  if (!isList && !text.startsWith('{', start)) return children;
  const tokens = new RegExp(JSON_TOKEN);
  tokens.lastIndex = start + 1;
  let depth = 1;
  // The key before the value that comes next, and its offset.
  let key: string | undefined;
  let offset = 0;
  for (let match = tokens.exec(text); match && depth > 0; match = tokens.exec(text)) {
    const [token] = match;
    const isEnd = token === '}' || token === ']';
    if (depth === 1 && !isEnd && token !== ',' && token !== ':') {
      if (isList || key !== undefined) {
        const name = key ?? String(children.size);
        const value = { value: jsonNode(text, match.index), offset: isList ? match.index : offset };
        if (!children.has(name)) children.set(name, { ...value, start: match.index });
        key = undefined;
      } else {
        key = stringAt(text, match.index);
        offset = match.index;
      }
    }
    if (token === '{' || token === '[') depth += 1;
    else if (isEnd) depth -= 1;
  }
  return children;
}

/** The string that begins at an offset. */
function stringAt(text: string, start: number): string {
  const tokens = new RegExp(JSON_TOKEN);
  tokens.lastIndex = start;
  return JSON.parse(tokens.exec(text)?.[0] ?? '""') as string;
}

// Strings, brackets, commas, colons, and the other values.
const JSON_TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
