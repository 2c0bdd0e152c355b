/** How long things may take at the edge, in milliseconds. */
export interface Timings {
  /** From the connection, or the first byte of a later request, to the end of the headers; also a TLS handshake. */
  readonly headers: number;
  /** From the first byte of a request to the last of its body. */
  readonly request: number;
  /** For how long a connection may take nothing of an answer that waits to be sent. */
  readonly untaken: number;
  /** How often requests and answers that take too long are looked for. One may take longer by this much. */
  readonly check: number;
  /** How long a connection may be idle after an answer. */
  readonly keepAlive: number;
  /** How long a body that is refused is read on and thrown away before it is answered. */
  readonly linger: number;
  /** How often the files of the certificate are looked at. */
  readonly renewal: number;
}

/** The timings of a receiver in operation. */
export const TIMINGS: Timings = {
  // A notification is a few hundred bytes; whoever takes longer is not the platform.
  headers: 10_000,
  request: 30_000,
  // A connection that loses packets may stand still for some seconds, and goes on.
  untaken: 20_000,
  check: 1_000,
  // Common proxies let go of an idle connection after 60 s. The side that sends has to be the first: otherwise a request
  // meets a connection that is just being closed.
  keepAlive: 65_000,
  // Closing on somebody who is still sending resets the connection, and the reset overtakes the answer. Nobody may
  // make use of this patience for long.
  linger: 1_000,
  // Certificates are renewed days before they expire.
  renewal: 10_000,
};
