import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A key and its certificate, as PEM texts and as files for a broker. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** An authority of our own in a temporary folder. */
export interface Authority {
  readonly ca: string;
  readonly caFile: string;
  /** Signs a certificate for this common name; for a server with the names by which it is reached, `IP:127.0.0.1` for one. */
  sign(commonName: string, options?: { readonly names?: string; readonly isExpired?: boolean }): Promise<Certificate>;
  remove(): Promise<void>;
}

const CONFIG = `[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
`;

/** Makes an authority with openssl, which every machine with a RabbitMQ has. */
export async function authority(name: string): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), "insaka-certificates-"));
  const openssl = (...args: string[]): Promise<unknown> => run("openssl", args, { cwd: folder });
  const file = (of: string): string => join(folder, of);
  await Promise.all([
    writeFile(file("ca.cnf"), CONFIG),
    writeFile(file("index.txt"), ""),
    writeFile(file("serial"), "1000\n"),
  ]);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const self = ["-x509", "-days", "30", "-extensions", "authority", "-config", "ca.cnf", "-subj", `/CN=${name}`];
  await openssl("req", ...key, ...self, "-keyout", "ca.key", "-out", "ca.pem");
  let made = 0;
  return {
    ca: await readFile(file("ca.pem"), "utf8"),
    caFile: file("ca.pem"),
    async sign(commonName, { names, isExpired = false } = {}) {
      made += 1;
      const [keyName, request, cert] = [`${made}.key`, `${made}.csr`, `${made}.pem`];
      const also = names === undefined ? [] : ["-addext", `subjectAltName=${names}`];
      await openssl(
        "req",
        ...key,
        "-config",
        "ca.cnf",
        "-subj",
        `/CN=${commonName}`,
        ...also,
        "-keyout",
        keyName,
        "-out",
        request,
      );
      const time = isExpired ? ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"] : ["-days", "7"];
      const signer = ["-cert", "ca.pem", "-keyfile", "ca.key", "-config", "ca.cnf", "-batch", "-notext"];
      await openssl("ca", ...signer, ...time, "-in", request, "-out", cert);
      return {
        cert: await readFile(file(cert), "utf8"),
        key: await readFile(file(keyName), "utf8"),
        certFile: file(cert),
        keyFile: file(keyName),
      };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
