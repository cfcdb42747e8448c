#!/usr/bin/env node
// Hands over to the binary of the platform package, which npm installs beside this one.
'use strict';

const { spawnSync } = require('node:child_process');
const { constants } = require('node:os');

const name = `bedrock-eol-${process.platform}-${process.arch}`;
const exe = process.platform === 'win32' ? 'bedrock-eol.exe' : 'bedrock-eol';

let program;
try {
  program = require.resolve(`${name}/bin/${exe}`);
} catch {
  console.error(`bedrock-eol: the package ${name} is not installed.`);
  console.error('Install without --omit=optional, or build from source: cargo install bedrock-eol');
  process.exit(2);
}

const { status, signal, error } = spawnSync(program, process.argv.slice(2), { stdio: 'inherit' });
if (error) {
  console.error(`bedrock-eol: ${error.message}`);
}
process.exit(status ?? (signal ? 128 + constants.signals[signal] : 2));
