import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MalformedPolicy, parsePolicy, type Policy } from '@proof/witness-policy';

/**
 * The witnesses of a notary: `file:` and a policy file, whose quorum is then required of every checkpoint; or `<url>=<vkey>`
 * for each witness, separated by blanks, of which none is required.
 * @throws MalformedPolicy
 */
export function readWitnesses(text: string): Policy {
  const policy = text.startsWith('file:') ? policyIn(text.slice('file:'.length)) : parsePolicy(listed(text));
  for (const { name, url } of policy.witnesses) if (url !== undefined) requireAddress(name, url);
  return policy;
}

function policyIn(path: string): Policy {
  try {
    return parsePolicy(readFileSync(resolve(path), 'utf8'));
  } catch (error) {
    if (error instanceof MalformedPolicy) throw error;
    throw new MalformedPolicy(`The policy ${path} cannot be read: ${(error as Error).message}.`);
  }
}

function listed(text: string): string {
  const lines = text.split(/\s+/).map((each) => {
    const at = each.indexOf('=');
    const [url, vkey] = [each.slice(0, at), each.slice(at + 1)];
    return `witness ${vkey.split('+', 1)[0]!} ${vkey} ${url}\n`;
  });
  return `${lines.join('')}quorum none\n`;
}

function requireAddress(name: string, url: string): void {
  const isHttp = URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
  if (!isHttp) throw new MalformedPolicy(`The witness ${name} has no address of http or https: ${url}.`);
}
