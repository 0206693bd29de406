"""Each line of the first file, a class and JSON, becomes an object and JSON again: a line of the second."""

import importlib
import json
import sys

with open(sys.argv[1], encoding="utf-8") as cases, open(sys.argv[2], "w", encoding="utf-8") as out:
    for line in cases.read().split("\n"):
        if line == "":
            continue
        key, name, text = line.split("\t", 2)
        try:
            model = getattr(importlib.import_module(f"contracts.{key}"), name)
            out.write(json.dumps(model.from_dict(json.loads(text)).to_dict()) + "\n")
        except Exception as fault:
            out.write("!" + repr(fault).replace("\n", " ") + "\n")
