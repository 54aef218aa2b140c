"""Reports of one agency on several years, as they are printed: part 3 whole, the rest short."""

from collections.abc import Mapping
from pathlib import Path

from extractor.forms.file import load_form

AGENCY = "示例市水务局"
LICENSING = "disclosure.licensing.decisions"
UNREADABLE = "12二2x"
"""What nobody can read as a figure, so that a person is asked."""
TWICE_STATED = "全年收到政府信息公开申请99件。\n本年新收政府信息公开申请99件，均已登记。"
"""What no table of these reports says, in two sentences, so that it is read beyond doubt."""
_APPLICANTS = 7


def report(
    year: int,
    rows: Mapping[str, tuple[int, ...]],
    *,
    agency: str = AGENCY,
    form_id: str = "disclosure_2021",
    prose: str = "本年工作有序开展。",
    licensing: str = "121",
) -> str:
    """A report whose table has these rows: (natural person, business, total); all else is 0.

    `licensing` is what the cell prints of disclosure.licensing.decisions.
    """
    table = next(t for t in load_form(form_id).tables if t.part == "requests")
    lines = [
        "\t\t\t申请人情况",
        "\t\t\t自然人\t法人或其他组织\t\t\t\t\t总计",
        "\t\t\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他",
    ]
    above = ""
    for row in table.rows:
        group = row.under[-1] if row.under else ""
        first, second = (row.labels[0], "") if not group else (group, row.labels[0])
        person, business, total = rows.get(row.id, (0, 0, 0))
        printed = (person, business, *[0] * (_APPLICANTS - 3), total)
        lines.append("\t".join((first if first != above else "", second, "", *map(str, printed))))
        above = first
    return "\n".join(
        (
            f"{agency}{year}年政府信息公开工作年度报告",
            "一、总体情况",
            prose,
            "二、主动公开政府信息情况",
            "信息内容\t本年处理决定数量",
            f"行政许可\t{licensing}",
            "三、收到和处理政府信息公开申请情况",
            *lines,
            "四、政府信息公开行政复议、行政诉讼情况",
            "无。",
            "",
        )
    )


def yearly(
    carried: Mapping[int, int], brought: Mapping[int, int] | None = None
) -> dict[int, dict[str, tuple[int, ...]]]:
    """What part 3 says year by year, where so many are carried forward at the end of each.

    A year brings forward what the one before carried, save where `brought` says otherwise.
    """
    before = dict(zip(list(carried)[1:], carried.values(), strict=False))
    years: dict[int, dict[str, tuple[int, ...]]] = {}
    for year, left in carried.items():
        old = (brought or {}).get(year, before.get(year, 0))
        new = 10 + year % 10
        done = new + old - left
        years[year] = {
            "received": (new - 2, 2, new),
            "brought_forward": (old, 0, old),
            "granted": (done - 2, 2, done),
            "results_total": (done - 2, 2, done),
            "carried_forward": (left, 0, left),
        }
    return years


def write(
    folder: Path, years: Mapping[int, Mapping[str, tuple[int, ...]]], **told: str
) -> list[Path]:
    """One file for each year."""
    paths = []
    for year, rows in years.items():
        form_id = "disclosure_2021" if year >= 2021 else "disclosure_2019"
        path = folder / f"{year}.txt"
        path.write_text(report(year, rows, form_id=form_id, **told), encoding="utf-8")
        paths.append(path)
    return paths
