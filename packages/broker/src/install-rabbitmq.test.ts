import { describe, expect, it } from "vitest";
import { whyNotInstall } from "./install-rabbitmq.js";
import { readLinuxRelease } from "./linux-release.js";

const debian = readLinuxRelease('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_CODENAME=bookworm\n');

describe("readLinuxRelease", () => {
  it("reads a Debian", () => {
    expect(debian).toEqual({ id: "debian", codename: "bookworm", debianLike: true });
  });

  it("knows what is made from Debian", () => {
    const text = 'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=wilma\n';
    expect(readLinuxRelease(text)).toEqual({ id: "linuxmint", codename: "wilma", debianLike: true });
  });

  it("knows what is not", () => {
    expect(readLinuxRelease("ID=fedora\n").debianLike).toBe(false);
  });
});

describe("whyNotInstall", () => {
  it("installs as root on a Debian", () => {
    expect(whyNotInstall({ release: debian, root: true, env: {} })).toBeUndefined();
  });

  it.each([
    [
      "the user forbids it",
      { release: debian, root: true, env: { INSAKA_NO_INSTALL: "1" } },
      "INSAKA_NO_INSTALL is set",
    ],
    ["without root", { release: debian, root: false, env: {} }, "packages can only be installed as root"],
    ["on another system", { release: undefined, root: true, env: {} }, "this is not a Debian-like machine"],
  ])("does not install where %s", (_when, facts, reason) => {
    expect(whyNotInstall(facts)).toBe(reason);
  });
});
