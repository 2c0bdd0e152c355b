/** What a program that a test starts takes over: where commands are, and where Node keeps the code that it has compiled. */
export const inherited = {
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
};
