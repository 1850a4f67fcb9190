"""usage: zoo_table.py ROWS FILE.md: puts the rows that tests/parity.sh recorded (a line of JSON each) between the marks in FILE.md."""
import json
import os
import re
import sys

BEGIN, END = "<!-- begin: written by tests/parity.sh -->", "<!-- end -->"
HEAD = ("| model | parameters | multiply-adds | peer | keys | logits | loss | gradients |\n"
        "|---|---:|---:|---|---:|---:|---:|---:|\n")


def key(row):
    return row["SpecFile"], [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", row["Name"])]


def _error(value):
    return f"{value:.0e}" if value else "0"


def line(row):
    peer = row["Reference"] or "by hand"
    trained = [_error(row[k]) if row["trains"] else "" for k in ("loss", "gradients")]
    cells = [row["Name"], f"{row['ParameterCount']:,}", f"{row['MultiplyAdds']:,}", peer, f"{row['Keys']} equal", _error(row["logits"]), *trained]
    return "| " + " | ".join(cells) + " |\n"


rows, path = sys.argv[1:]
with open(rows) as f:
    lines = "".join(line(r) for r in sorted(map(json.loads, f), key=key))
with open(path) as f:
    text = f.read()
before, rest = text.split(BEGIN)
after = rest.split(END)[1]
with open(path + ".new", "w") as f:
    f.write(before + BEGIN + "\n" + HEAD + lines + END + after)
os.replace(path + ".new", path)
