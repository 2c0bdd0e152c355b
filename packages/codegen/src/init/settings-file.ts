import { stringify } from 'yaml';
import { SETTINGS_FILE } from '../settings.ts';
import { TYPES_FOLDER } from './starter.ts';

/** The first settings of a project, each with its meaning. */
export function settingsText(settings: {
  /** Relative to the project. */
  readonly document: string;
  /** The overlay, if one was written. */
  readonly overlay: string | undefined;
  /** Whether the document says itself which enums are open. */
  readonly isTolerant: boolean;
  readonly command: string;
}): string {
  const { document, overlay, isTolerant, command } = settings;
  const open = isTolerant ? 'document' : 'all';
  return `# The settings of \`codegen generate\`. Paths are relative to this file, ${SETTINGS_FILE}.

# The document as its platform publishes it. Do not edit it, so that a later edition can take its place.
document: ${scalar(document)}

# What the document does not say, or says otherwise than you need.
${overlay === undefined ? '# overlays: [decisions.overlay.yaml]' : `overlays: [${scalar(overlay, true)}]`}

# The folder of the generated files. Commit them: their differences show what another edition of the document changes.
types: ${TYPES_FOLDER}

# Platforms add values and properties without notice. With \`all\`, validators accept what the document does not list, and
# report it as an observation. With \`document\`, they refuse it where the document does. Or JSON Pointers: [#/components/…]
openEnums: ${open}
openObjects: ${open}

# The formats that validators check: \`assert\` for all, \`note\` for none, or a list: [date-time, uuid]
formats: assert

# The command that generated files name in their first line.
command: ${scalar(command)}

# Whether references may lead to \`http:\` and \`https:\`.
network: false
`;
}

/**
 * A text as a value of YAML on one line.
 *
 * @param isItem whether it is an item of a list in brackets, where more characters have a meaning.
 */
export function scalar(text: string, isItem = false): string {
  const yaml = stringify(text, { lineWidth: 0 }).trimEnd();
  const isQuoted = /^["']/.test(yaml);
  return yaml.includes('\n') || (isItem && !isQuoted && /[,[\]{}]/.test(yaml)) ? JSON.stringify(text) : yaml;
}
