import { test } from "vitest";
import { holdPage } from "./hold-page.js";

test("docs/worked-example.md does what it says", { timeout: 300_000 }, () => holdPage("worked-example"));
