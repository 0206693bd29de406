import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findInstallation } from "./installation.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "insaka-installation-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** An unpacked RabbitMQ with nothing in it but the names. */
async function unpack(plugin: string): Promise<string> {
  const home = join(folder, "rabbitmq_server");
  await mkdir(join(home, "sbin"), { recursive: true });
  await mkdir(join(home, "plugins", plugin), { recursive: true });
  await mkdir(join(home, "plugins", "rabbit_common-9.9.9"));
  await writeFile(join(home, "sbin", "rabbitmq-server"), "");
  return home;
}

describe("findInstallation", () => {
  it("follows a link on the path to the installation and reads its version", async () => {
    const home = await unpack("rabbit-30.1.2");
    await mkdir(join(folder, "bin"));
    await symlink(join(home, "sbin", "rabbitmq-server"), join(folder, "bin", "rabbitmq-server"));
    const found = await findInstallation(join(folder, "bin"), []);
    expect(found).toEqual({
      server: join(home, "sbin", "rabbitmq-server"),
      ctl: join(home, "sbin", "rabbitmqctl"),
      version: "30.1.2",
    });
  });

  it("takes one that is too old for not installed", async () => {
    const home = await unpack("rabbit-3.10.8");
    expect(await findInstallation(join(home, "sbin"), [])).toBeUndefined();
  });

  it("passes over a wrapper script that stands beside no plugins", async () => {
    await writeFile(join(folder, "rabbitmq-server"), "#!/bin/sh\n");
    expect(await findInstallation(folder, [])).toBeUndefined();
  });
});
