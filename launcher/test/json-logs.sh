#!/usr/bin/env bash
# json-logs.sh FOLDER…: requires that each line of each node's log below the folders is a JSON object in the form of docs/operations.md, "Logs".
# A node that is killed may leave the beginning of a line; there may be one such line for each start of a node, and no other.
set -euo pipefail

mapfile -t logs < <(find "$@" -path '*/logs/*' \( -name 'authority*.log' -o -name 'domain*.log' \) -type f)
[ ${#logs[@]} -gt 0 ] || { echo "no log of a node is below $*"; exit 1; }
python3 - "${logs[@]}" <<'PYTHON'
import json
import sys

MEMBERS = ("Timestamp", "Level", "LoggerName", "ThreadName")
faults = []


def fault_of(line):
    try:
        entry = json.loads(line)
    except ValueError:
        return "no JSON"
    if not isinstance(entry, dict):
        return "no object"
    missing = [name for name in MEMBERS if name not in entry]
    if missing:
        return "without " + ", ".join(missing)
    if "event" not in entry and "LogMessage" not in entry:
        return "says nothing"
    if str(entry.get("LogMessage", "")).startswith('{"'):
        return "an object in a string"
    return ""


lines = 0
for name in sys.argv[1:]:
    with open(name, encoding="utf-8", newline="\n") as log:
        text = log.read()
    starts = text.count("Payara Micro Runtime directory")
    whole = text.split("\n")[:-1]  # what follows the last line feed is being written
    lines += len(whole)
    for number, line in enumerate(whole, 1):
        fault = fault_of(line)
        if fault == "no JSON" and line.startswith('{"Timestamp":') and starts > 0:
            starts -= 1
        elif fault:
            faults.append(f"{name}:{number}: {fault}: {line[:200]}")
print(f"{lines} lines in {len(sys.argv) - 1} logs")
for each in faults[:20]:
    print(each)
sys.exit(1 if faults else 0)
PYTHON
