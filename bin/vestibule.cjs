#!/usr/bin/env node
// Old syntax on purpose: an old Node must be able to read this far and say what is wrong.
'use strict';
var major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write('Vestibule needs Node.js 24 or newer; this is ' + process.version + '.\n');
  process.exitCode = 1;
} else {
  void import('../dist/main.js');
}
