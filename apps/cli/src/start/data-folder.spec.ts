import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from './data-folder';

describe('a data folder', () => {
  let home: string;
  let path: string;
  let marker: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ledger-data-folder-'));
    path = join(home, 'data');
    marker = join(path, 'ledger-data.json');
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('is made where there was none, and remembers its ports and password', () => {
    const first = DataFolder.open(path);
    first.rememberPort('postgres', 5544);

    const second = DataFolder.open(path);

    expect(second.port('postgres')).toBe(5544);
    expect(second.postgresPassword).toBe(first.postgresPassword);
    expect(second.id).toBe(first.id);
    expect(second.port('api')).toBeUndefined();
  });

  it('shows its secrets to its owner alone', () => {
    DataFolder.open(path).rememberPort('api', 1);

    expect(statSync(marker).mode & 0o777).toBe(0o600);
  });

  it('lets others pass through only as root, whose Postgres runs as another account', () => {
    mkdirSync(path, { mode: 0o755 });
    DataFolder.open(path);

    expect(statSync(path).mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
    expect(statSync(DataFolder.open(path).privateFolder('event-store')).mode & 0o777).toBe(0o700);
  });

  it('may have been begun by another program of ours', () => {
    mkdirSync(join(path, 'keys'), { recursive: true });

    expect(() => DataFolder.open(path)).not.toThrow();
  });

  it('is not taken from others', () => {
    mkdirSync(path);
    writeFileSync(join(path, 'thesis.tex'), 'x');

    expect(() => DataFolder.open(path)).toThrow(/is not a data folder of the ledger \(it holds thesis.tex /);
    expect(() => statSync(marker)).toThrow('ENOENT');
  });

  it('must be a folder', () => {
    writeFileSync(path, 'x');

    expect(() => DataFolder.open(path)).toThrow(`DATA_DIR ${path} is not a folder; choose another.`);
  });

  it.each(['', '{', '[]', 'null', '{"format":"other","version":1}', '{"format":"ledger-data","version":1}'])(
    'with the marker %j is called broken and left as it is',
    (text) => {
      mkdirSync(path);
      writeFileSync(marker, text);

      expect(() => DataFolder.open(path)).toThrow(/^The data folder is broken: /);
      expect(readFileSync(marker, 'utf8')).toBe(text);
    },
  );

  it('of a later version is refused', () => {
    DataFolder.open(path);
    writeFileSync(marker, readFileSync(marker, 'utf8').replace('"version": 1', '"version": 2'));

    expect(() => DataFolder.open(path)).toThrow(/was written by a later version of the ledger \(format 2, /);
  });

  it('that cannot be made is named, with the reason', () => {
    writeFileSync(join(home, 'file'), 'x');
    chmodSync(home, 0o755);

    expect(() => DataFolder.open(join(home, 'file', 'data'))).toThrow(/cannot be used \(ENOTDIR\)/);
  });
});
