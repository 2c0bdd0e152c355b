import { type Publication, type PublishedWebhook, type Unread, UnreadableError } from '../published.ts';
import { isOpenApi, webhooksIn } from './openapi.ts';

// The info string may have attributes: ```json title="x" {1,2}. GitBook has blocks that refer to a document elsewhere.
const FENCE = /^(`{3,}|~{3,})\s*([^`]*)$/;
const GITBOOK_BLOCK = /^\{%\s*(openapi|swagger)[\w-]*\s+([^%]*)%\}/;

/** Whether a text is Markdown with OpenAPI documents. */
export function isMarkdown(text: string): boolean {
  const { blocks, references } = partsOf(text);
  return references.length > 0 || blocks.some(({ content }) => isOpenApi(content));
}

/** Reads a page with an OpenAPI document per operation, or one for all. @throws UnreadableError */
export function readMarkdown(text: string): Publication {
  const { blocks, references, unread } = partsOf(text);
  const webhooks: PublishedWebhook[] = [];
  unread.push(...references);
  for (const { content, line } of blocks.filter((block) => isOpenApi(block.content))) {
    try {
      const read = webhooksIn(content, line);
      webhooks.push(...read.webhooks);
      unread.push(...read.unread);
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      unread.push({ line: error.line ?? line, reason: error.reason, hidesWebhook: true });
    }
  }
  return { form: 'Markdown with OpenAPI', webhooks, unread, notShown: [] };
}

interface Block {
  readonly content: string;
  /** The line of the beginning of its content. */
  readonly line: number;
}

/** The code blocks, the blocks of GitBook, and what has no end. */
function partsOf(text: string): { blocks: Block[]; references: Unread[]; unread: Unread[] } {
  const parts = { blocks: [] as Block[], references: [] as Unread[], unread: [] as Unread[] };
  let open: { fence: string; lines: string[]; line: number } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (open && trimmed.startsWith(open.fence) && /^(`+|~+)$/.test(trimmed)) {
      parts.blocks.push({ content: open.lines.join('\n'), line: open.line });
      open = undefined;
    } else if (open) open.lines.push(line);
    else {
      const fence = FENCE.exec(trimmed)?.[1];
      if (fence) open = { fence, lines: [], line: index + 2 };
      const attributes = GITBOOK_BLOCK.exec(trimmed)?.[2];
      if (attributes !== undefined) parts.references.push(reference(attributes.trim(), index + 1));
    }
  }
  if (open)
    parts.unread.push({ line: open.line - 1, reason: 'expected an end of the code block, found none' });
  return parts;
}

function reference(attributes: string, line: number): Unread {
  return {
    line,
    reason: `expected an OpenAPI document, found a block that refers to one (${attributes}): compare that document`,
    hidesWebhook: true,
  };
}
