/**
 * The options with which what is generated has to compile, whatever the settings of its users. Without the DOM, of which it uses
 * nothing: the compiler takes twice as long to check its types.
 */
export const STRICT = {
  module: 'nodenext',
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  types: [],
  lib: ['esnext'],
};
