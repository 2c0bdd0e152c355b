import { existsSync, globSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The paths of the repository that a Markdown document names in backticks, outside of code blocks: each text that contains a
 * slash or ends like a file. Not paths: texts with spaces or placeholders, paths of URLs and names of packages.
 */
export function pathsIn(markdown: string): string[] {
  const inBackticks = [...withoutCodeBlocks(markdown).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
  return inBackticks.filter((text) => PATH.test(text) && !NOT_A_PATH.test(text));
}

const PATH = /\/|\.(?:ts|js|json|ya?ml)$/;
const NOT_A_PATH = /^[/@]|[\s<>{}]|:\/\//;

/** Those of {@link pathsIn} that are not in a folder. One that ends with a slash has to be a folder. */
export function missingPaths(markdown: string, root: string): string[] {
  return pathsIn(markdown).filter((path) => {
    if (path.includes('*')) return globSync(path, { cwd: root }).length === 0;
    return !existsSync(join(root, path)) || statSync(join(root, path)).isDirectory() !== path.endsWith('/');
  });
}

/**
 * The relative links of a Markdown document that lead nowhere: the file is missing, or it has no heading of that name.
 *
 * @param file absolute path of the document.
 * @param read gives the text of a document.
 */
export function brokenLinks(file: string, read: (file: string) => string): string[] {
  const links = [...withoutCodeBlocks(read(file)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (path !== '' && !existsSync(target)) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).has(anchor);
  });
}

/** The anchors that GitHub gives the headings of a document; of headings that are alike, only the first. */
function anchorsOf(markdown: string): Set<string> {
  const headings = [...withoutCodeBlocks(markdown).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text);
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

function withoutCodeBlocks(markdown: string): string {
  return markdown.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
}
