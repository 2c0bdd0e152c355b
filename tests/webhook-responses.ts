/** The responses of every webhook, as they are written in its file. */
export const RESPONSES = Object.fromEntries(
  [
    ['200', 'Acknowledged'],
    ['400', 'BadRequest'],
    ['401', 'Unauthorized'],
    ['404', 'NotFound'],
    ['405', 'MethodNotAllowed'],
    ['408', 'RequestTimeout'],
    ['413', 'PayloadTooLarge'],
    ['415', 'UnsupportedMediaType'],
    ['429', 'TooManyRequests'],
    ['500', 'InternalServerError'],
    ['503', 'ServiceUnavailable'],
  ].map(([status, name]) => [status, { $ref: `../responses/${name}.yaml` }]),
);
