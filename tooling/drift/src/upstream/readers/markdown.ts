import { type Publication, UnreadableError } from '../published.ts';
import { isOpenApi, webhooksIn } from './openapi.ts';

const FENCE = /^(`{3,}|~{3,})(\w*)\s*$/;

/** Whether a text is Markdown with OpenAPI documents in it. */
export function isMarkdown(text: string): boolean {
  return blocksIn(text).some(({ content }) => isOpenApi(content));
}

/** Reads a page that has an OpenAPI document for each of its operations, or one for all. @throws UnreadableError */
export function readMarkdown(text: string): Publication {
  const webhooks = blocksIn(text)
    .filter(({ content }) => isOpenApi(content))
    .flatMap(({ content, line }) => webhooksIn(content, line));
  const twice = webhooks.find((each, index) =>
    webhooks.slice(0, index).some(({ eventType }) => eventType === each.eventType),
  );
  if (twice) throw new UnreadableError(`${twice.eventType} is there twice`, twice.line);
  return { form: 'Markdown with OpenAPI', webhooks };
}

/** Blocks of code, each with the line in which its content begins. */
function blocksIn(text: string): { readonly content: string; readonly line: number }[] {
  const blocks: { content: string; line: number }[] = [];
  let open: { fence: string; lines: string[]; line: number } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (!open) {
      const fence = FENCE.exec(line.trim())?.[1];
      if (fence) open = { fence, lines: [], line: index + 2 };
    } else if (line.trim() === open.fence) {
      blocks.push({ content: open.lines.join('\n'), line: open.line });
      open = undefined;
    } else open.lines.push(line);
  }
  if (open) throw new UnreadableError('a block of code has no end', open.line - 1);
  return blocks;
}
