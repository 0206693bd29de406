import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
>;

/**
 * What a command was asked for, or its exit code where there is nothing to do: 0 after `--help`, 1 where it does not know an option.
 * Either prints how it is used.
 */
export function commandLine<const T extends Options>(
  args: readonly string[],
  usage: string,
  options: T,
): Parsed<T> | number {
  if (args.includes("--help")) {
    console.log(usage);
    return 0;
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node goes on with advice that nobody needs here.
    const [what = ""] = (error instanceof Error ? error.message : String(error)).split(". ");
    console.error(`${what}\n\n${usage}`);
    return 1;
  }
}
