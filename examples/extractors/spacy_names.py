#!/usr/bin/env python3
"""An extractor for Postil that asks spaCy for names.

    pip install spacy && python3 -m spacy download en_core_web_sm
    postil article.txt --extractor 'python3 spacy_names.py en_core_web_sm'

Without an argument the model is en_core_web_sm. To have spaCy's names instead of Postil's and not beside them, add --only.
docs/extractors.md has the protocol.
"""

import json
import sys

# Labels without a kind in Postil; it knows all others of spaCy's English models.
LEFT_OUT = {"LANGUAGE", "MISC"}


def main():
    arguments = [a for a in sys.argv[1:] if a != "--only"]
    model = arguments[0] if arguments else "en_core_web_sm"
    try:
        import spacy

        names = spacy.load(model, exclude=["parser", "lemmatizer"])
    except ImportError:
        sys.exit("spaCy is not installed: pip install spacy")
    except OSError:
        sys.exit(f"spaCy has no model {model}: python3 -m spacy download {model}")
    engine = {"type": "engine", "name": f"spaCy {model}"}
    if "--only" in sys.argv:
        engine["replaces"] = ["entities"]
    # Each line is an article. The model is loaded once for all of them.
    for line in sys.stdin:
        document = json.loads(line)
        text, blocks = document["text"], document["blocks"]
        lines = [engine]
        # Paragraph by paragraph, because no name extends from one into the next.
        for block, found in zip(blocks, names.pipe(text[b["start"]:b["end"]] for b in blocks)):
            for entity in found.ents:
                if entity.label_ not in LEFT_OUT:
                    lines.append({
                        "type": "entity",
                        "kind": entity.label_,
                        "start": block["start"] + entity.start_char,
                        "end": block["start"] + entity.end_char,
                    })
        lines.append({"type": "done", "id": document["id"]})
        sys.stdout.write("".join(json.dumps(line) + "\n" for line in lines))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
