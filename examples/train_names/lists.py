#!/usr/bin/env python3
"""Writes the lists that `train_names gazetteer` reads from two Python packages, both MIT: `faker` (names of persons by
country) and `pytickersymbols` (companies of the great stock indices, from Wikipedia).

    pip download --no-deps faker==40.63.0 pytickersymbols==1.17.10    # and unpack both into PACKAGES
    lists.py PACKAGES OUT                                             # OUT/given.list, OUT/family.list, OUT/companies.list
"""
import importlib, re, sys
from pathlib import Path

packages, out = Path(sys.argv[1]), Path(sys.argv[2])
sys.path.insert(0, str(packages))
sys.dont_write_bytecode = True

WORD = re.compile(r"^[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-ſȘșȚț'’]+(-[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-ſ]+)?$")


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple, set)):
        for v in value:
            yield from strings(v)
    elif isinstance(value, dict):
        yield from strings(list(value.keys()))


given, family = set(), set()
for folder in sorted((packages / "faker/providers/person").iterdir()):
    if not (folder / "__init__.py").exists() or folder.name in ("en_US", "en", "en_TH"):
        continue
    provider = importlib.import_module(f"faker.providers.person.{folder.name}").Provider
    for attribute in dir(provider):
        target = given if attribute.startswith("first_") else family if attribute.startswith("last_") else None
        if target is not None and ("name" in attribute):
            value = getattr(provider, attribute)
            if not callable(value):
                target.update(n for n in strings(value) if len(n) > 2 and WORD.match(n))

ENDINGS = r"(,? (N\.?V\.?|S\.?A\.?|SE|AG|PLC|plc|Plc|Inc\.?|Incorporated|Corp\.?|Corporation|Co\.?|Company|Ltd\.?|Limited|Group|Holdings?|SpA|S\.p\.A\.?|AB|ASA|A/S|Oyj|& Co\. KGaA|KGaA|\(.*\)|publ))+$"
companies = set()
for index in importlib.import_module("pytickersymbols.indices_data").INDICES.values():
    for company in index["companies"]:
        name = re.sub(r"\s+", " ", company["name"]).strip()
        if re.search(r"[A-Z]", name) and len(name) > 2:
            companies.add(name)
            companies.add(re.sub(ENDINGS, "", name).strip(" ,"))

for name, values in (("given", given), ("family", family), ("companies", companies)):
    values = sorted(v for v in values if len(v) > 2)
    (out / f"{name}.list").write_text("".join(v + "\n" for v in values), encoding="utf-8")
    print(name, len(values), file=sys.stderr)
