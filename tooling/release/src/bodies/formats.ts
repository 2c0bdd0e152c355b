/** Valid values of the formats that validators check, with the odd ones at their limits. */
export const FORMAT_SAMPLES: Readonly<Record<string, readonly (string | number)[]>> = {
  date: ['2026-01-02', '2024-02-29', '9999-12-31'],
  time: ['03:04:05Z', '23:59:60Z', '03:04:05.123456+01:00'],
  'date-time': ['2026-01-02T03:04:05Z', '2024-02-29T23:59:59.999999999+14:00', '2026-01-02t03:04:05z'],
  'iso-time': ['03:04:05', '03:04:05Z', '03:04:05+0100'],
  'iso-date-time': ['2026-01-02T03:04:05', '2026-01-02 03:04:05Z', '2026-01-02T03:04:05Z'],
  duration: ['P1D', 'PT1H30M', 'P3Y6M4DT12H30M5S', 'P2W'],
  uri: ['https://example.com/a?b=c#d', 'urn:example:a', 'mailto:a@example.com'],
  'uri-reference': ['/a/b', '#part', 'https://example.com/', ''],
  'uri-template': ['https://example.com/{id}', '/a'],
  url: ['https://example.com/a', 'http://example.com'],
  email: ['name@example.com', 'a+b@example.org'],
  hostname: ['example.com', 'localhost', 'a'],
  ipv4: ['192.0.2.1', '255.255.255.255'],
  ipv6: ['2001:db8::1', '::1'],
  regex: ['^a+$', '[a-z]', ''],
  uuid: ['123e4567-e89b-12d3-a456-426614174000', '123E4567-E89B-12D3-A456-426614174ABC'],
  'json-pointer': ['', '/a/0', '/a~1b'],
  'json-pointer-uri-fragment': ['#', '#/a'],
  'relative-json-pointer': ['0', '1/a', '2#'],
  byte: ['YQ==', '', 'YWJj'],
  int32: [0, 2147483647, -2147483648],
  int64: [0, 2147483648, -9007199254740991],
};

/** Whether validators check a format. All others say what a value means, not how it is written. */
export function isChecked(format: string): boolean {
  return Object.hasOwn(FORMAT_SAMPLES, format);
}
