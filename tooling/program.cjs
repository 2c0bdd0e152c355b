'use strict';

// Runs a program of the repository, such as `node tooling/program.cjs tooling/start.ts`, if this Node can. It is in the syntax of
// old editions of Node, so that these can say which one is needed instead of failing on the first line. pnpm brings Node along
// for Linux; elsewhere the Node of the machine runs this.
var nodeModule = require('module');
var path = require('path');
var url = require('url');

var found = process.versions.node;
var major = Number(found.split('.')[0]);

if (major === 24 || major >= 26) {
  // Keeps the compiled code for the next run, which takes half of the CPU time to start.
  nodeModule.enableCompileCache();
  process.argv.splice(1, 1);
  process.argv[1] = path.resolve(process.argv[1]);
  import(url.pathToFileURL(process.argv[1]).href);
} else {
  process.stderr.write('expected Node 24, or 26 and later, found Node ' + found + ': install Node 24\n');
  process.exitCode = 1;
}
