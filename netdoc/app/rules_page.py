"""Write docs/rules.md from the rules' own docstrings: `python -m netdoc.app.rules_page`."""

from __future__ import annotations

import sys
from pathlib import Path

from netdoc.diagnosis.diagnose import RULES_VERSION
from netdoc.diagnosis.tables import PROOFS
from netdoc.discover import rules
from netdoc.model.fault import FAULT_WORDS

PAGE = Path("docs/rules.md")


def render() -> str:
    """Return the page: one section per rule, its docstring as the specification, and what its fault needs."""
    lines = [
        "# Rules",
        "",
        f"Generated from the rules' docstrings; rule set {RULES_VERSION}. Do not edit: run",
        "`python -m netdoc.app.rules_page`.",
        "",
        "A rule answers BLAMES, CLEARS or SILENT for its own fault and one incident. A blamed fault is *established*",
        "when all its rivals are cleared and all its planes stand behind it, else *indicated*.",
        "",
        "| rule | fault | meaning |",
        "|---|---|---|",
    ]
    found = rules()
    lines += [f"| {rule.id} | `{rule.fault}` | {FAULT_WORDS[rule.fault]} |" for rule in found.values()]
    for rule in found.values():
        module = sys.modules[rule.judge.__module__]
        title, _, body = (module.__doc__ or "").strip().partition("\n")
        proof = PROOFS[rule.fault]
        lines += ["", f"## {title}", "", f"Fault: `{rule.fault}`", "", "```text", body.strip(), "```", ""]
        lines.append(f"- rivals: {', '.join(f'`{each}`' for each in proof.rivals) or 'none'}")
        needs = ", ".join(f"`{each}`" for each in sorted(proof.planes)) or "none"
        lines.append(f"- established needs the planes: {needs}")
        if proof.any_of:
            lines.append(f"- and one of: {', '.join(f'`{each}`' for each in sorted(proof.any_of))}")
        if proof.repeats > 1:
            lines.append(f"- and {proof.repeats} incidents of the window")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
