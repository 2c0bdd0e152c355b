import { type Certificate, type CertificateFiles, loadCertificate, versionOf } from './certificate.ts';

/** What following a certificate works with. */
export interface RenewalOptions {
  readonly files: CertificateFiles;
  /** The one that is in use. */
  readonly current: Certificate;
  /** Milliseconds between two looks at the files. */
  readonly every: number;
  /** Calls back after some milliseconds, unless it is told not to. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  readonly onRenewed: (certificate: Certificate) => void;
  /** Told once for each state of the files that cannot be used. */
  readonly onError: (error: unknown) => void;
}

/**
 * Loads the certificate anew whenever its files have changed. They are looked at again and again rather than watched:
 * where Kubernetes swaps a symbolic link far up the path, the file itself reports nothing. A pair that does not fit, such
 * as the one between the change of the first file and that of the second, is left alone until the files change again.
 *
 * @returns a function that ends it.
 */
export function followCertificate(options: RenewalOptions): () => void {
  const { files, every, after, onRenewed, onError } = options;
  let { version } = options.current;
  let stopped = false;

  const look = async (): Promise<void> => {
    const found = await versionOf(files);
    if (found !== version) {
      version = found;
      await loadCertificate(files)
        .then((certificate) => {
          if (!stopped) onRenewed(certificate);
        })
        .catch(onError);
    }
    if (!stopped) cancel = after(every, look);
  };

  let cancel = after(every, look);
  return () => {
    stopped = true;
    cancel();
  };
}
