// Runs the program and reads its report. index.d.ts describes what is exported.
'use strict';

const { execFile } = require('node:child_process');
const { program } = require('./program.js');

class ScanError extends Error {
  constructor(message, exitCode, report = null) {
    super(message);
    this.name = 'ScanError';
    this.exitCode = exitCode;
    this.report = report;
  }
}

async function scan(paths, options = {}) {
  const { asOf, inventory = false, args = [], cwd, signal } = options;
  const several = typeof paths === 'string' ? [paths] : [...paths];
  // Without any, the program would scan the working directory.
  if (several.length === 0) {
    throw new TypeError('no paths to scan');
  }
  const flags = ['--output=json', '--color=never'];
  if (asOf !== undefined) {
    flags.push(`--as-of=${asOf}`);
  }
  if (inventory) {
    flags.push('--inventory');
  }
  const { exitCode, stdout, stderr } = await run(['scan', ...flags, ...args, '--', ...several], { cwd, signal });
  const report = parsed(stdout);
  if (report === null || (exitCode !== 0 && exitCode !== 1)) {
    throw new ScanError(stderr.trim() || `bedrock-eol ended with ${exitCode ?? 'a signal'}`, exitCode, report);
  }
  return report;
}

/** The exit code, null if a signal ended the program, and what it printed. Rejects if the program did not start. */
function run(args, { cwd, signal }) {
  return new Promise((resolve, reject) => {
    const options = { cwd, signal, encoding: 'utf8', maxBuffer: Infinity, windowsHide: true };
    const child = execFile(program(), args, options, (error, stdout, stderr) => {
      // The code of an error is a number if it is the exit code, else a name such as ENOENT or ABORT_ERR.
      if (error && typeof error.code === 'string') {
        reject(error);
      } else {
        resolve({ exitCode: child.exitCode, stdout, stderr });
      }
    });
    child.stdin?.end();
  });
}

/** The report that the program printed, or null. */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value?.schema_version === 1 ? value : null;
  } catch {
    return null;
  }
}

module.exports = { scan, ScanError };
