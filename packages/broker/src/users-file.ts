import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Definitions } from "./definitions.js";
import { infraFolder } from "./infra-folder.js";
import { hashPassword, randomPassword } from "./password-hash.js";

/** The user that a broker of ours is managed as. */
const adminName = "insaka-admin";

/** `20-users.json` for a broker that is started here, with the passwords behind its hashes. */
export interface UsersFile {
  readonly admin: { readonly user: string; readonly password: string };
  readonly definitions: Definitions;
  /** Password by user, the administrator included. */
  readonly passwords: Readonly<Record<string, string>>;
}

/** Gives the generated definitions' users, where there are any, and an administrator random passwords. */
export async function usersWithPasswords(): Promise<UsersFile> {
  const text = await readFile(join(infraFolder, "definitions.json"), "utf8").catch(() => "{}");
  const generated = JSON.parse(text) as Definitions;
  const passwords: Record<string, string> = { [adminName]: randomPassword() };
  for (const user of generated.users ?? []) passwords[user.name] = randomPassword();
  return {
    admin: { user: adminName, password: passwords[adminName] ?? "" },
    passwords,
    definitions: {
      users: Object.entries(passwords).map(([name, password]) => ({
        name,
        password_hash: hashPassword(password),
        hashing_algorithm: "rabbit_password_hashing_sha256",
        tags: name === adminName ? ["administrator"] : [],
      })),
      // A blank node that imports definitions has no virtual host unless one of the files names it.
      vhosts: [{ name: "/" }],
      permissions: [{ user: adminName, vhost: "/", configure: ".*", write: ".*", read: ".*" }],
    },
  };
}
