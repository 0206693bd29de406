import { describe, expect, it } from "vitest";
import { sourcesForRelease } from "./apt-sources.js";

const deb822 = `Types: deb
# a comment in a stanza
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates bookworm-backports
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;

describe("sourcesForRelease", () => {
  it("repeats deb822 sources with their updates and security suites, without backports", () => {
    expect(sourcesForRelease([{ name: "debian.sources", text: deb822 }], "bookworm", "trixie")).toBe(`Types: deb
URIs: http://mirror.example/debian
Suites: trixie trixie-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: trixie-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`);
  });

  it("repeats one-line sources and keeps their options", () => {
    const text = `# the archive
deb [arch=amd64,arm64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian bookworm main non-free # why
deb-src http://mirror.example/debian bookworm main
`;
    expect(sourcesForRelease([{ name: "sources.list", text }], "bookworm", "trixie")).toBe(`Types: deb
URIs: http://mirror.example/debian
Suites: trixie
Components: main
Architectures: amd64 arm64
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`);
  });

  it("repeats a one-line source without options", () => {
    const text = "deb http://mirror.example/debian bookworm main";
    expect(sourcesForRelease([{ name: "sources.list", text }], "bookworm", "trixie")).toContain("Suites: trixie\n");
  });

  it.each([
    ["a third party's key", "deb [signed-by=/etc/apt/keyrings/vendor.gpg] https://apt.vendor.example bookworm main"],
    ["another suite", "deb https://apt.vendor.example nodistro main"],
    ["another component", "deb https://download.vendor.example/debian bookworm stable"],
    ["a source type other than binaries", "deb-src http://mirror.example/debian bookworm main"],
    ["a comment", "# deb http://mirror.example/debian bookworm main"],
  ])("leaves out %s", (_what, text) => {
    expect(sourcesForRelease([{ name: "vendor.list", text }], "bookworm", "trixie")).toBe("");
  });

  it("leaves out a stanza that is switched off", () => {
    const text = `Enabled: no\n${deb822.slice(0, deb822.indexOf("\n\n"))}`;
    expect(sourcesForRelease([{ name: "debian.sources", text }], "bookworm", "trixie")).toBe("");
  });

  it("lists a source once when two files name it", () => {
    const text = "deb http://mirror.example/debian bookworm main";
    const twice = sourcesForRelease(
      [
        { name: "a.list", text },
        { name: "b.list", text },
      ],
      "bookworm",
      "trixie",
    );
    expect(twice.match(/Types:/g)).toHaveLength(1);
  });
});
