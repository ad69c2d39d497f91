#!/usr/bin/env python3
"""Validates JSON documents against the schema that each one names.

    validate.py SCHEMA_DIR FOLDER_OR_FILE...

`hamon/check/1` is judged by SCHEMA_DIR/check-1.schema.json. Each document is also judged with one of its keys taken away,
for every key that stands on its top level: a schema that does not miss it is no schema. Exit status 1 on any problem."""
import glob
import json
import os
import sys

import jsonschema


def validators(folder):
    schemas = {}
    for path in sorted(glob.glob(os.path.join(folder, "*.schema.json"))):
        with open(path, encoding="utf-8") as f:
            schema = json.load(f)
        jsonschema.Draft202012Validator.check_schema(schema)
        schemas[schema["$id"]] = schema
    return {name: jsonschema.Draft202012Validator(schema, resolver=jsonschema.RefResolver(name, schema, store=schemas))
            for name, schema in schemas.items()}


def problems(known, document):
    kind, _, number = document.get("schema", "").removeprefix("hamon/").partition("/")
    validator = known.get("%s-%s.schema.json" % (kind, number))
    if validator is None:
        return ["no schema for %r" % document.get("schema")]
    found = ["%s: %s" % ("/".join(map(str, e.absolute_path)), e.message[:300]) for e in validator.iter_errors(document)]
    for key in document:
        less = {k: v for k, v in document.items() if k != key}
        if validator.is_valid(less):
            found.append("the schema does not miss %r" % key)
    return found


def main():
    known, paths = validators(sys.argv[1]), []
    for path in sys.argv[2:]:
        paths += sorted(glob.glob(os.path.join(path, "*.json"))) if os.path.isdir(path) else [path]
    failed = 0
    for path in paths:
        with open(path, encoding="utf-8") as f:
            found = problems(known, json.load(f))
        failed += bool(found)
        print("\n  ".join([os.path.basename(path) + (": ok" if not found else ":")] + found))
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
