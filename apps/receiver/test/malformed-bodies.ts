/** A body that must be rejected, and what is wrong with it. */
export interface MalformedBody {
  readonly name: string;
  readonly bytes: Buffer;
}

const id = '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11';
const valid = `{"customerId":"${id}","notificationType":"CREATED"}`;

/** The valid body with something put before its last brace. */
const with_ = (member: string) => valid.replace(/\}$/, `,${member}}`);

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  empty: ['', ' ', '\n', '\t\r\n '],
  'breaks off': Array.from({ length: 24 }, (_, n) =>
    valid.slice(0, Math.ceil((n * (valid.length - 1)) / 24) || 1),
  ),
  'something after the end': [
    `${valid}x`,
    `${valid}}`,
    `${valid},`,
    `${valid}${valid}`,
    `${valid}\u0000`,
    `${valid}//`,
  ],
  'something before the beginning': [
    `x${valid}`,
    `\uFEFF\uFEFF${valid}`,
    ` \uFEFF${valid}`,
    `\u0000${valid}`,
    `)]}',\n${valid}`,
    `\u00a0${valid}`,
  ],
  'not the syntax': [
    `{'customerId':'${id}'}`,
    `{customerId:"${id}"}`,
    `{"customerId" "${id}"}`,
    `{"customerId":"${id}",}`,
    `{,"customerId":"${id}"}`,
    `{"customerId":}`,
    `{"customerId"}`,
    `{"customerId":"${id}";}`,
    `{"a":1 "b":2}`,
    '{"a":1,,"b":2}',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1,2',
    '1]',
    ']',
    '}',
    '{"a":[}',
    '{"a":{]}',
    '// comment\n{}',
    '{} /* comment */',
    '<xml/>',
    'customerId=1',
    'undefined',
    'NaN',
    'Infinity',
    '-Infinity',
    'TRUE',
    'True',
    'nul',
    'nulll',
  ],
  'a number that is none': [
    '01',
    '-',
    '+1',
    '.5',
    '1.',
    '1e',
    '1e+',
    '0x10',
    '1_000',
    '1,5',
    '--1',
    '-01',
    '٣',
  ].map((number) => with_(`"n":${number}`)),
  'a number that is too large': [with_('"n":1e400'), with_('"n":-1e400'), with_(`"n":${'9'.repeat(400)}`)],
  'a string that is none': [
    with_('"s":"\n"'),
    with_('"s":"\t"'),
    with_('"s":"\u0000"'),
    with_('"s":"\u001f"'),
    with_('"s":"\\x41"'),
    with_('"s":"\\u12"'),
    with_('"s":"\\u{41}"'),
    with_('"s":"\\a"'),
    with_('"s":"\\'),
    with_('"s":"\\"'),
    with_("'s':1"),
  ],
  'half of a surrogate pair': [
    with_('"s":"\\ud800"'),
    with_('"s":"\\udc00"'),
    with_('"s":"\\udc00\\ud800"'),
    with_('"s":"a\\ud83d"'),
    with_('"\\ud800":1'),
    with_('"s":["\\udfff"]'),
  ],
  'a property twice': [
    with_(`"customerId":"${id}"`),
    with_('"notificationType":"UPDATED"'),
    with_('"a":1,"a":1'),
    with_('"a":1,"\\u0061":2'),
    with_('"o":{"a":1,"b":2,"a":3}'),
    with_('"l":[{"a":1,"a":2}]'),
    with_('"":1,"":2'),
    with_('"a:b":1,"a:b":2'),
  ],
  'a name with a meaning to JavaScript': [
    with_('"__proto__":{"status":"ACTIVE"}'),
    with_('"__proto__":null'),
    with_('"\\u005f_proto__":1'),
    with_('"o":{"__proto__":{}}'),
    with_('"l":[{"__proto__":1}]'),
    '{"__proto__":{}}',
  ],
  'nested too deep': [33, 100, 1_000, 50_000].flatMap((depth) => [
    with_(`"n":${'['.repeat(depth)}${']'.repeat(depth)}`),
    with_(`"n":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`.slice(0, 200_000)),
  ]),
  'no object': ['null', 'true', 'false', '0', '1.5', '""', '"text"', '[]', `[${valid}]`],
  'an object without what it needs': [
    '{}',
    '{"customerId":null}',
    `{"customerId":"${id}"}`,
    '{"CUSTOMERID":1}',
    '{"":""}',
  ],
};

const BYTES: Readonly<Record<string, readonly number[]>> = {
  'a byte that begins nothing': [0x80],
  'a byte that never occurs': [0xff],
  'a character that breaks off': [0xc3],
  'a character that breaks off after three bytes': [0xf0, 0x9f, 0x98],
  'an overlong slash': [0xc0, 0xaf],
  'an overlong NUL': [0xc0, 0x80],
  'a surrogate in UTF-8': [0xed, 0xa0, 0x80],
  'beyond Unicode': [0xf4, 0x90, 0x80, 0x80],
  'Latin-1': [0xe9],
};

/** Bodies that no notification may have, in groups of what is wrong with them. */
export const MALFORMED_BODIES: readonly MalformedBody[] = [
  ...Object.entries(TEXTS).flatMap(([name, texts]) =>
    texts.map((text, n) => ({ name: `${name}, ${n + 1}`, bytes: Buffer.from(text) })),
  ),
  ...Object.entries(BYTES).map(([name, bytes]) => ({
    name: `not UTF-8: ${name}`,
    bytes: Buffer.concat([Buffer.from(valid.slice(0, 20)), Buffer.from(bytes), Buffer.from(valid.slice(20))]),
  })),
  { name: 'UTF-16, little end first', bytes: Buffer.from(`\uFEFF${valid}`, 'utf16le') },
  { name: 'UTF-16 without a mark', bytes: Buffer.from(valid, 'utf16le') },
  { name: 'UTF-32', bytes: Buffer.from([...valid].flatMap((letter) => [letter.charCodeAt(0), 0, 0, 0])) },
  { name: 'NUL bytes only', bytes: Buffer.alloc(100) },
  { name: 'all 256 bytes', bytes: Buffer.from(Array.from({ length: 256 }, (_, n) => n)) },
  { name: 'gzip without Content-Encoding', bytes: Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0]) },
];
