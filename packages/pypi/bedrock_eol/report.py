# Written by packages/types from docs/json-v1.schema.json. Do not edit.
"""The report of a scan, as docs/json-v1.schema.json describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Mapping, Optional, Tuple


@dataclass(frozen=True)
class Tool:
    """The tool and its version."""

    name: str
    version: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Tool:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            name=value["name"],
            version=value["version"],
        )


@dataclass(frozen=True)
class CatalogVersion:
    """The catalog's version and the date of its latest source."""

    version: str
    as_of: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> CatalogVersion:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            version=value["version"],
            as_of=value["as_of"],
        )


@dataclass(frozen=True)
class Coverage:
    """What was judged."""

    every_stage: bool
    """Whether each Legacy or End-of-Life reference is a finding at its default level or above."""
    every_line: bool
    """Whether whole files were judged, not only the lines that a change adds."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Coverage:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            every_stage=value["every_stage"],
            every_line=value["every_line"],
        )


@dataclass(frozen=True)
class Repository:
    """A repository of a merged report."""

    name: str
    as_of: str
    """The evaluation date of its reports, ISO 8601."""
    catalog: CatalogVersion
    """The catalog of its reports."""
    complete: bool
    """Whether everything was read and parsed."""
    error: int
    """Active findings by level."""
    warning: int
    note: int
    accepted: int
    """Findings that a suppression or the baseline hides."""
    owners: Tuple[str, ...]
    """Owners of files with active findings, those of most findings first."""
    files_scanned: int
    reports: Mapping[str, Part]
    """What each of its reports counted, by a hash of the report: one that is merged twice counts once."""
    next_end: Optional[str] = None
    """The next End-of-Life of a model in use after the report's day, ISO 8601; null if none is known."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Repository:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            name=value["name"],
            as_of=value["as_of"],
            catalog=CatalogVersion.from_json(value["catalog"]),
            complete=value["complete"],
            error=value["error"],
            warning=value["warning"],
            note=value["note"],
            accepted=value["accepted"],
            next_end=value.get("next_end"),
            owners=tuple(value["owners"]),
            files_scanned=value["files_scanned"],
            reports={key: Part.from_json(one) for key, one in value["reports"].items()},
        )


@dataclass(frozen=True)
class Part:
    """The counts of a report that was merged."""

    stats: Stats
    coverage: Coverage
    lists_references: bool
    """Whether it has the inventory."""
    references: int
    """Number of references without a finding."""
    models: Mapping[str, Tuple[int, int]]
    """Number of those to each model, and of uses among them."""
    left_out: Mapping[str, int]
    """What was left out and is neither in `findings` nor in `skipped`, by cause."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Part:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            stats=Stats.from_json(value["stats"]),
            coverage=Coverage.from_json(value["coverage"]),
            lists_references=value["lists_references"],
            references=value["references"],
            models={key: (one[0], one[1]) for key, one in value["models"].items()},
            left_out=dict(value["left_out"]),
        )


@dataclass(frozen=True)
class Stats:
    """Counts of the run."""

    files_scanned: int
    bytes_scanned: int
    files_in_windows: int

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Stats:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            files_scanned=value["files_scanned"],
            bytes_scanned=value["bytes_scanned"],
            files_in_windows=value["files_in_windows"],
        )


@dataclass(frozen=True)
class History:
    """What a scan of a history looked at."""

    branches: Tuple[str, ...]
    """The branches, or the one revision, at the end of the history."""
    commits_scanned: int
    """Number of commits."""
    blobs: int
    """Number of contents of files."""
    is_cut: bool
    """Whether commits are missing, since the clone is shallow: dates may be too late."""
    commits: Mapping[str, Commit]
    """The commits that findings name, by name."""
    revisions: Optional[str] = None
    """The revisions of `--history`; null for what `HEAD` reaches."""
    since: Optional[str] = None
    """The day of `--since`, ISO 8601."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> History:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            revisions=value.get("revisions"),
            since=value.get("since"),
            branches=tuple(value["branches"]),
            commits_scanned=value["commits_scanned"],
            blobs=value["blobs"],
            is_cut=value["is_cut"],
            commits={key: Commit.from_json(one) for key, one in value["commits"].items()},
        )


@dataclass(frozen=True)
class Commit:
    """A commit. Anybody can write any author and date."""

    date: str
    """When its author wrote it, ISO 8601 with the zone; empty where git knows no date."""
    author: str
    """The name of its author."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Commit:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            date=value["date"],
            author=value["author"],
        )


@dataclass(frozen=True)
class Usage:
    """What the exports say."""

    rows: int
    """Number of rows about invocations."""
    other_events: int
    """Number of events that invoke no model."""
    models: Tuple[InvokedModel, ...]
    """All models that were invoked, the most frequent first."""
    days: Optional[int] = None
    """The number of days that the exports cover; null if they do not have it."""
    first_seen: Optional[str] = None
    """The first day on which a model was invoked, ISO 8601; null if not known."""
    last_seen: Optional[str] = None
    """The last day on which a model was invoked, ISO 8601; null if not known."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Usage:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            days=value.get("days"),
            first_seen=value.get("first_seen"),
            last_seen=value.get("last_seen"),
            rows=value["rows"],
            other_events=value["other_events"],
            models=tuple(InvokedModel.from_json(one) for one in value["models"]),
        )


@dataclass(frozen=True)
class InvokedModel:
    """A model that was invoked."""

    id: str
    """The base ID, or what the exports call it if the catalog does not know it."""
    known: bool
    """Whether the catalog knows it."""
    invocations: int
    """How often it was invoked."""
    referenced: bool
    """Whether a reference of the report is to it. If not, it is invoked by something that was not scanned."""
    names: Tuple[UsedName, ...]
    """What the exports call it: IDs, profiles and ARNs."""
    last_seen: Optional[str] = None
    """The last day, ISO 8601; null if not known."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> InvokedModel:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            id=value["id"],
            known=value["known"],
            invocations=value["invocations"],
            last_seen=value.get("last_seen"),
            referenced=value["referenced"],
            names=tuple(UsedName.from_json(one) for one in value["names"]),
        )


@dataclass(frozen=True)
class UsedName:
    """A name of a model in the exports."""

    name: str
    """As the exports have it."""
    invocations: int
    """How often it was invoked."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> UsedName:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            name=value["name"],
            invocations=value["invocations"],
        )


@dataclass(frozen=True)
class Counts:
    """Counts of findings; those by level, rule and model count only active findings."""

    error: int
    warning: int
    note: int
    suppressed: int
    baselined: int
    references: int
    """References in the inventory, whether it is part of the document or not."""
    files_with_findings: int
    failing: int
    """References in use whose model is End-of-Life, at level error: their requests fail. Those in tests are
    not included.
    """
    possibly_failing: int
    """References whose model is End-of-Life, at level warning and not in a test: values that somebody may
    choose, patterns that also allow other models.
    """
    failing_in_tests: int
    """References in tests whose model is End-of-Life."""
    by_rule: Mapping[str, int]
    by_model: Mapping[str, int]

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Counts:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            error=value["error"],
            warning=value["warning"],
            note=value["note"],
            suppressed=value["suppressed"],
            baselined=value["baselined"],
            references=value["references"],
            files_with_findings=value["files_with_findings"],
            failing=value["failing"],
            possibly_failing=value["possibly_failing"],
            failing_in_tests=value["failing_in_tests"],
            by_rule=dict(value["by_rule"]),
            by_model=dict(value["by_model"]),
        )


@dataclass(frozen=True)
class Model:
    """A model of the catalog that the report refers to."""

    id: str
    """Base ID."""
    name: str
    provider: str
    stage: Literal["active", "legacy", "eol", "unknown"]
    """The stage on the report's day, by the dates that apply where it is used."""
    references: int
    """Number of references to it."""
    uses: int
    """Number of those that are not only mentions."""
    lifecycle: Lifecycle
    """The dates of the main Regions."""
    regions: Tuple[ModelRegion, ...]
    """The dates of Regions that have their own."""
    catalog_version: str
    """The version of the catalog that has these dates."""
    region: Optional[str] = None
    """The Region whose dates apply to all uses; null for the main Regions."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Model:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            id=value["id"],
            name=value["name"],
            provider=value["provider"],
            stage=value["stage"],
            region=value.get("region"),
            references=value["references"],
            uses=value["uses"],
            lifecycle=Lifecycle.from_json(value["lifecycle"]),
            regions=tuple(ModelRegion.from_json(one) for one in value["regions"]),
            catalog_version=value["catalog_version"],
        )


@dataclass(frozen=True)
class Lifecycle:
    """Dates of a model, ISO 8601; null if not known."""

    sources: Mapping[str, str]
    """The source of each date that is not null, by the name of its field: a key of `sources` of the document.
    """
    launched: Optional[str] = None
    legacy: Optional[str] = None
    extended_access: Optional[str] = None
    eol: Optional[str] = None
    eol_not_before: Optional[str] = None
    observed: Optional[Observed] = None
    """A stage that was seen without a date of its beginning."""
    evidence: Optional[str] = None
    """Evidence for the latest stage's date: `aws`, `third-party` or `inferred`."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Lifecycle:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            launched=value.get("launched"),
            legacy=value.get("legacy"),
            extended_access=value.get("extended_access"),
            eol=value.get("eol"),
            eol_not_before=value.get("eol_not_before"),
            observed=None if value.get("observed") is None else Observed.from_json(value["observed"]),
            evidence=value.get("evidence"),
            sources=dict(value["sources"]),
        )


@dataclass(frozen=True)
class Observed:
    """A stage that was seen on a day."""

    stage: Literal["active", "legacy", "eol"]
    day: str
    """The day of the capture."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Observed:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            stage=value["stage"],
            day=value["day"],
        )


@dataclass(frozen=True)
class ModelRegion:
    """Dates of a model in a Region."""

    region: str
    lifecycle: Lifecycle

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ModelRegion:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            region=value["region"],
            lifecycle=Lifecycle.from_json(value["lifecycle"]),
        )


@dataclass(frozen=True)
class SourceEntry:
    """A source, as JSON and SARIF have it."""

    title: str
    """The page, capture or package, in words."""
    evidence: str
    """`aws`, `third-party` or `inferred`."""
    page: Optional[str] = None
    """Address of the page, if it has one."""
    captured: Optional[str] = None
    """The day on which it was captured, or the month if only that is known, ISO 8601."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> SourceEntry:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            title=value["title"],
            page=value.get("page"),
            captured=value.get("captured"),
            evidence=value["evidence"],
        )


@dataclass(frozen=True)
class FindingRegion:
    """Dates in a Region."""

    region: str
    stage: Literal["active", "legacy", "eol", "unknown"]
    sources: Mapping[str, str]
    """The source of each date, as in `lifecycle`."""
    launched: Optional[str] = None
    legacy: Optional[str] = None
    extended_access: Optional[str] = None
    eol: Optional[str] = None
    eol_not_before: Optional[str] = None
    observed: Optional[Observed] = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> FindingRegion:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            region=value["region"],
            stage=value["stage"],
            launched=value.get("launched"),
            legacy=value.get("legacy"),
            extended_access=value.get("extended_access"),
            eol=value.get("eol"),
            eol_not_before=value.get("eol_not_before"),
            observed=None if value.get("observed") is None else Observed.from_json(value["observed"]),
            sources=dict(value["sources"]),
        )


@dataclass(frozen=True)
class Step:
    """A migration step. A step that says something about the new model, as its quotas, has an entry for each
    such text.
    """

    id: str
    """The migration in the catalog: `explain` and `catalog` use the same ID."""
    change: str
    source: str
    detail: Optional[StepDetail] = None
    """What `change` ends with for one new model only; null if it is the same for every model."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Step:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            id=value["id"],
            change=value["change"],
            detail=None if value.get("detail") is None else StepDetail.from_json(value["detail"]),
            source=value["source"],
        )


@dataclass(frozen=True)
class StepDetail:
    """What a step says about one new model."""

    model: str
    """Display name of the model."""
    items: Tuple[str, ...]

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> StepDetail:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            model=value["model"],
            items=tuple(value["items"]),
        )


@dataclass(frozen=True)
class Price:
    """List prices in US dollars of the old and the new model, of one class and unit."""

    unit: str
    """What is counted: `1M tokens`."""
    class_: str
    """The profile scope or Region that they are for, `base` without either."""
    source: str
    """Short name of the source."""
    up_to: Optional[str] = None
    """The size of a request beyond which the new model costs more."""
    old_input: Optional[str] = None
    old_output: Optional[str] = None
    new_input: Optional[str] = None
    new_output: Optional[str] = None
    retrieved: Optional[str] = None
    """The day of its capture."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Price:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            unit=value["unit"],
            class_=value["class"],
            up_to=value.get("up_to"),
            old_input=value.get("old_input"),
            old_output=value.get("old_output"),
            new_input=value.get("new_input"),
            new_output=value.get("new_output"),
            source=value["source"],
            retrieved=value.get("retrieved"),
        )


@dataclass(frozen=True)
class Finding:
    """A finding: a reference and its verdict."""

    path: str
    """Relative to `root`, or in a merged report to the root of the repository, with `/`; absolute for a file
    outside of it.
    """
    line: int
    """1-based."""
    column: int
    """1-based, in code points."""
    end_line: int
    end_column: int
    """One past the last character."""
    text: str
    """The reference as written; invalid bytes are U+FFFD."""
    form: Literal["base", "profile", "foundation-model-arn", "inference-profile-arn", "wildcard", "symbol", "opaque"]
    resolution: Literal["exact", "truncated", "template", "joined", "regex", "family", "near", "definition", "none"]
    models: Tuple[str, ...]
    """Base IDs that it refers to."""
    candidates: Tuple[str, ...]
    """Nearest known IDs, if it refers to no known model."""
    context: Literal["code", "config", "iac", "iam", "docs", "comment", "test", "recording", "registry", "choice", "deprecation"]
    stage: Literal["active", "legacy", "eol", "unknown"]
    """`active`, `legacy`, `eol` or `unknown`."""
    confidence: Literal["low", "medium", "high"]
    rule: str
    level: Literal["error", "warning", "note"]
    """`error`, `warning` or `note`."""
    message: str
    steps: Tuple[str, ...]
    """Migration steps: keys of `steps` of the document."""
    related: Tuple[Related, ...]
    """Other locations that belong to the finding."""
    fingerprint: str
    content_fingerprint: str
    """The same without the path."""
    disposition: Literal["active", "suppressed", "baselined"]
    """`active`, `suppressed` or `baselined`."""
    owners: Tuple[str, ...]
    """Owners of the file by CODEOWNERS."""
    repository: Optional[str] = None
    """The repository, in a merged report."""
    cell: Optional[Cell] = None
    """Location in a notebook."""
    variant: Optional[str] = None
    """The full ID with context variant or older spelling, if it is not the base ID."""
    scope: Optional[str] = None
    """Profile scope."""
    region: Optional[str] = None
    """The Region, if there is exactly one."""
    region_source: Optional[str] = None
    """Source of the Regions: `arn`, `router`, `nearby`, `scope`, `flag`, `config`."""
    registry: Optional[int] = None
    """Number of the registry in the file that it is an entry of."""
    lifecycle: Optional[Lifecycle] = None
    """The deciding dates, of the worst model."""
    regions: Optional[str] = None
    """The Regions whose dates differ: a key of `regions` of the document; null if there are none."""
    brief: Optional[str] = None
    """The message without what other Regions have and without the effect; null if it has neither."""
    advice: Optional[str] = None
    """What to do: a key of `advice` of the document; null if there is nothing to do."""
    replacement: Optional[Replacement] = None
    suppression: Optional[Suppression] = None
    """Reason and source, if it is suppressed."""
    history: Optional[FindingHistory] = None
    """The commits that have it, in a report of a history: absent otherwise. Line and text are those of the
    last version.
    """
    usage: Optional[FindingUsage] = None
    """How often its models were invoked, with `--usage`: absent otherwise, and if the finding is not about
    models.
    """

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Finding:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            repository=value.get("repository"),
            path=value["path"],
            line=value["line"],
            column=value["column"],
            end_line=value["end_line"],
            end_column=value["end_column"],
            cell=None if value.get("cell") is None else Cell.from_json(value["cell"]),
            text=value["text"],
            form=value["form"],
            resolution=value["resolution"],
            models=tuple(value["models"]),
            variant=value.get("variant"),
            candidates=tuple(value["candidates"]),
            scope=value.get("scope"),
            region=value.get("region"),
            region_source=value.get("region_source"),
            context=value["context"],
            registry=value.get("registry"),
            stage=value["stage"],
            confidence=value["confidence"],
            rule=value["rule"],
            level=value["level"],
            lifecycle=None if value.get("lifecycle") is None else Lifecycle.from_json(value["lifecycle"]),
            regions=value.get("regions"),
            message=value["message"],
            brief=value.get("brief"),
            advice=value.get("advice"),
            replacement=None if value.get("replacement") is None else Replacement.from_json(value["replacement"]),
            steps=tuple(value["steps"]),
            related=tuple(Related.from_json(one) for one in value["related"]),
            fingerprint=value["fingerprint"],
            content_fingerprint=value["content_fingerprint"],
            disposition=value["disposition"],
            suppression=None if value.get("suppression") is None else Suppression.from_json(value["suppression"]),
            owners=tuple(value["owners"]),
            history=None if value.get("history") is None else FindingHistory.from_json(value["history"]),
            usage=None if value.get("usage") is None else FindingUsage.from_json(value["usage"]),
        )


@dataclass(frozen=True)
class Cell:
    """Location in a notebook."""

    cell: int
    """1-based number of the cell."""
    line: int
    """1-based line in the cell."""
    output: bool
    """Whether it is an output."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Cell:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            cell=value["cell"],
            line=value["line"],
            output=value["output"],
        )


@dataclass(frozen=True)
class Replacement:
    """What to write instead."""

    model: str
    """Base ID."""
    text: str
    """The text to write instead of the reference."""
    named_by: Literal["aws", "catalog"]
    """`aws` or `catalog`."""
    drop_in: bool
    applicability: Literal["safe", "unsafe", "display-only"]
    """How far `fix` applies the text: `safe`, `unsafe` (only with `--unsafe`) or `display-only`."""
    reasons: Tuple[str, ...]
    """Why it is not safe: keys of `reasons` of the document; empty if it is."""
    eol: Optional[str] = None
    """Its own End-of-Life, if known."""
    price: Optional[str] = None
    """Price of the replacement compared with that of the old model: a key of `prices` of the document; null
    if a price is not known or the units differ.
    """
    policy: Optional[Literal["least-change", "longest-life"]] = None
    """`least-change` or `longest-life`: the policy that recommends it; null if both do."""
    runner_up: Optional[str] = None
    """Base ID of the other policy's choice if it differs, else of the next best."""
    runner_up_text: Optional[str] = None
    """The text to write instead of the reference, for that model."""
    runner_up_policy: Optional[Literal["least-change", "longest-life"]] = None
    """`least-change` or `longest-life`: the policy that chooses it; null where it is only the next best."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Replacement:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            model=value["model"],
            text=value["text"],
            named_by=value["named_by"],
            drop_in=value["drop_in"],
            applicability=value["applicability"],
            reasons=tuple(value["reasons"]),
            eol=value.get("eol"),
            price=value.get("price"),
            policy=value.get("policy"),
            runner_up=value.get("runner_up"),
            runner_up_text=value.get("runner_up_text"),
            runner_up_policy=value.get("runner_up_policy"),
        )


@dataclass(frozen=True)
class Related:
    """Another location that belongs to the finding."""

    role: Literal["change", "entry", "definition", "use", "region", "silenced"]
    """How it relates to the finding: `change` must change with it, `entry` is an entry of the same
    collection, `definition` defines the name that the finding uses, `use` uses the name that the finding
    defines, `region` sets the Region by which the replacement was chosen, and `silenced` is hidden by the
    change that was scanned.
    """
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    models: Tuple[str, ...]
    """The models of an `entry`; empty for every other role."""
    rule: Optional[str] = None
    """The rule that applies to it, if it is an `entry`; null otherwise."""
    level: Optional[Literal["error", "warning", "note"]] = None
    """Its own level, if it is an `entry`: `error`, `warning` or `note`; null otherwise."""
    replacement: Optional[str] = None
    """What to write instead of an `entry`; null if no suitable replacement is known."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Related:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            role=value["role"],
            rule=value.get("rule"),
            level=value.get("level"),
            path=value["path"],
            line=value["line"],
            column=value["column"],
            end_line=value["end_line"],
            end_column=value["end_column"],
            message=value["message"],
            models=tuple(value["models"]),
            replacement=value.get("replacement"),
        )


@dataclass(frozen=True)
class Suppression:
    """A suppression that hides a finding."""

    inline: bool
    """Whether a comment in the file suppresses it, not the configuration."""
    reason: Optional[str] = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Suppression:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            reason=value.get("reason"),
            inline=value["inline"],
        )


@dataclass(frozen=True)
class FindingHistory:
    """The commits that have a finding. Commits are keys of `history.commits` of the document."""

    first_commit: str
    """The first commit that has it at this path."""
    last_commit: str
    """The last one."""
    in_head: bool
    """Whether the commit that is checked out has it."""
    branches: Tuple[str, ...]
    """Those of `history.branches` that contain it. Empty: it is only in the past, and never fails the run."""
    versions: Tuple[Version, ...]
    """The contents of the file that have it, by their first commit."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> FindingHistory:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            first_commit=value["first_commit"],
            last_commit=value["last_commit"],
            in_head=value["in_head"],
            branches=tuple(value["branches"]),
            versions=tuple(Version.from_json(one) for one in value["versions"]),
        )


@dataclass(frozen=True)
class Version:
    """A content of a file that has a finding."""

    blob: str
    """The blob in git."""
    line: int
    """The line of the finding in it, 1-based."""
    first_commit: str
    """The first commit that has this content at the path of the finding."""
    last_commit: str
    """The last one."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Version:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            blob=value["blob"],
            line=value["line"],
            first_commit=value["first_commit"],
            last_commit=value["last_commit"],
        )


@dataclass(frozen=True)
class FindingUsage:
    """How often the models of a finding were invoked."""

    invocations: int
    """0 if they were not seen, which is no proof that they are unused."""
    last_seen: Optional[str] = None
    """The last day, ISO 8601; null if not known."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> FindingUsage:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            invocations=value["invocations"],
            last_seen=value.get("last_seen"),
        )


@dataclass(frozen=True)
class Reference:
    """A reference to models."""

    path: str
    """Relative to `root`, or in a merged report to the root of the repository, with `/`; absolute for a file
    outside of it.
    """
    line: int
    """1-based."""
    column: int
    """1-based, in code points."""
    end_line: int
    end_column: int
    """One past the last character."""
    text: str
    """The reference as written; invalid bytes are U+FFFD."""
    form: Literal["base", "profile", "foundation-model-arn", "inference-profile-arn", "wildcard", "symbol", "opaque"]
    resolution: Literal["exact", "truncated", "template", "joined", "regex", "family", "near", "definition", "none"]
    models: Tuple[str, ...]
    """Base IDs that it refers to."""
    candidates: Tuple[str, ...]
    """Nearest known IDs, if it refers to no known model."""
    context: Literal["code", "config", "iac", "iam", "docs", "comment", "test", "recording", "registry", "choice", "deprecation"]
    stage: Literal["active", "legacy", "eol", "unknown"]
    """`active`, `legacy`, `eol` or `unknown`."""
    confidence: Literal["low", "medium", "high"]
    repository: Optional[str] = None
    """The repository, in a merged report."""
    cell: Optional[Cell] = None
    """Location in a notebook."""
    variant: Optional[str] = None
    """The full ID with context variant or older spelling, if it is not the base ID."""
    scope: Optional[str] = None
    """Profile scope."""
    region: Optional[str] = None
    """The Region, if there is exactly one."""
    region_source: Optional[str] = None
    """Source of the Regions: `arn`, `router`, `nearby`, `scope`, `flag`, `config`."""
    registry: Optional[int] = None
    """Number of the registry in the file that it is an entry of."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Reference:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            repository=value.get("repository"),
            path=value["path"],
            line=value["line"],
            column=value["column"],
            end_line=value["end_line"],
            end_column=value["end_column"],
            cell=None if value.get("cell") is None else Cell.from_json(value["cell"]),
            text=value["text"],
            form=value["form"],
            resolution=value["resolution"],
            models=tuple(value["models"]),
            variant=value.get("variant"),
            candidates=tuple(value["candidates"]),
            scope=value.get("scope"),
            region=value.get("region"),
            region_source=value.get("region_source"),
            context=value["context"],
            registry=value.get("registry"),
            stage=value["stage"],
            confidence=value["confidence"],
        )


@dataclass(frozen=True)
class Skipped:
    """A skipped file."""

    path: str
    reason: Literal["binary", "too-large", "link", "submodule", "lfs-pointer", "special-file", "temporary-file", "output"]
    repository: Optional[str] = None
    """The repository, in a merged report."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Skipped:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            repository=value.get("repository"),
            path=value["path"],
            reason=value["reason"],
        )


@dataclass(frozen=True)
class FileError:
    """A file or folder that could not be read, or an invalid suppression or ignore file."""

    path: str
    kind: Literal["read", "walk", "panic", "suppression", "nothing-scanned", "not-checked-out", "ignore-file"]
    message: str
    repository: Optional[str] = None
    """The repository, in a merged report."""
    line: Optional[int] = None
    """1-based line, if the error has a position in the file."""
    column: Optional[int] = None
    """1-based column in code points."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> FileError:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            repository=value.get("repository"),
            path=value["path"],
            line=value.get("line"),
            column=value.get("column"),
            kind=value["kind"],
            message=value["message"],
        )


@dataclass(frozen=True)
class Report:
    """The document of a report."""

    schema_version: Literal[1]
    """Version of this layout: 1."""
    tool: Tool
    """The program that wrote it."""
    catalog: CatalogVersion
    """The catalog."""
    as_of: str
    """The evaluation date, ISO 8601."""
    coverage: Coverage
    """What was judged."""
    root: str
    """The folder that all paths are relative to, as seen from the working directory of the run: `.`, `..`,
    `../..`. It is the root of the repository that contains the working directory, else of the project,
    else the working directory.
    """
    cwd: str
    """The working directory of the run, relative to the root: `.`, `services/api`."""
    failed: bool
    """Whether an active finding is at or above `--fail-on`."""
    complete: bool
    """Whether everything was read and parsed."""
    summary: Counts
    """Counts."""
    models: Tuple[Model, ...]
    """The models of the catalog that references refer to, by ID."""
    sources: Mapping[str, SourceEntry]
    """The sources that the dates of findings and models name, by short name."""
    advice: Mapping[str, str]
    """What to do, by the key in `advice` of a finding: most findings share a text with others."""
    reasons: Mapping[str, str]
    """Why replacements are not safe, by the keys in `replacement.reasons` of findings."""
    regions: Mapping[str, Tuple[FindingRegion, ...]]
    """Regions whose dates differ, by the key in `regions` of a finding."""
    steps: Mapping[str, Step]
    """The migration steps of findings, by the keys in their `steps`."""
    prices: Mapping[str, Price]
    """Price comparisons, by the key in `replacement.price` of a finding."""
    findings: Tuple[Finding, ...]
    """All findings, including suppressed and baselined ones, by path and position."""
    left_out: Mapping[str, int]
    """What was left out, by cause: findings hidden by a setting, a suppression or the baseline, and files and
    folders not scanned (an excluded folder counts as one). Every cause has a number.
    """
    skipped: Tuple[Skipped, ...]
    """Skipped files with known paths."""
    errors: Tuple[FileError, ...]
    """Files and folders that could not be read."""
    stats: Stats
    """Counts of the run."""
    repositories: Optional[Tuple[Repository, ...]] = None
    """The repositories of a merged report: absent in that of a scan. Paths are then relative to the root of
    their repository.
    """
    history: Optional[History] = None
    """What was looked at, in a report of a history: absent otherwise."""
    usage: Optional[Usage] = None
    """How often models were invoked, with `--usage`: absent otherwise."""
    references: Optional[Tuple[Reference, ...]] = None
    """The inventory, if requested."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Report:
        """Reads it from parsed JSON. Fields that this version does not know are left out."""
        return cls(
            schema_version=value["schema_version"],
            tool=Tool.from_json(value["tool"]),
            catalog=CatalogVersion.from_json(value["catalog"]),
            as_of=value["as_of"],
            coverage=Coverage.from_json(value["coverage"]),
            repositories=None if value.get("repositories") is None else tuple(Repository.from_json(one) for one in value["repositories"]),
            root=value["root"],
            cwd=value["cwd"],
            history=None if value.get("history") is None else History.from_json(value["history"]),
            usage=None if value.get("usage") is None else Usage.from_json(value["usage"]),
            failed=value["failed"],
            complete=value["complete"],
            summary=Counts.from_json(value["summary"]),
            models=tuple(Model.from_json(one) for one in value["models"]),
            sources={key: SourceEntry.from_json(one) for key, one in value["sources"].items()},
            advice=dict(value["advice"]),
            reasons=dict(value["reasons"]),
            regions={key: tuple(FindingRegion.from_json(one) for one in one) for key, one in value["regions"].items()},
            steps={key: Step.from_json(one) for key, one in value["steps"].items()},
            prices={key: Price.from_json(one) for key, one in value["prices"].items()},
            findings=tuple(Finding.from_json(one) for one in value["findings"]),
            references=None if value.get("references") is None else tuple(Reference.from_json(one) for one in value["references"]),
            left_out=dict(value["left_out"]),
            skipped=tuple(Skipped.from_json(one) for one in value["skipped"]),
            errors=tuple(FileError.from_json(one) for one in value["errors"]),
            stats=Stats.from_json(value["stats"]),
        )
