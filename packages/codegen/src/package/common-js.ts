import type { OutputFile } from '../output.ts';

/**
 * The same modules for CommonJS: each loads the ES module, so that a program that uses both has one copy. Their declarations
 * are written for TypeScript, which tells by the file's name what `require` gives.
 *
 * @param files modules with their declarations; the others are passed over.
 */
export function commonJsModules(files: readonly OutputFile[]): OutputFile[] {
  const paths = new Set(files.map(({ path }) => path));
  return files.flatMap(({ path, content }) => {
    if (!path.endsWith('.d.ts') || !paths.has(path.replace(/\.d\.ts$/, '.js'))) return [];
    const base = path.replace(/\.d\.ts$/, '');
    const [notice = ''] = content.split('\n');
    if (INTERNAL.has(base)) return [];
    return [
      { path: `${base}.d.cts`, content: commonJsDeclaration(content, fileName(base)) },
      { path: `${base}.cjs`, content: `${notice}\n\nmodule.exports = require("./${fileName(base)}.js");\n` },
    ];
  });
}

// No program imports it.
const INTERNAL: ReadonlySet<string> = new Set(['validators/internal/shared']);

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Types are those of the ES modules; values are those of the modules for CommonJS. The types of constants are not repeated,
 * because they can be long.
 */
function commonJsDeclaration(declaration: string, fileName: string): string {
  const own = `import type * as esm from "./${fileName}.js" with { "resolution-mode": "import" };`;
  const [notice = '', ...rest] = declaration.split('\n');
  const { values, types } = separated(rest.join('\n'));
  const short = values
    .replace(CONSTANT, 'export declare const $1: typeof esm.$1;')
    .replace(GUARD, 'export declare const $1: typeof esm.$1;')
    .replace(FROM, (statement, keyword: string, names: string, module: string) =>
      names.startsWith('type ')
        ? `${keyword} ${names} from "${module}" with { "resolution-mode": "import" };`
        : statement.replace(/\.js";$/, '.cjs";'),
    );
  // What is not repeated needs no imports.
  const used = short.replace(IMPORT, (statement, names: string) =>
    names.split(', ').some((name) => short.split(new RegExp(`\\b${name}\\b`)).length > 2) ? statement : '',
  );
  const imports = used.includes('typeof esm.') ? [own] : [];
  const reexports =
    types.length === 0
      ? []
      : [
          `import type { ${types.join(', ')} } from "./${fileName}.js" with { "resolution-mode": "import" };`,
          `\nexport type { ${types.join(', ')} };`,
        ];
  return [notice, '', ...imports, ...reexports, '', used.trim(), ''].join('\n').replace(/\n{3,}/g, '\n\n');
}

/** Separates the declarations of types, each in a paragraph, from the others. */
function separated(declaration: string): { readonly values: string; readonly types: readonly string[] } {
  const types: string[] = [];
  const paragraphs = declaration.split('\n\n').filter((paragraph) => {
    const [name, ...others] = [...paragraph.matchAll(/^export (?:interface|type) (\w+)/gm)];
    if (name?.[1] === undefined || others.length > 0 || /^export (?!interface|type)/m.test(paragraph))
      return true;
    types.push(name[1]);
    return false;
  });
  return { values: paragraphs.join('\n\n'), types };
}

const IMPORT = /^import type \{ ([^}]+) \} from .*\n/gm;

const GUARD = /^export declare function (is)\(value: unknown\): value is Payload<.*>;$/gm;

/** The declaration of a constant whose type is an object or a list: on one line, or to the first line that ends both. */
const CONSTANT =
  /^export declare const ([^\s:]+): (?:Validator<.*>;$|(?:readonly \[|\{)(?:.*[\]}];$|[\s\S]*?^[\]}];$))/gm;

const FROM = /^(import|export) ([^;"]*?) from "([^"]+)";$/gm;
