#!/usr/bin/env python3
"""Writes tests/it/expected_verdicts.csv: which rule each model calls for around each of its dates.

Reads the researched facts and nothing of the catalog or its code, so that both can be held against each
other. Usage: expected_verdicts.py FACTS_FOLDER > tests/it/expected_verdicts.csv

A row without a Region is judged by the main dates, one with a Region by the dates listed for it. A profile is
judged by the main dates, too, unless every Region from which it can be called has dates of its own: then the worst of
them decides; the ARN of a profile names the Region and is judged by that one. The level is given where the facts tell
who states the End-of-Life date: AWS (error) or somebody else (warning).
"""

import csv
import datetime as dt
import pathlib
import sys

WITHIN = 90
# The Regions that a profile of a scope sends requests to, by AWS's page on inference profiles: those of profiles whose
# source Regions no fact lists.
SCOPES = {
    "apac": "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-4",
    "au": "ap-southeast-2 ap-southeast-4",
    "ca": "ca-central-1 ca-west-1",
    "eu": "eu-central-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-3",
    "in": "ap-south-1 ap-south-2",
    "jp": "ap-northeast-1 ap-northeast-3",
    "us": "us-east-1 us-east-2 us-west-1 us-west-2",
    "us-gov": "us-gov-east-1 us-gov-west-1",
}
WORST_FIRST = ["end-of-life", "end-of-life-soon", "extended-access", "legacy", ""]


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


def rows(form, model, region, dates, level):
    for on in days_around(dates):
        found = rule(dates, on)
        yield [form, model, region, on.isoformat(), found, level if found == "end-of-life" else ""]


def source_regions(path):
    """The Regions from which each profile can be called."""
    sources = {}
    for row in csv.DictReader(open(path)):
        if row["source_region"]:
            sources.setdefault(row["profile_id"], set()).add(row["source_region"])
    return sources


def profile_rows(scope, model, main, regional, sources):
    """A profile around each of its dates, and its ARN in each of its source Regions that has dates of its own."""
    regions = sorted(sources.get(f"{scope}.{model}", SCOPES.get(scope, "").split()))
    if scope == "global":
        regions = []
    dated = {region: regional[model, region] for region in regions if (model, region) in regional}
    own = list(dated.values()) if regions and len(dated) == len(regions) else [main]
    profile = f"{scope}.{model}"
    for on in sorted({on for dates in [main, *own] for on in days_around(dates)}):
        found = min((rule(dates, on) for dates in own), key=WORST_FIRST.index)
        yield ["profile", profile, "", on.isoformat(), found, ""]
    for region, dates in sorted(dated.items()):
        yield from rows("inference-profile-arn", profile, region, dates, "")


def main(folder):
    models = list(csv.DictReader(open(folder / "models.csv")))
    regional = {}
    for row in csv.DictReader(open(folder / "regions.csv")):
        # Listed there without a date: a Region of its own, to which the main dates do not extend.
        dates = regional.setdefault((row["model_id"], row["region"]), {})
        if row["field"] != "listed_on":
            dates[row["field"]] = day(row["date"])
    sources = source_regions(folder / "profile_regions.csv")
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["form", "id", "region", "day", "rule", "level"])
    main_dates = {}
    for row in models:
        if row["variant_of"] or not row["eol_date"] or not row["legacy_date"]:
            continue
        fields = ("legacy_date", "extended_access_date", "eol_date")
        dates = {field: day(row[field]) for field in fields if row[field]}
        level = {"aws-docs": "error", "third-party": "warning"}.get(row["date_confidence"], "")
        main_dates[row["model_id"]] = dates
        out.writerows(rows("base", row["model_id"], "", dates, level))
    for (model, region), dates in sorted(regional.items()):
        out.writerows(rows("foundation-model-arn", model, region, dates, ""))
    for row in csv.DictReader(open(folder / "inference_profiles.csv")):
        scope, model = row["prefix"].rstrip("."), row["base_model_id"]
        if scope and model in main_dates:
            out.writerows(profile_rows(scope, model, main_dates[model], regional, sources))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
