import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultTitles } from '@verifier/journal/fault';
import { exportFaultTitles, incompleteTitles } from '@verifier/export-fault';
import { usageError } from '../../apps/cli/src/failure';
import { exitCodes } from '../../apps/cli/src/verify/exit-codes';
import { rowsIn, sectionOf } from '../support/markdown';

const page = readFileSync(join(__dirname, '../../docs/VERIFIER.md'), 'utf8');

/** Class and title of each row below a heading. */
const classesUnder = (heading: string) =>
  rowsIn(sectionOf(page, heading)).map(([name, title]) => [name!.slice(1, -1), title]);

describe('docs/VERIFIER.md', () => {
  it('lists every class of tampering, and of none that does not exist, as the code has it', () => {
    const coded = [...Object.entries(faultTitles), ...Object.entries(exportFaultTitles)];
    expect(classesUnder('Tampered')).toEqual(coded);
  });

  it('lists everything that can be missing, as the code has it', () => {
    expect(classesUnder('Incomplete')).toEqual(Object.entries(incompleteTitles));
  });

  it('lists every exit code', () => {
    const coded = [...Object.entries(exitCodes), ['usage error', usageError]];
    const written = rowsIn(sectionOf(page, 'Verdicts')).map(([code, verdict]) => [verdict, Number(code)]);
    expect(written).toEqual(coded);
  });
});

describe('the attack suite', () => {
  /** Found in an event store alone: an export has no events and no tables. */
  const notInExports = ['EnvelopeDiffers', 'ReadModelDiffers'];

  it('makes an attack of every class, and leaves out every part that can be missing', () => {
    const attacks = [
      'access',
      'access-exports',
      'accounts',
      'checkpoints',
      'entries',
      'exchange',
      'files',
      'lost-and-stolen-keys',
      'policy',
      'seals-and-keys',
      'slips',
    ];
    const text = attacks
      .map((name) => readFileSync(join(__dirname, `../attacks/${name}.spec.ts`), 'utf8'))
      .join('\n');
    const classes = [faultTitles, exportFaultTitles, incompleteTitles].flatMap((titles) =>
      Object.keys(titles),
    );
    const unused = classes.filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    expect(unused).toEqual(notInExports);
  });
});
