/** Who connects: a user with its password, or the holder of the client certificate in `tls` (SASL EXTERNAL). */
export type Credentials = { readonly user: string; readonly password: string } | { readonly external: true };

/** What `amqps` needs beyond the certificates that Node trusts by itself. PEM texts; several in one text are fine. */
export interface TlsOptions {
  /** The authorities that may have signed the broker's certificate, instead of Node's own list. */
  readonly ca?: string | Buffer;
  /** This client's certificate and key, for brokers that ask for one. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** Of the key. */
  readonly passphrase?: string;
  /** The name that the broker's certificate must bear, where it is not the host of the URL. */
  readonly servername?: string;
}

/** A value, or a function that is asked before each attempt to connect, so that what was rotated is taken without a restart. */
export type Fresh<T> = T | (() => T | Promise<T>);

export interface AccessOptions {
  /** Instead of the user and password in the URL. */
  readonly credentials?: Fresh<Credentials>;
  /** For `amqps`. */
  readonly tls?: Fresh<TlsOptions>;
}

/** What holds at this moment. */
export async function fresh<T extends object>(it: Fresh<T>): Promise<T> {
  return typeof it === "function" ? await it() : it;
}
