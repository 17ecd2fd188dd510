#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');

const program = join(__dirname, '..', 'dist', 'apps', 'cli', 'src', 'main.js');

if (existsSync(program)) {
  process.argv[1] = program;
  Module.runMain();
} else {
  console.error('ledger is not built yet: run `npm run build` first.');
  process.exitCode = 1;
}
