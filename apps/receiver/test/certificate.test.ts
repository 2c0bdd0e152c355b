import { renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { TIMINGS } from '../src/http/timings.ts';
import { certificateFiles, loadCertificate } from '../src/http/tls/certificate.ts';
import { makeCertificate, type TestCertificate } from './certificates.ts';
import { type RunningReceiver, withReceiver } from './running-receiver.ts';
import { temporaryFolder } from './temporary-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

describe('the files of the certificate', () => {
  it.each([
    [{ TLS_CERT_FILE: '/cert' }, 'TLS_KEY_FILE: expected a file, as TLS_CERT_FILE names one'],
    [{ TLS_KEY_FILE: '/key' }, 'TLS_CERT_FILE: expected a file, as TLS_KEY_FILE names one'],
  ])('are both named or neither: %j stops the start', async (environment, message) => {
    await expect(withReceiver({ environment })).rejects.toThrow(message);
  });

  it('stop the start with a line each when they cannot be read', async () => {
    const files = certificateFiles(readConfig({ TLS_CERT_FILE: '/no/cert', TLS_KEY_FILE: '/no/key' }));
    await expect(files && loadCertificate(files)).rejects.toThrow(
      'TLS_CERT_FILE: /no/cert cannot be read\nTLS_KEY_FILE: /no/key cannot be read',
    );
  });

  it('stop the start with a message when they do not match or are not PEM, without a piece of them', async () => {
    const one = makeCertificate(folder, 'one');
    const other = makeCertificate(folder, 'other');
    const { certFile, keyFile } = one;
    await expect(loadCertificate({ certFile, keyFile: other.keyFile })).rejects.toThrow(
      `TLS_KEY_FILE: ${other.keyFile} does not belong to the certificate in ${certFile}`,
    );
    await expect(loadCertificate({ certFile: keyFile, keyFile })).rejects.toThrow(
      `TLS_CERT_FILE: ${keyFile} holds no certificate in PEM`,
    );
    await expect(loadCertificate({ certFile, keyFile: certFile })).rejects.toThrow(
      `TLS_KEY_FILE: ${certFile} holds no private key in PEM that needs no passphrase`,
    );
  });
});

describe('a certificate that is renewed', () => {
  it('is used for new connections without a restart', async () => {
    const { certFile, keyFile } = makeCertificate(folder);
    const receiver = await withCertificate(certFile, keyFile);
    const renewed = makeCertificate(folder);
    await expect.poll(() => servedBy(receiver)).toEqual(pemOf(renewed));
    expect(receiver.logged).toContainEqual(
      expect.objectContaining({ msg: 'certificate renewed', validTo: expect.any(String) }),
    );
  });

  it('is found if a symbolic link on its path is replaced, as Kubernetes does', async () => {
    for (const version of ['..1', '..2']) await mkdir(join(folder, version));
    makeCertificate(join(folder, '..1'));
    const second = makeCertificate(join(folder, '..2'));
    await symlink('..1', join(folder, '..data'));
    for (const file of ['tls.crt', 'tls.key']) await symlink(join('..data', file), join(folder, file));
    const receiver = await withCertificate(join(folder, 'tls.crt'), join(folder, 'tls.key'));
    symlinkSync('..2', join(folder, '..new'));
    renameSync(join(folder, '..new'), join(folder, '..data'));
    await expect.poll(() => servedBy(receiver)).toEqual(pemOf(second));
    expect(errors(receiver)).toEqual([]);
  });

  it('breaks nothing while one file has changed and the other has not: the old pair stays in use', async () => {
    const first = makeCertificate(folder);
    const receiver = await withCertificate(first.certFile, first.keyFile);
    const renewed = makeCertificate(folder, 'renewed');

    await rename(renewed.certFile, first.certFile);
    await vi.waitFor(() => expect(errors(receiver)).toHaveLength(1), 30_000);
    expect(errors(receiver)[0]).toMatchObject({
      msg: 'the changed certificate cannot be used: the old one stays',
      err: { message: expect.stringContaining('does not belong to the certificate') },
    });
    expect(await servedBy(receiver)).toEqual(pemOf(first));

    await rename(renewed.keyFile, first.keyFile);
    await expect.poll(() => servedBy(receiver)).toEqual(pemOf(renewed));
    // Logged once, however often the pair was checked.
    expect(errors(receiver)).toHaveLength(1);
  });

  it('breaks nothing while its files are gone or half-written', async () => {
    const first = makeCertificate(folder);
    const receiver = await withCertificate(first.certFile, first.keyFile);
    const renewed = makeCertificate(folder, 'renewed');
    await rename(first.certFile, join(folder, 'away'));
    await vi.waitFor(() => expect(errors(receiver)).toHaveLength(1), 30_000);
    // In one step: a check between opening and writing would find, and log, a third state.
    await writeFile(join(folder, 'half'), renewed.cert.subarray(0, 100));
    await rename(join(folder, 'half'), first.certFile);
    await vi.waitFor(() => expect(errors(receiver)).toHaveLength(2), 30_000);
    expect(await servedBy(receiver)).toEqual(pemOf(first));
    writeFileSync(first.certFile, renewed.cert);
    writeFileSync(first.keyFile, renewed.key);
    await expect.poll(() => servedBy(receiver)).toEqual(pemOf(renewed));
  });
});

function withCertificate(certFile: string, keyFile: string): Promise<RunningReceiver> {
  return withReceiver({
    environment: { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile },
    timings: { ...TIMINGS, renewalMs: 20 },
  });
}

function errors({ logged }: RunningReceiver): Record<string, unknown>[] {
  return logged.filter(({ level }) => level === 50);
}

/** The certificate that a new connection meets. */
function servedBy({ address }: RunningReceiver): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ port: address.port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
    resolve(socket.getPeerX509Certificate()?.toString() ?? '');
    socket.destroy();
  });
  socket.once('error', reject);
  return promise;
}

function pemOf({ cert }: TestCertificate): string {
  return cert.toString();
}
