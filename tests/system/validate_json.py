"""Validates JSON documents against a JSON Schema: validate_json.py SCHEMA DOCUMENT...

Exit status: 0 all are valid, 1 some are not, 77 the package python3-jsonschema is not installed.
"""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    root = {key: value for key, value in schema.items() if key != "oneOf"}
    failed = False
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        # The alternative that is meant says more about a mistake than "none of these".
        if "journal" in document:
            name = f"journal_{document['journal']}"
        elif "type" in document:
            name = f"{document['type']}_line"
        else:
            commands = {None: "info_document", "check": "check_run", "list": "list_run"}
            name = commands.get(document.get("command"), "run")
        meant = jsonschema.Draft202012Validator({**root, "$ref": "#/$defs/" + name})
        errors = list(meant.iter_errors(document))
        errors = errors or list(jsonschema.Draft202012Validator(schema).iter_errors(document))
        for error in errors:
            worst = jsonschema.exceptions.best_match([error])
            print(f"{path}: {worst.json_path}: {worst.message[:400]}")
            failed = True
    sys.exit(1 if failed else 0)


main()
