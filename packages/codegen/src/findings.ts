import { sourcePositions } from './source-position.ts';

/** A statement about one place of the contract. */
export interface Finding {
  /** JSON Pointer (RFC 6901) into the document in one file. */
  readonly pointer: string;
  /** What was expected, what was found, and what to do. */
  readonly message: string;
}

/** Where the parts of a document in one file come from. */
export interface Origin {
  /** Paths of the files it was read from, the root document first. */
  readonly files: readonly string[];
  /** Pointers of parts that were given another place: the place by which their author knows them. */
  readonly moved: ReadonlyMap<string, string>;
}

/** What was found while a contract was read: faults, with which nothing can be generated, and warnings. */
export class Findings {
  readonly faults: Finding[] = [];
  readonly warnings: Finding[] = [];
  readonly moved = new Map<string, string>();

  /** Something with which nothing can be generated. */
  fault(pointer: string, message: string): void {
    this.faults.push({ pointer: authorsPointer(this.moved, pointer), message });
  }

  /** Something that is not in the generated code as the contract says it. */
  warn(pointer: string, message: string): void {
    this.warnings.push({ pointer: authorsPointer(this.moved, pointer), message });
  }

  /** The pointer by which the author of the document knows a part. */
  authorsPointer(pointer: string): string {
    return authorsPointer(this.moved, pointer);
  }

  /** Remembers that a part of the document was given another place. */
  move(from: string, to: string): void {
    if (from !== to) this.moved.set(to, authorsPointer(this.moved, from));
  }
}

/**
 * Findings as lines for people: `openapi.yaml:12: message (at #/webhooks/a)`. Findings with one message share a line.
 */
export function formatFindings(findings: readonly Finding[], { files, moved }: Origin): string[] {
  if (findings.length === 0) return [];
  const positionOf = sourcePositions(files);
  const byMessage = Map.groupBy(findings, ({ message }) => message);
  return [...byMessage].map(([message, places]) => {
    const pointers = [...new Set(places.map(({ pointer }) => authorsPointer(moved, pointer)))];
    const [first = '', second, ...others] = pointers;
    const position = positionOf(first);
    const file = position ? `${position.file}:${position.line}: ` : '';
    const more = others.length === 0 ? '' : `, and ${others.length} more`;
    return `${file}${message} (at #${first}${second === undefined ? '' : `, #${second}`}${more})`;
  });
}

/** The pointer by which the author of a document knows a part that was given another place. */
function authorsPointer(moved: Origin['moved'], pointer: string): string {
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    const origin = moved.get(pointer.slice(0, end));
    if (origin !== undefined) return origin + pointer.slice(end);
  }
  return pointer;
}
