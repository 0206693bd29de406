import type { CommandResult } from "./run-command.js";

/** Runs a command in a running container. The container library is only loaded by those who use it. */
export async function runInContainer(id: string, command: readonly string[]): Promise<CommandResult> {
  const { getContainerRuntimeClient } = await import("testcontainers");
  const { container } = await getContainerRuntimeClient();
  const { exitCode, stdout, stderr } = await container.exec(container.getById(id), [...command]);
  return { code: exitCode, stdout, stderr };
}
