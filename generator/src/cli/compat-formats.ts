/** The report formats of `insaka compat`, the default first: what `--format` takes, without what makes the reports. */
export const compatFormats = ["text", "json", "github", "junit", "sarif", "markdown"] as const;
