import { fileURLToPath } from "node:url";

/** The folder with rabbitmq.conf, enabled_plugins and the generated definitions.json. */
export const infraFolder: string = fileURLToPath(new URL("../../../infra/rabbitmq/", import.meta.url));
