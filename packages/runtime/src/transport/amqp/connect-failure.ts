import { ContractError } from "../../contract-error.js";
import { reasonText } from "../channel-error.js";
import type { TroubleCause } from "../trouble.js";

/** What is known of an attempt to connect that failed. */
export interface ConnectFailure {
  readonly cause: Extract<TroubleCause, "unreachable" | "refused" | "untrusted">;
  /** False where trying again helps only after somebody has changed something. */
  readonly mayPass: boolean;
  readonly hint: string;
}

/** 403 is the answer to a user or password; what comes after it concerns the virtual host, which may still be made. */
const WRONG_USER = /^Handshake terminated by server: 403/;
const NO_VHOST = /^Expected ConnectionOpenOk; got <ConnectionClose/;
const NO_MECHANISM = /^SASL mechanism \w+ is not provided/;

/** What OpenSSL and Node say of the broker's certificate. */
const BROKER_CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the broker's certificate has expired: renew it there",
  CERT_NOT_YET_VALID: "the broker's certificate is not valid yet: check the clocks",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the broker's certificate is for another host name: connect by that name, or give it as tls.servername",
};
const UNKNOWN_AUTHORITY =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_SIGNATURE_FAILURE|CERT_UNTRUSTED)$/;
/** The alert by which a broker refuses the client's certificate, or the lack of one. */
const CLIENT_CERTIFICATE = /^ERR_SSL_\w*ALERT_(\w*CERTIFICATE\w*|UNKNOWN_CA|HANDSHAKE_FAILURE|DECRYPT_ERROR)/;
/** What Node says of PEM texts that do not fit together. */
const UNUSABLE_KEY = /^ERR_(OSSL|SSL|CRYPTO)_/;

export function judgeConnectFailure(error: unknown): ConnectFailure {
  const text = reasonText(error);
  const code = String((error as { code?: unknown } | undefined)?.code ?? "");
  const untrusted = (hint: string): ConnectFailure => ({ cause: "untrusted", mayPass: false, hint });
  if (WRONG_USER.test(text))
    return {
      cause: "refused",
      mayPass: false,
      hint: "check the user, its password and its rights on this virtual host",
    };
  if (NO_VHOST.test(text))
    return {
      cause: "refused",
      mayPass: true,
      hint: "check that the virtual host exists and that the user has rights on it",
    };
  if (NO_MECHANISM.test(text))
    return {
      cause: "refused",
      mayPass: false,
      hint: "enable the mechanism on the broker; EXTERNAL comes with rabbitmq_auth_mechanism_ssl",
    };
  const broker = BROKER_CERTIFICATE[code];
  if (broker !== undefined) return untrusted(broker);
  if (UNKNOWN_AUTHORITY.test(code)) {
    return untrusted("nobody trusted has signed the broker's certificate: give its authority as tls.ca");
  }
  if (CLIENT_CERTIFICATE.test(code)) {
    return untrusted(
      "the broker does not accept this client's certificate: check tls.cert, its end date and its signer",
    );
  }
  if (UNUSABLE_KEY.test(code)) {
    return untrusted("check tls.cert, tls.key and tls.passphrase, and that the broker speaks TLS on this port");
  }
  return { cause: "unreachable", mayPass: true, hint: "check that RabbitMQ listens there" };
}

export function connectFailed(error: unknown, urls: readonly string[]): ContractError {
  const hosts = urls.map((url) => new URL(url).host).join(", ");
  const { hint, mayPass } = judgeConnectFailure(error);
  return new ContractError("connect-failed", `no connection to ${hosts}: ${reasonText(error)}; ${hint}`, {
    scope: "connection",
    retryable: mayPass,
    cause: error,
  });
}
