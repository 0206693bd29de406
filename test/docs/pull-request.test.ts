import { test } from "vitest";
import { holdPage } from "./hold-page.js";

test("docs/pull-request.md does what it says", { timeout: 300_000 }, () => holdPage("pull-request"));
