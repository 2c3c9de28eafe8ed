#!/usr/bin/env node
// Old syntax on purpose: an old Node must be able to read this far and say what is wrong.
'use strict';
var major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write('Vestibule needs Node.js 24 or newer; this is ' + process.version + '.\n');
  process.exitCode = 1;
} else {
  // Collects garbage a little more often, for a third less memory; docs/performance.md has the figures.
  require('node:v8').setFlagsFromString('--optimize-for-size');
  keepCompiled(require('node:module'));
  void import('../dist/main.js');
}

/**
 * The second start and later ones need not compile again. Kept with the data, for whoever serves seldom may write beside
 * the program; where nothing can be written everything is as before.
 */
function keepCompiled(modules) {
  var path = require('node:path');
  var data = process.env.VESTIBULE_DATA;
  var kept = data && require('node:fs').existsSync(data);
  modules.enableCompileCache(kept ? path.join(data, 'compiled') : path.join(__dirname, '../.vestibule/compiled'));
  // Otherwise it is written as the process ends, which one that is killed never does.
  setTimeout(function () {
    modules.flushCompileCache();
  }, 3000).unref();
}
