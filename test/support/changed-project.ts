import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { root } from './pages';

/** Paths of files, from the root of the project, with the whole text of each. */
export type Files = Readonly<Record<string, string>>;

/** The project as the compiler sees it, with files that are added or changed in memory alone. */
export class ChangedProject {
  private files: Files = {};
  /** Counts the texts that a file had, which is how the compiler learns of a change. */
  private readonly versions = new Map<string, number>();
  private readonly service: ts.LanguageService;

  constructor() {
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
    const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(
      join(root, 'tsconfig.json'),
      {},
      host,
    )!;
    const textOf = (path: string) => this.files[relative(root, path)] ?? ts.sys.readFile(path);
    this.service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getCurrentDirectory: () => root,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      getScriptFileNames: () => [...new Set([...fileNames, ...this.code.map((path) => join(root, path))])],
      getScriptVersion: (path) => String(this.versions.get(relative(root, path)) ?? 0),
      getScriptSnapshot: (path) => {
        const text = textOf(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      readFile: textOf,
      fileExists: (path) => relative(root, path) in this.files || ts.sys.fileExists(path),
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
    });
  }

  /** What the compiler says of files of a project with these changes, each as `path: message`. */
  faults(changes: Files, looked: readonly string[]): string[] {
    const touched = new Set([...Object.keys(this.files), ...Object.keys(changes)]);
    for (const path of touched)
      if (this.files[path] !== changes[path]) this.versions.set(path, (this.versions.get(path) ?? 0) + 1);
    this.files = changes;
    return [...new Set([...this.code, ...looked])].flatMap((path) =>
      this.service
        .getSemanticDiagnostics(join(root, path))
        .map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
    );
  }

  private get code(): string[] {
    return Object.keys(this.files).filter((path) => path.endsWith('.ts'));
  }
}

/** The text of a file of the project with a text put behind another, for each pair of `additions`. */
export function withAdded(
  path: string,
  ...additions: readonly (readonly [behind: string, added: string])[]
): string {
  return additions.reduce(
    (text, [behind, added]) => {
      const at = text.indexOf(behind);
      if (at === -1) throw new Error(`${path} has no ${JSON.stringify(behind)}`);
      return text.slice(0, at + behind.length) + added + text.slice(at + behind.length);
    },
    readFileSync(join(root, path), 'utf8'),
  );
}
