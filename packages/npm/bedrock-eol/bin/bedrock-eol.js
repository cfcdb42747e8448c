#!/usr/bin/env node
// Hands over to the binary of the platform package.
'use strict';

const { spawnSync } = require('node:child_process');
const { constants } = require('node:os');
const { program } = require('../program.js');

let path;
try {
  path = program();
} catch (error) {
  console.error(`bedrock-eol: ${error.message}`);
  process.exit(2);
}

const { status, signal, error } = spawnSync(path, process.argv.slice(2), { stdio: 'inherit' });
if (error) {
  console.error(`bedrock-eol: ${error.message}`);
}
process.exit(status ?? (signal ? 128 + constants.signals[signal] : 2));
