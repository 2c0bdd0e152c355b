/**
 * A page with its tables: replaces what is between `<!-- table: NAME -->` and `<!-- end -->`, and nothing else.
 *
 * @throws Error if the page has a marker for an unknown table, or no marker for a table.
 */
export function withTables(page: string, tables: Readonly<Record<string, string>>): string {
  const left = new Set(Object.keys(tables));
  const filled = page.replaceAll(/(<!-- table: ([\w-]+) -->\n).*?(<!-- end -->)/gs, (_, start, name, end) => {
    const table = tables[name];
    if (table === undefined) throw new Error(`unknown table ${name}`);
    left.delete(name);
    return `${start}\n${table}\n\n${end}`;
  });
  if (left.size > 0) throw new Error(`the page has no marker for ${[...left].join(', ')}`);
  return filled;
}
