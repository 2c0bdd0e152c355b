import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';

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
    // A byte order mark is white space to `trimStart`, as it is to the pattern.
    JSON.parse(text.trimStart());
    return true;
  } catch {
    return false;
  }
}

function yamlTree(text: string): SourceTree {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
  return { root: yamlNode(document, document.contents), lineAt: (offset) => lines.linePos(offset).line };
}

/** Aliases and merge keys are followed, as the bundler does: what they stand for has its line where it is written. */
function yamlNode(document: Document, given: Node | null): SourceNode {
  const node = isAlias(given) ? (given.resolve(document) ?? null) : given;
  return {
    child(token) {
      if (isSeq(node)) {
        const item = node.items[Number(token)] as Node | undefined;
        return item && { value: yamlNode(document, item), offset: item.range?.[0] ?? 0 };
      }
      return isMap(node) ? yamlMember(document, node, token, new Set()) : undefined;
    },
    reference() {
      const target = isMap(node) ? node.get('$ref') : undefined;
      return typeof target === 'string' ? target : undefined;
    },
  };
}

/** @param merged the mappings that were looked through: a merge key may name the mapping that it is in. */
function yamlMember(
  document: Document,
  map: YAMLMap,
  token: string,
  merged: Set<YAMLMap>,
): SourceChild | undefined {
  if (merged.has(map)) return undefined;
  merged.add(map);
  for (const { key: given, value } of map.items) {
    const key = isAlias(given) ? given.resolve(document) : given;
    if (isScalar(key) && String(key.value) === token)
      return {
        value: yamlNode(document, value as Node | null),
        offset: (given as Node).range?.[0] ?? 0,
      };
  }
  const sources = map.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || key.value !== '<<') return [];
    const source = isAlias(value) ? value.resolve(document) : value;
    return isSeq(source) ? source.items : [source];
  });
  for (const each of sources) {
    const source = isAlias(each) ? each.resolve(document) : each;
    const member = isMap(source) ? yamlMember(document, source, token, merged) : undefined;
    if (member) return member;
  }
  return undefined;
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
    if (token === '"') tokens.lastIndex = endOfString(text, match.index);
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
  return JSON.parse(text.slice(start, endOfString(text, start))) as string;
}

/** The offset after the string that begins at an offset. A regular expression has no stack for a million escapes. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

// The beginnings of strings, brackets, commas, colons, and the other values.
const JSON_TOKEN = /["{}[\],:]|[^\s{}[\],:"]+/g;
