#!/usr/bin/env python3
"""Writes tests/it/expected_verdicts.csv: which rule each model calls for around each of its dates.

Reads the researched facts and nothing of the catalog or its code, so that both can be held against each
other. Usage: expected_verdicts.py FACTS_FOLDER > tests/it/expected_verdicts.csv

A row without a Region is judged by the main dates, one with a Region by the dates listed for it. The level is
given where the facts tell who states the End-of-Life date: AWS (error) or somebody else (warning).
"""

import csv
import datetime as dt
import pathlib
import sys

WITHIN = 90


def day(text):
    return dt.date.fromisoformat(text) if text else None


def rule(dates, on):
    """The rule for one day, or nothing."""
    eol = dates.get("eol_date")
    if eol and on >= eol:
        return "end-of-life"
    if eol and (eol - on).days <= WITHIN:
        return "end-of-life-soon"
    if dates.get("extended_access_date") and on >= dates["extended_access_date"]:
        return "extended-access"
    if dates.get("legacy_date") and on >= dates["legacy_date"]:
        return "legacy"
    if dates.get("status_legacy_observed") and on >= dates["status_legacy_observed"]:
        return "legacy"
    return ""


def days_around(dates):
    """Each date with the days before and after it, and the first day of the warning before End-of-Life."""
    points = set(dates.values())
    if dates.get("eol_date"):
        points.add(dates["eol_date"] - dt.timedelta(days=WITHIN))
    return sorted({point + dt.timedelta(days=shift) for point in points for shift in (-1, 0, 1)})


def rows(model, region, dates, level):
    for on in days_around(dates):
        found = rule(dates, on)
        yield [model, region, on.isoformat(), found, level if found == "end-of-life" else ""]


def main(folder):
    models = list(csv.DictReader(open(folder / "models.csv")))
    regional = {}
    for row in csv.DictReader(open(folder / "regions.csv")):
        if row["field"] != "listed_on":
            regional.setdefault((row["model_id"], row["region"]), {})[row["field"]] = day(row["date"])
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["model", "region", "day", "rule", "level"])
    for row in models:
        if row["variant_of"] or not row["eol_date"] or not row["legacy_date"]:
            continue
        fields = ("legacy_date", "extended_access_date", "eol_date")
        dates = {field: day(row[field]) for field in fields if row[field]}
        level = {"aws-docs": "error", "third-party": "warning"}.get(row["date_confidence"], "")
        out.writerows(rows(row["model_id"], "", dates, level))
    for (model, region), dates in sorted(regional.items()):
        out.writerows(rows(model, region, dates, ""))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
