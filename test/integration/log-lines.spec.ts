import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';

const program = `
  const log = require(process.argv[1]).createLog('info');
  for (let line = 0; line < 10_000; line += 1) log.info('x'.repeat(400));
  setImmediate(() => console.log('goes on'));`;

it.each(['./dist/apps/api/src/telemetry/log.js', './dist/libs/worker/src/log.js'])(
  'a process goes on when its log lines cannot be written: %s',
  async (log) => {
    // Standard error that nothing can be written to, as a file on a full disk.
    const stderr = openSync(__filename, 'r');
    const child = spawn(process.execPath, ['-e', program, log], { stdio: ['ignore', 'pipe', stderr] });
    const said: string[] = [];
    child.stdout!.on('data', (text) => said.push(String(text)));
    const [code] = (await once(child, 'close')) as [number];
    expect([code, said.join('')]).toEqual([0, 'goes on\n']);
  },
);
