import tseslint from 'typescript-eslint';

const tests = ['test/**/*.ts', '**/*.spec.ts'];
const written = ['**/migrations/**', '**/generated/**', '**/*.generated.ts'];

const ban = (selector, message) => ({ selector, message });

const everywhere = [
  ban('ExportDefaultDeclaration', 'Export by name.'),
  ban('ExportAllDeclaration', 'No barrels: import the exact file.'),
  ban(
    'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(only|skip|todo|failing)$/]',
    'Every test runs, always.',
  ),
  ban('CallExpression[callee.name=/^(fit|fdescribe|xit|xtest|xdescribe)$/]', 'Every test runs, always.'),
  ban('VariableDeclarator > Identifier.id[name=/^[A-Z][A-Z0-9_]+$/]', 'Constants are written in camelCase.'),
];

const noEnvironment = [
  ban(
    "MemberExpression[object.name='process'][property.name='env']",
    'The environment is read in libs/settings alone.',
  ),
];

const pure = [
  ban("MemberExpression[object.name='Date'][property.name='now']", 'Time is an argument of the command.'),
  ban("NewExpression[callee.name='Date'][arguments.length=0]", 'Time is an argument of the command.'),
  ban("CallExpression[callee.name='Date']", 'Time is an argument of the command.'),
  ban("MemberExpression[object.name='Math'][property.name='random']", 'The rules use no randomness.'),
  ban(':function[async=true]', 'The rules do not wait.'),
  ban('AwaitExpression', 'The rules do not wait.'),
  ban('ImportExpression', 'The rules load no code at run time.'),
];

const impureGlobals = [
  'process',
  'crypto',
  'performance',
  'console',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
].map((name) => ({ name, message: 'The rules are pure: pass it in as an argument.' }));

export default tseslint.config(
  { ignores: ['dist/', 'dist.*/', 'coverage/', '.data/', 'node_modules/'] },
  {
    files: ['**/*.{ts,mjs,cjs,js}'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-warning-comments': ['error', { terms: ['fixme', 'todo', 'xxx'], location: 'anywhere' }],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60 }],
      'max-params': ['error', { max: 4 }],
      'max-depth': ['error', { max: 3 }],
      complexity: ['error', { max: 15 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-control-regex': 'error',
      'no-constant-condition': 'error',
      'no-fallthrough': 'error',
      'no-unsafe-finally': 'error',
      'no-self-compare': 'error',
      'no-restricted-syntax': ['error', ...everywhere.slice(2)],
    },
  },
  {
    files: ['{apps,libs,test,bench}/**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: {
        project: './tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
        emitDecoratorMetadata: true,
        experimentalDecorators: true,
      },
    },
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, ...noEnvironment],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['libs/settings/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere] },
  },
  {
    files: ['libs/ledger/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, ...noEnvironment, ...pure],
      'no-restricted-globals': ['error', ...impureGlobals],
    },
  },
  {
    files: tests,
    rules: {
      'no-restricted-syntax': ['error', ...everywhere],
      'max-lines-per-function': 'off',
    },
  },
  {
    files: written,
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off', complexity: 'off', 'max-params': 'off' },
  },
);
