#!/usr/bin/env python3
"""An extractor for Postil that needs nothing but Python: names from your own list, and the statements attributed to them.

    postil article.txt --extractor 'python3 word_list.py names.tsv'

Each line of the list holds a kind and one or more spellings of a name, separated by tabs; the first is its full name:

    person<TAB>Ida Lund<TAB>Lund<TAB>the mayor
    organization<TAB>Harbour Board

A sentence such as "Lund said that the bridge is safe" becomes a claim by Ida Lund. docs/extractors.md has the protocol.
"""

import json
import os
import re
import sys

CUES = r"(?:said|says|claimed|claims|told reporters|announced|argued|warned)"


def read_list(path):
    """Spellings, each with its kind and full name."""
    spellings = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            kind, *names = line.rstrip("\n").split("\t")
            for spelling in filter(None, names):
                spellings[spelling] = (kind, names[0])
    return spellings


def answer(line):
    # Each line is written completely and flushed: Postil waits for it.
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main():
    path = sys.argv[1]
    spellings = read_list(path)
    # The longest first, so that "Ida Lund" is not taken for "Lund".
    longest_first = sorted(spellings, key=len, reverse=True)
    any_name = re.compile(r"(?<!\w)(?:%s)(?!\w)" % "|".join(map(re.escape, longest_first)))
    for line in sys.stdin:
        document = json.loads(line)
        # Python counts in Unicode scalar values, as Postil does: its offsets can be sent as they are.
        text = document["text"]
        answer({"type": "engine", "name": os.path.basename(path)})
        for name in any_name.finditer(text):
            kind, full_name = spellings[name.group()]
            answer({"type": "entity", "kind": kind, "name": full_name, "start": name.start(), "end": name.end()})
            said = re.compile(r"\s+(%s)\s+that\s+([^.!?\n]+)" % CUES).match(text, name.end())
            if said:
                answer({
                    "type": "claim",
                    "start": said.start(2),
                    "end": said.end(2),
                    "speaker": {"name": full_name, "start": name.start(), "end": name.end()},
                    "cue": {"start": said.start(1), "end": said.end(1)},
                    "form": "indirect",
                    "reasons": ["said by a name of the list"],
                })
        answer({"type": "done", "id": document["id"]})


if __name__ == "__main__":
    main()
