// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

// What the headers Content-Type and Content-Encoding say (docs/decisions/0022-quarantine.md has the table).

/** Whether every media type in a header `Content-Type`, or in several as one list, is JSON, or none is named. */
export function isJsonContent(contentType: string | undefined): boolean {
  return typesIn(contentType).every(({ type }) => isJson(type));
}

/**
 * Whether a body is certainly in UTF-8 by its header `Content-Type`.
 *
 * @param isAscii whether the body is ASCII, which is the same text in most character sets.
 */
export function isUtf8Content(contentType: string | undefined, isAscii: () => boolean): boolean {
  return typesIn(contentType).every(
    ({ charset }) => UTF_8.test(charset) || (ASCII_AND_MORE.test(charset) && isAscii()),
  );
}

/** Whether a header `Content-Type`, or several as one list, says JSON in UTF-8 in every part. */
export function isJsonInUtf8(contentType: string | undefined): boolean {
  return isJsonContent(contentType) && foreignCharset(contentType) === undefined;
}

/** The first character set in a header `Content-Type` that is not UTF-8. */
export function foreignCharset(contentType: string | undefined): string | undefined {
  return typesIn(contentType).find(({ charset }) => !UTF_8.test(charset))?.charset;
}

/** The compressions in a header `Content-Encoding`, in lower case. */
export function contentCodings(contentEncoding: string | undefined): string[] {
  return (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => !NO_COMPRESSION.includes(name));
}

interface MediaType {
  readonly type: string;
  /** Empty if none is named. */
  readonly charset: string;
}

/** The media types of a header, nearly always one. Each character set counts as a type of its own. */
function typesIn(contentType = ''): MediaType[] {
  return (
    contentType
      .toLowerCase()
      // A separator in quotes separates nothing.
      .replace(/"[^"]*"/g, (quoted) => quoted.replace(/[,;]/g, ' '))
      .split(',')
      .flatMap((each) => {
        const [type = '', ...parameters] = each.split(';').map((part) => part.trim());
        const charsets = parameters.map(charsetIn).filter((charset) => charset !== undefined);
        return ['', ...charsets].map((charset) => ({ type, charset }));
      })
  );
}

function charsetIn(parameter: string): string | undefined {
  const [name = '', ...value] = parameter.split('=');
  if (name.trim() !== 'charset') return undefined;
  // Single quotes are no quotes in HTTP, but no sender means them as a part of the name.
  return value.join('=').trim().replace(/^["']/, '').replace(/["']$/, '').trim();
}

// No character set, UTF-8 under the names that senders use, or ASCII, which is a part of UTF-8.
const UTF_8 = /^(?:|utf[-_]?8|us-ascii|ascii)$/;

const ASCII_AND_MORE = /^(?:iso[-_]?8859-\d{1,2}|latin-?\d{1,2}|(?:windows|cp)-?125\d)$/;

/** Whether a media type is JSON or absent: webhooks carry nothing else (RFC 6839, section 3.1). */
function isJson(type: string): boolean {
  return JSON_TYPE.test(type) || type === '' || type === 'application/octet-stream';
}

const JSON_TYPE = /^(?:(?:application|text)\/(?:x-)?json|[\w.!#$&^-]+\/[\w.!#$&^+-]+\+json)$/;

// Values that mean no compression. A character set is no compression, but some senders name theirs here.
const NO_COMPRESSION = ['', 'identity', 'utf-8', 'utf8', 'us-ascii'];
