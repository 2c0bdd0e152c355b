/**
 * A page with its tables put in: what stands between `<!-- table: NAME -->` and `<!-- end -->` is replaced, everything
 * else is left as it was written.
 *
 * @throws Error where the page asks for a table that there is none of, or leaves one out.
 */
export function withTables(page: string, tables: Readonly<Record<string, string>>): string {
  const left = new Set(Object.keys(tables));
  const filled = page.replaceAll(/(<!-- table: ([\w-]+) -->\n).*?(<!-- end -->)/gs, (_, start, name, end) => {
    const table = tables[name];
    if (table === undefined) throw new Error(`there is no table ${name}`);
    left.delete(name);
    return `${start}\n${table}\n\n${end}`;
  });
  if (left.size > 0) throw new Error(`the page has no place for ${[...left].join(', ')}`);
  return filled;
}
