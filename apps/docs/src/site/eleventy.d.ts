/** The parts of Eleventy that the site uses: it comes without types for programs that call it. */
declare module '@11ty/eleventy' {
  export interface EleventyConfig {
    addTemplate(path: string, content: string, data: Readonly<Record<string, unknown>>): void;
    addTransform(name: string, transform: (this: { page: { url: string } }, content: string) => string): void;
    setUseGitIgnore(use: boolean): void;
    setQuietMode(quiet: boolean): void;
    setLibrary(name: 'md', library: { render(text: string, data: { page: { url: string } }): string }): void;
  }
  export class Eleventy {
    constructor(
      input: string,
      output: string,
      options: {
        readonly quietMode?: boolean;
        readonly configPath?: null;
        readonly config?: (config: EleventyConfig) => unknown;
      },
    );
    write(): Promise<unknown>;
  }
}
