import { type Document, parseDocument } from 'yaml';

/**
 * Parses a text of the contract as the bundler does: merge keys are followed, and a byte order mark is no part of the first line.
 * A text is parsed once, although it is in several drafts, or an edit of it was taken back. No document is changed.
 */
export function parsedText(text: string): Document.Parsed {
  const document = parsedTexts.get(text) ?? parseDocument(withoutMark(text), { merge: true });
  if (parsedTexts.size >= MAX_PARSED_TEXTS) parsedTexts.clear();
  parsedTexts.set(text, document);
  return document;
}

/** A text without its byte order mark. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

const parsedTexts = new Map<string, Document.Parsed>();
// Several times the files of a contract.
const MAX_PARSED_TEXTS = 1_000;
