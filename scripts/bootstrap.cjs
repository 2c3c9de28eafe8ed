// Begins `npm start`, `npm test` and their like on whatever Node is there: installs the packages when they are
// missing or out of date, then goes on under the bundled Node 24 with `scripts/<name>.ts`. Nothing but node: builtins, and
// syntax that old versions can parse, so that they get a sentence and not a stack trace.
'use strict';

var childProcess = require('child_process');
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

var OLDEST_NODE = 20;
/** A lock whose holder has not touched it for this long was left by a process that is gone. */
var STALE_LOCK_MS = 20000;
var HEARTBEAT_MS = 2000;
var root = path.dirname(__dirname);
var modules = path.join(root, 'node_modules');
var stamp = path.join(modules, '.vestibule-lock');
var lock = path.join(root, '.vestibule', 'install.lock');

/** Runs the whole thing; `argv` is the name of a script and its arguments. */
function main(argv) {
  var major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    fail(
      'Vestibule needs Node.js ' + OLDEST_NODE + ' or newer to start from a checkout; this is ' + process.version + '.',
    );
    return;
  }
  if (isInstalled()) {
    goOn(argv);
    return;
  }
  takeLock(function () {
    if (isInstalled()) {
      freeLock();
      goOn(argv);
      return;
    }
    install(function (error) {
      freeLock();
      if (error) fail(error);
      else goOn(argv);
    });
  });
}

/** What the installed packages must match: the lock file and the platform their binaries are for. */
function wanted() {
  var text = fs.readFileSync(path.join(root, 'package-lock.json'));
  var hash = crypto.createHash('sha256').update(text).digest('hex');
  return hash + ' ' + process.platform + '-' + process.arch + '\n';
}

function isInstalled() {
  try {
    return fs.readFileSync(stamp, 'utf8') === wanted() && fs.existsSync(bundledNode());
  } catch {
    return false;
  }
}

function bundledNode() {
  return path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function install(done) {
  var started = Date.now();
  say(
    fs.existsSync(modules)
      ? 'Installing packages (the list has changed) …'
      : 'Installing packages (first time only, about half a minute) …',
  );
  // No package runs a script of its own but those that need one (npm before 11 does not know `allowScripts`).
  npm(['ci', '--ignore-scripts'], function (error) {
    if (error) {
      done('The packages could not be installed. Is the package registry reachable?');
      return;
    }
    say('Preparing Node.js 24, esbuild and the test database …');
    npm(['rebuild'].concat(packagesWithScripts()), function (rebuildError) {
      if (rebuildError || !fs.existsSync(bundledNode())) {
        done('Node.js 24 could not be installed. Is the package registry reachable?');
        return;
      }
      fs.writeFileSync(stamp, wanted());
      say('Packages are ready (' + Math.round((Date.now() - started) / 1000) + ' s).');
      done(null);
    });
  });
}

/** Installed packages that package.json approves by name. */
function packagesWithScripts() {
  var allowed = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).allowScripts;
  return Object.keys(allowed).filter(function (name) {
    return allowed[name] && fs.existsSync(path.join(modules, name));
  });
}

/** Quiet when it works; all that npm said when it does not. */
function npm(args, done) {
  var cli = process.env.npm_execpath;
  var viaNode = cli && /npm-cli\.js$/.test(cli) && fs.existsSync(cli);
  var all = (viaNode ? [cli] : []).concat(args, [
    '--engine-strict=false',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
  ]);
  var child = childProcess.spawn(viaNode ? 'node' : 'npm', all, {
    cwd: root,
    env: environmentOfTheMachine(),
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  var output = '';
  function keep(chunk) {
    output += chunk;
  }
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', function (error) {
    output += error.message + '\n';
    finish(1);
  });
  child.on('close', finish);
  var finished = false;
  function finish(code) {
    if (finished) return;
    finished = true;
    if (code !== 0) process.stderr.write(output);
    done(code !== 0);
  }
}

/** npm must not run on the Node that it is about to delete. */
function environmentOfTheMachine() {
  var env = Object.assign({}, process.env);
  var name = Object.keys(env).filter(function (key) {
    return key.toUpperCase() === 'PATH';
  })[0];
  if (name) {
    env[name] = env[name]
      .split(path.delimiter)
      .filter(function (entry) {
        return path.resolve(entry).indexOf(modules) !== 0;
      })
      .join(path.delimiter);
  }
  return env;
}

var heartbeat;

/** One installation at a time: making a folder is atomic everywhere. */
function takeLock(then) {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  try {
    fs.mkdirSync(lock);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!dropStaleLock()) {
      sayOnce('Another process is installing packages, waiting for it …');
      setTimeout(takeLock, 500, then);
      return;
    }
    takeLock(then);
    return;
  }
  heartbeat = setInterval(function () {
    fs.utimesSync(lock, new Date(), new Date());
  }, HEARTBEAT_MS);
  then();
}

function dropStaleLock() {
  var aside = lock + '.' + process.pid;
  try {
    if (Date.now() - fs.statSync(lock).mtimeMs < STALE_LOCK_MS) return false;
    // Only one of several that see the stale lock can move it.
    fs.renameSync(lock, aside);
    fs.rmdirSync(aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return true;
}

function freeLock() {
  clearInterval(heartbeat);
  fs.rmdirSync(lock);
}

/** Runs the real script under Node 24 and ends as it ends. */
function goOn(argv) {
  var env = Object.assign({}, process.env);
  env.PATH = path.join(modules, '.bin') + path.delimiter + env.PATH;
  var script = path.join(root, 'scripts', argv[0] + '.ts');
  var child = childProcess.spawn(bundledNode(), [script].concat(argv.slice(1)), {
    cwd: root,
    env: env,
    stdio: 'inherit',
  });
  process.on('SIGTERM', function () {
    child.kill('SIGTERM');
  });
  process.on('SIGINT', function () {
    // A terminal sends Ctrl-C to the child as well; a second one would be read as impatience.
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  // npm passes a signal to its shell only, which dies without a word: whoever lost its parent is to stop.
  var parent = process.ppid;
  var watch = setInterval(function () {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 500);
  child.on('exit', function (code, signal) {
    process.exit(code === null ? 128 + (signal === 'SIGINT' ? 2 : 15) : code);
  });
}

var saidOnce = false;
function sayOnce(text) {
  if (!saidOnce) say(text);
  saidOnce = true;
}

function say(text) {
  process.stderr.write(text + '\n');
}

function fail(text) {
  say(text);
  process.exit(1);
}

main(process.argv.slice(2));
