import { chmod, readFile, rename, rm, writeFile } from "node:fs/promises";

/** Debian's invoke-rc.d asks this program before it starts a service; 101 means "not allowed" (policy-rc.d(8)). */
const policyPath = "/usr/sbin/policy-rc.d";
const refusal = "#!/bin/sh\n# Written by Insaka while it installs packages: nothing is started.\nexit 101\n";

/**
 * Runs `work` while no freshly installed package may start its daemon, then puts the machine's own policy back.
 * Without this the packaged RabbitMQ would take the usual ports and keep running after the tests.
 */
export async function withDaemonsHeldBack<T>(work: () => Promise<T>, path: string = policyPath): Promise<T> {
  const saved = `${path}.insaka-saved`;
  // A run that was killed here leaves its own refusal as the policy and the machine's one under the saved name.
  await rename(saved, path).catch(() => undefined);
  const own = await readFile(path, "utf8").catch(() => undefined);
  if (own !== undefined && own !== refusal) await rename(path, saved);
  try {
    await writeFile(path, refusal);
    await chmod(path, 0o755);
    return await work();
  } finally {
    await rm(path, { force: true });
    await rename(saved, path).catch(() => undefined);
  }
}
