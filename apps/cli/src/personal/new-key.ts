import { resolve } from 'node:path';
import type { Command } from 'commander';
import { fileWrappingKey, makeWrappingKeyFile } from '@signers/file-wrapping-key';
import { KeyUnusable } from '@signers/key-unusable';
import { Failure } from '../failure';

const help = `
The key stays in the file, which only its owner can read (mode 0600); its id is printed. Name it in PERSONAL_KEY, and
back it up: without it, the text that it protects is lost. An existing file is not changed.`;

/** `ledger personal new-key`: a key that wraps the keys of personal text, created if it does not exist. */
export function define(command: Command): void {
  command
    .addHelpText('after', help)
    .requiredOption('--file <path>', 'file to make')
    .action(({ file }: { file: string }) => console.log(made(resolve(file))));
}

/** @throws Failure */
function made(file: string): string {
  try {
    makeWrappingKeyFile(file);
    return fileWrappingKey(file).id;
  } catch (error) {
    throw error instanceof KeyUnusable ? new Failure(error.message) : error;
  }
}
