import { createHash, randomBytes } from "node:crypto";

/** A password nobody can guess, of characters that need no escaping in a URL. */
export function randomPassword(): string {
  return randomBytes(24).toString("base64url");
}

/**
 * The hash that definitions carry: base64 of a 32-bit salt followed by SHA-256 of salt and password
 * (`rabbit_password_hashing_sha256`, RabbitMQ's "Credentials and Passwords" guide). Give `salt` only to compare two hashes.
 */
export function hashPassword(password: string, salt: Buffer = randomBytes(4)): string {
  const digest = createHash("sha256").update(salt).update(password, "utf8").digest();
  return Buffer.concat([salt, digest]).toString("base64");
}
