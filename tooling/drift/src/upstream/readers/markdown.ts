import { type Publication, UnreadableError } from '../published.ts';
import { isOpenApi, webhooksIn } from './openapi.ts';

const FENCE = /^(`{3,}|~{3,})(\w*)\s*$/;

/** Whether a text is Markdown with OpenAPI documents. */
export function isMarkdown(text: string): boolean {
  return blocksIn(text).some(({ content }) => isOpenApi(content));
}

/** Reads a page with an OpenAPI document per operation, or one for all. @throws UnreadableError */
export function readMarkdown(text: string): Publication {
  const webhooks = blocksIn(text)
    .filter(({ content }) => isOpenApi(content))
    .flatMap(({ content, line }) => webhooksIn(content, line));
  const duplicate = webhooks.find((each, index) =>
    webhooks.slice(0, index).some(({ eventType }) => eventType === each.eventType),
  );
  if (duplicate) throw new UnreadableError(`${duplicate.eventType} occurs twice`, duplicate.line);
  return { form: 'Markdown with OpenAPI', webhooks };
}

/** The code blocks, each with the line of the beginning of its content. */
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
  if (open) throw new UnreadableError('a code block has no end', open.line - 1);
  return blocks;
}
