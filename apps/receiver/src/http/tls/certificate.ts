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
  /** What {@link versionOf} said of the files before they were read. */
  readonly version: string;
}

/**
 * Says where the certificate is. @returns `undefined` where there is none.
 *
 * @throws ConfigError where one of the two files is named without the other.
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
 * Reads a certificate and its key, and makes sure that TLS can be spoken with them.
 *
 * @throws ConfigError with a line for each file that cannot be used. Nothing of their content is in it.
 */
export async function loadCertificate({ certFile, keyFile }: CertificateFiles): Promise<Certificate> {
  // What changes after this line has another version.
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

/** Another text whenever one of the files has changed, also where another file has taken its place. */
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
