"""A printed table as cells with spans, and the operations that keep its shape whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractor.record.record import FieldId


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell at its top left corner. `field` is what its text reports, None for labels."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    field: FieldId | None = None


Sheet = tuple[tuple[Printed, ...], ...]
"""The rows of a table; a row lists the cells that begin in it, as HTML does."""

Grid = list[list[Printed]]
"""The same, with each cell repeated, as one and the same object, at every place it covers."""


def grid_of(sheet: Sheet) -> Grid:
    """Every place of the table -> the cell that covers it.

    A place that none covers, as mishaps leave it in rows that share a cell, is empty.
    """
    covered: dict[tuple[int, int], Printed] = {}
    for row, cells in enumerate(sheet):
        column = 0
        for cell in cells:
            while (row, column) in covered:
                column += 1
            own = replace(cell)  # labels may be shared objects; places tell cells by identity
            for down in range(cell.rowspan):
                for right in range(cell.colspan):
                    covered[row + down, column + right] = own
    widths = [0] * len(sheet)
    for row, column in covered:
        widths[row] = max(widths[row], column + 1)
    return [
        [covered.get((row, c)) or Printed("") for c in range(width)]
        for row, width in enumerate(widths)
    ]


def sheet_of(grid: Sequence[Sequence[Printed]]) -> Sheet:
    """The inverse of `grid_of`, with spans counted anew: rows and columns may have gone."""
    rows: dict[int, set[int]] = {}
    columns: dict[int, set[int]] = {}
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            rows.setdefault(id(cell), set()).add(row)
            columns.setdefault(id(cell), set()).add(column)
    seen: set[int] = set()
    sheet = []
    for cells in grid:
        starting = []
        for cell in cells:
            if id(cell) not in seen:
                seen.add(id(cell))
                height, width = len(rows[id(cell)]), len(columns[id(cell)])
                starting.append(replace(cell, rowspan=height, colspan=width))
        sheet.append(tuple(starting))
    return tuple(sheet)


def fields_of(sheet: Sheet) -> list[FieldId]:
    """The fields that the table prints, in reading order."""
    return [cell.field for row in sheet for cell in row if cell.field]


Wording = Literal["early", "2019", "2021"]
FORMS: dict[Wording, str] = {
    "early": "disclosure_2019",
    "2019": "disclosure_2019",
    "2021": "disclosure_2021",
}
Print = Callable[[FieldId], str]
"""A field -> the characters that its cell prints."""

APPLICANTS = {
    "natural_person": "自然人",
    "business": "商业企业",
    "research": "科研机构",
    "public_interest": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_organization": "其他",
    "total": "总计",
}
ORGANIZATIONS = tuple(APPLICANTS)[1:-1]

_RESULTS = {
    "（三）不予公开": {
        "refused.state_secret": "1.属于国家秘密",
        "refused.prohibited_by_law": "2.其他法律行政法规禁止公开",
        "refused.security_and_stability": "3.危及“三安全一稳定”",
        "refused.third_party_rights": "4.保护第三方合法权益",
        "refused.internal_affairs": "5.属于三类内部事务信息",
        "refused.deliberative_process": "6.属于四类过程性信息",
        "refused.enforcement_files": "7.属于行政执法案卷",
        "refused.administrative_enquiry": "8.属于行政查询事项",
    },
    "（四）无法提供": {
        "unavailable.not_held": "1.本机关不掌握相关政府信息",
        "unavailable.requires_creation": "2.没有现成信息需要另行制作",
        "unavailable.unclear_after_correction": "3.补正后申请内容仍不明确",
    },
    "（五）不予处理": {
        "not_processed.petition_or_complaint": "1.信访举报投诉类申请",
        "not_processed.repeated": "2.重复申请",
        "not_processed.published_material": "3.要求提供公开出版物",
        "not_processed.vexatious": "4.无正当理由大量反复申请",
        "not_processed.confirmation": "5.要求行政机关确认或重新出具已获取信息",
    },
}
_OTHER_2021 = {
    "other.not_corrected_in_time": "1.申请人无正当理由逾期不补正、"
    "行政机关不再处理其政府信息公开申请",
    "other.fee_unpaid_in_time": "2.申请人逾期未按收费通知要求缴纳费用、"
    "行政机关不再处理其政府信息公开申请",
    "other.miscellaneous": "3.其他",
}
_PARTIALLY = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
_CHECK = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

PROCEDURES = {
    "reconsideration": "行政复议",
    "lawsuit_direct": "未经复议直接起诉",
    "lawsuit_after_reconsideration": "复议后起诉",
}
OUTCOMES = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}

_Head = tuple[tuple[Printed, ...], ...]
_Rows = dict[str, str]


def _head(*labels: str) -> _Head:
    return (tuple(map(Printed, labels)),)


def _early_head(group: str, inner: tuple[str, str], last: str) -> _Head:
    top = (Printed("信息内容", rowspan=2), Printed(group, colspan=2), Printed(last, rowspan=2))
    return (top, tuple(map(Printed, inner)))


_DOCUMENTS = {"rules": "规章", "normative_documents": "规范性文件"}
_SERVICES = {"licensing": "行政许可", "other_services": "其他对外管理服务事项"}
_MEASURES = {"penalties": "行政处罚", "coercion": "行政强制"}
_FEES = {"fees": "行政事业性收费"}
_PROCUREMENT = {"procurement": "政府集中采购"}
_ITEMS_HEAD = _head("信息内容", "上一年项目数量", "本年增/减", "处理决定数量")
_EARLY_ITEMS = _early_head("依据、条件、程序", ("原有项目数量", "本年更新"), "处理决定数量")
_PROCURED = _head("信息内容", "采购项目数量", "采购总金额")

SUBTABLES: dict[Wording, tuple[tuple[str, _Head, tuple[str, ...], _Rows], ...]] = {
    "early": (
        (
            "一",
            _early_head("本年度实际产生数量", ("制作", "获取"), "对外公开数量"),
            ("made", "obtained", "published_total"),
            _DOCUMENTS,
        ),
        ("五", _EARLY_ITEMS, ("previous_items", "change", "decisions"), _SERVICES),
        ("六", _EARLY_ITEMS, ("previous_items", "change", "decisions"), _MEASURES),
        ("七", _head("信息内容", "公开渠道"), ("channel",), {"budget": "财政预算、决算"}),
        (
            "八",
            _head("信息内容", "原有项目数量", "本年增/减项目数量"),
            ("previous_items", "change"),
            _FEES,
        ),
        ("九", _PROCURED, ("projects", "amount"), _PROCUREMENT),
    ),
    "2019": (
        (
            "一",
            _head("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
            ("made", "newly_published", "published_total"),
            _DOCUMENTS,
        ),
        ("五", _ITEMS_HEAD, ("previous_items", "change", "decisions"), _SERVICES),
        ("六", _ITEMS_HEAD, ("previous_items", "change", "decisions"), _MEASURES),
        (
            "八",
            _head("信息内容", "上一年项目数量", "本年增/减"),
            ("previous_items", "change"),
            _FEES,
        ),
        ("九", _PROCURED, ("projects", "amount"), _PROCUREMENT),
    ),
    "2021": (
        (
            "一",
            _head("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
            ("issued", "repealed", "in_force"),
            {"rules": "规章", "normative_documents": "行政规范性文件"},
        ),
        ("五", _head("信息内容", "本年处理决定数量"), ("decisions",), {"licensing": "行政许可"}),
        ("六", _head("信息内容", "本年处理决定数量"), ("decisions",), _MEASURES),
        ("八", _head("信息内容", "本年收费金额（单位：万元）"), ("amount",), _FEES),
    ),
}
"""Part 2 of each wording: number of the paragraph of Article 20, head, columns, rows."""


def disclosure_sheet(wording: Wording, printed: Print) -> Sheet:
    """Part 2: its sub-tables below each other in one table, as word processors keep them."""
    width = max(len(columns) for _, _, columns, _ in SUBTABLES[wording]) + 1
    rows: list[tuple[Printed, ...]] = []
    for paragraph, head, columns, labels in SUBTABLES[wording]:
        rows.append((Printed(f"第二十条第（{paragraph}）项", colspan=width),))
        rows += head
        for row, label in labels.items():
            fields = [f"disclosure.{row}.{column}" for column in columns]
            rows.append((Printed(label), *(Printed(printed(f), field=f) for f in fields)))
    return tuple(rows)


def is_total(field: FieldId) -> bool:
    """Whether the form makes this cell of part 3 or 4 the sum of others."""
    return field.endswith(".total") or field.startswith("requests.results_total.")


def result_rows(wording: Wording) -> tuple[str, ...]:
    """The rows of part 3 that add up to （七）总计."""
    inner = [row for group in _RESULTS.values() for row in group]
    other = list(_OTHER_2021) if wording == "2021" else ["other"]
    return ("granted", "partially_granted", *inner, *other)


def requests_sheet(wording: Wording, printed: Print) -> Sheet:
    """Part 3: what was asked for, by whom, and what became of it."""

    def row(row_id: str, *labels: Printed) -> tuple[Printed, ...]:
        fields = [f"requests.{row_id}.{applicant}" for applicant in APPLICANTS]
        return (*labels, *(Printed(printed(f), field=f) for f in fields))

    groups = dict(_RESULTS)
    if wording == "2021":
        groups["（六）其他处理"] = _OTHER_2021
    height = len(result_rows(wording)) + 1
    rows = [
        (Printed(_CHECK, rowspan=3, colspan=3), Printed("申请人情况", colspan=7)),
        (
            Printed("自然人", rowspan=2),
            Printed("法人或其他组织", colspan=5),
            Printed("总计", rowspan=2),
        ),
        tuple(Printed(APPLICANTS[name]) for name in ORGANIZATIONS),
        row("received", Printed("一、本年新收政府信息公开申请数量", colspan=3)),
        row("brought_forward", Printed("二、上年结转政府信息公开申请数量", colspan=3)),
        row(
            "granted",
            Printed("三、本年度办理结果", rowspan=height),
            Printed("（一）予以公开", colspan=2),
        ),
        row("partially_granted", Printed(_PARTIALLY, colspan=2)),
    ]
    for group, members in groups.items():
        for number, (row_id, label) in enumerate(members.items()):
            heading = () if number else (Printed(group, rowspan=len(members)),)
            rows.append(row(row_id, *heading, Printed(label)))
    if wording != "2021":
        rows.append(row("other", Printed("（六）其他处理", colspan=2)))
    rows.append(row("results_total", Printed("（七）总计", colspan=2)))
    rows.append(row("carried_forward", Printed("四、结转下年度继续办理", colspan=3)))
    return tuple(rows)


def remedies_sheet(printed: Print) -> Sheet:
    """Part 4: one row of fifteen figures under three levels of headings."""
    fields = [f"remedies.{procedure}.{outcome}" for procedure in PROCEDURES for outcome in OUTCOMES]
    outcomes = [Printed(label) for label in OUTCOMES.values()]
    lawsuits = [Printed(PROCEDURES[name], colspan=5) for name in tuple(PROCEDURES)[1:]]
    return (
        (Printed("行政复议", colspan=5), Printed("行政诉讼", colspan=10)),
        (*(Printed(label, rowspan=2) for label in OUTCOMES.values()), *lawsuits),
        (*outcomes, *outcomes),
        tuple(Printed(printed(field), field=field) for field in fields),
    )
