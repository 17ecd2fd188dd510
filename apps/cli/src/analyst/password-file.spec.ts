import { passwordLine, addressOf } from './password-file';

it('has one line as libpq reads it, colons and backslashes escaped', () => {
  expect(
    passwordLine('postgres://ledger:x@db.example:6432/books?sslmode=verify-full', 'emma', 'a:b\\c'),
  ).toBe('db.example:6432:books:emma:a\\:b\\\\c\n');
});

it('names the host, the port and the database that Postgres takes by default', () => {
  expect(addressOf('postgres://ledger@db.example')).toEqual({
    host: 'db.example',
    port: '5432',
    database: 'ledger',
  });
  expect(addressOf('postgres://[::1]:5433/books')).toEqual({ host: '::1', port: '5433', database: 'books' });
});
