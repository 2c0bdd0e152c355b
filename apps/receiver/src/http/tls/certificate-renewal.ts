import type { Clock } from '@partner-webhooks/inbox';
import { type Certificate, type CertificateFiles, loadCertificate, versionOf } from './certificate.ts';

/** A certificate in use, and how to follow its files. */
export interface RenewalOptions {
  readonly files: CertificateFiles;
  /** The certificate in use. */
  readonly current: Certificate;
  /** Between two checks of the files. */
  readonly intervalMs: number;
  readonly clock: Pick<Clock, 'setTimer'>;
  readonly onRenewed: (certificate: Certificate) => void;
  /** Called once for each state of the files that cannot be used. */
  readonly onError: (error: unknown) => void;
}

/**
 * Loads the certificate whenever its files have changed. The files are polled, not watched: if Kubernetes replaces a
 * symbolic link far up the path, the file itself reports nothing. A pair that does not match, such as the one between the
 * change of the first file and that of the second, is ignored until the files change again.
 *
 * @returns a function that stops it.
 */
export function followCertificate(options: RenewalOptions): () => void {
  const { files, intervalMs, clock, onRenewed, onError } = options;
  let { version } = options.current;
  let stopped = false;

  const check = async (): Promise<void> => {
    const found = await versionOf(files);
    if (found !== version) {
      version = found;
      await loadCertificate(files)
        .then((certificate) => {
          if (!stopped) onRenewed(certificate);
        })
        .catch(onError);
    }
    if (!stopped) cancel = clock.setTimer(intervalMs, check);
  };

  let cancel = clock.setTimer(intervalMs, check);
  return () => {
    stopped = true;
    cancel();
  };
}
