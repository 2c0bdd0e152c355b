/**
 * The condition, in SQL, that a column contains a UUID with capital letters. An earlier version stored such a UUID beside the
 * same one in small letters.
 */
export function isUuidWithCapitals(column: string): string {
  return `${column} <> lower(${column})
    AND ${column} GLOB replace('hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh', 'h', '[0-9A-Fa-f]')`;
}
