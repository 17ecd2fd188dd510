/** Cells that are figures stand at the right of their column. */
const figure = /^-?[\d.,]*\d\??$/;

/** Rows, the first of which is the head, as lines of text with columns of one width; empty columns are left out. */
export function tableOf(rows: readonly (readonly string[])[]): string[] {
  const [head = [], ...body] = rows.map((row) => row.map(printable));
  const columns = head.map((_, i) => i).filter((i) => body.some((row) => row[i] !== ''));
  const widths = columns.map((i) => Math.max(...[head, ...body].map((row) => row[i]!.length)));
  const isFigures = columns.map((i) =>
    body.every((row) => row[i] === '' || row[i] === '-' || figure.test(row[i]!)),
  );
  return [head, ...body].map((row) => {
    const cells = columns.map((column, i) =>
      isFigures[i] ? row[column]!.padStart(widths[i]!) : row[column]!.padEnd(widths[i]!),
    );
    return `  ${cells.join('  ')}`.trimEnd();
  });
}

function printable(cell: string): string {
  return cell.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
