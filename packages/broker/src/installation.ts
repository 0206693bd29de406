import { readdir, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { isAtLeast, oldestSupported } from "./rabbitmq-version.js";

/** A RabbitMQ that is installed on this machine. */
export interface Installation {
  readonly server: string;
  readonly ctl: string;
  readonly version: string;
}

/**
 * Finds an installed RabbitMQ that is new enough. Debian's `/usr/sbin/rabbitmq-server` is passed over for the script
 * behind it: run as root it becomes the user `rabbitmq`, who cannot write in our folder.
 */
export async function findInstallation(
  path: string = process.env.PATH ?? "",
  preferred: readonly string[] = ["/usr/lib/rabbitmq/bin"],
): Promise<Installation | undefined> {
  const folders = [...preferred, ...path.split(delimiter).filter((folder) => folder !== "")];
  for (const folder of folders) {
    const server = await realpath(join(folder, "rabbitmq-server")).catch(() => undefined);
    if (server === undefined) continue;
    const version = await installedVersion(dirname(server));
    if (version === undefined || !isAtLeast(version, oldestSupported)) continue;
    return { server, ctl: join(dirname(server), "rabbitmqctl"), version };
  }
  return undefined;
}

/** Reads the version off the broker's own plugin (`plugins/rabbit-4.0.5`): asking a booted node would take seconds. */
async function installedVersion(scripts: string): Promise<string | undefined> {
  const plugins = await readdir(join(scripts, "..", "plugins")).catch(() => []);
  for (const name of plugins) {
    const version = /^rabbit-(\d+\.\d+\.\d+.*?)(?:\.ez)?$/.exec(name)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}
