#!/usr/bin/env node
'use strict';

// In the syntax of old editions of Node, so that these can say which one is needed instead of failing on the first line.
var path = require('path');
var fs = require('fs');
var nodeModule = require('module');

// In its workspace it runs from the TypeScript sources, without a build. The package has no tsconfig.json.
var isWorkspace = fs.existsSync(path.join(__dirname, '../tsconfig.json'));
var engines = require('../package.json').engines.node;
var needed = /(\d+)\.(\d+)/.exec(engines).map(Number);
var found = process.versions.node.split('.').map(Number);

if (found[0] < needed[1] || (found[0] === needed[1] && found[1] < needed[2])) {
  process.stderr.write(
    'codegen needs Node ' +
      engines +
      ', and this is Node ' +
      process.versions.node +
      ': install a later Node.\n',
  );
  process.exitCode = 2;
} else {
  // Keeps the compiled code, most of which is TypeScript's, for the next run, which takes a third less CPU time.
  nodeModule.enableCompileCache();
  import(isWorkspace ? '../src/cli.ts' : '../dist/cli.js');
}
