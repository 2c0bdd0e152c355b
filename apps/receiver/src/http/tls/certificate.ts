import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '../../config/config-error.ts';

/** The files of a certificate and its private key, in PEM. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate with its chain, and the private key that belongs to it. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** When it expires. */
  readonly validTo: Date;
  /** The result of {@link versionOf} before the files were read. */
  readonly version: string;
}

/**
 * The files of the certificate. @returns `undefined` if none is configured.
 *
 * @throws ConfigError if one of the two files is configured without the other.
 */
export function certificateFiles(config: {
  readonly TLS_CERT_FILE?: string | undefined;
  readonly TLS_KEY_FILE?: string | undefined;
}): CertificateFiles | undefined {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = config;
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined)
    throw new ConfigError('TLS_CERT_FILE: expected a file, as TLS_KEY_FILE names one');
  if (keyFile === undefined)
    throw new ConfigError('TLS_KEY_FILE: expected a file, as TLS_CERT_FILE names one');
  return { certFile, keyFile };
}

/**
 * Loads a certificate and its key, and checks that TLS can use them.
 *
 * @throws ConfigError with a line for each file that cannot be used, without a piece of its content.
 */
export async function loadCertificate({ certFile, keyFile }: CertificateFiles): Promise<Certificate> {
  // First: a change after this line gives another version.
  const version = await versionOf({ certFile, keyFile });
  const [cert, key] = await Promise.allSettled([readFile(certFile), readFile(keyFile)]);
  const unreadable = [
    ...(cert.status === 'rejected' ? [`TLS_CERT_FILE: ${certFile} cannot be read`] : []),
    ...(key.status === 'rejected' ? [`TLS_KEY_FILE: ${keyFile} cannot be read`] : []),
  ];
  if (cert.status === 'rejected' || key.status === 'rejected') throw new ConfigError(unreadable.join('\n'));
  const pair = { cert: cert.value, key: key.value };

  const x509 = attempt(
    () => new X509Certificate(pair.cert),
    `TLS_CERT_FILE: ${certFile} holds no certificate in PEM`,
  );
  const privateKey = attempt(
    () => createPrivateKey(pair.key),
    `TLS_KEY_FILE: ${keyFile} holds no private key in PEM that needs no passphrase`,
  );
  if (!x509.checkPrivateKey(privateKey)) {
    throw new ConfigError(`TLS_KEY_FILE: ${keyFile} does not belong to the certificate in ${certFile}`);
  }
  attempt(() => createSecureContext(pair), `TLS_CERT_FILE: ${certFile} cannot be used for TLS`);
  return { ...pair, validTo: new Date(x509.validTo), version };
}

/** A text that differs whenever one of the files has changed, also if another file has replaced it. */
export async function versionOf({ certFile, keyFile }: CertificateFiles): Promise<string> {
  const files = await Promise.all(
    [certFile, keyFile].map((file) => stat(file, { bigint: true }).catch(() => undefined)),
  );
  return files
    .map((file) => file && `${file.dev} ${file.ino} ${file.size} ${file.mtimeNs} ${file.ctimeNs}`)
    .join();
}

function attempt<T>(run: () => T, message: string): T {
  try {
    return run();
  } catch (error) {
    throw new ConfigError(message, { cause: error });
  }
}
