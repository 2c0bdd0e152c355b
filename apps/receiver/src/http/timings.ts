/** How long things may take at the edge. */
export interface Timings {
  /** From the connection, or the first byte of a later request, to the end of the headers; also a TLS handshake. */
  readonly headersMs: number;
  /** From the first byte of a request to the last of its body. */
  readonly requestMs: number;
  /** How long a connection may read nothing of a response that waits to be sent. */
  readonly unreadMs: number;
  /** The interval of the checks for requests and responses that take too long. One may take longer by this much. */
  readonly checkMs: number;
  /** How long a connection may be idle after a response. */
  readonly keepAliveMs: number;
  /** How long a body that is too large is read on and dropped before the response is sent. */
  readonly lingerMs: number;
  /** The interval at which the files of the certificate are checked. */
  readonly renewalMs: number;
}

/** The timings of a receiver in operation. */
export const TIMINGS: Timings = {
  // A notification has a few hundred bytes. The platform sends it faster than this.
  headersMs: 10_000,
  requestMs: 30_000,
  // A connection that loses packets may stall for some seconds and continue.
  unreadMs: 20_000,
  checkMs: 1_000,
  // Common proxies close an idle connection after 60 s. The client has to close first: otherwise a request can meet a
  // connection that the receiver is closing.
  keepAliveMs: 65_000,
  // Closing while the peer still sends resets the connection, and the reset overtakes the response. A short limit keeps
  // this from being abused.
  lingerMs: 1_000,
  // Certificates are renewed days before they expire.
  renewalMs: 10_000,
};
