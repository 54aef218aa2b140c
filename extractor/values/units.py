"""The units that a figure may be printed in: what they measure, and how many of the plain one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from extractor.values.folding import fold
from extractor.values.numeral import SCALE_WORDS, read_scale


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: the `plain` name that figures in it are told in, what it measures, and how many of
    the plain unit it is."""

    plain: str
    measures: str
    factor: Decimal = Decimal(1)


_PLAIN = {
    "documents": "件 条 篇 批 次 个 期 份 场 宗 起 例 部 项 处 类 种 本 则 册 卷 组 版 集 "
    "件次 条次 篇次 场次 批次",
    "people": "人 名 位 人次",
    "bodies": "户 家 所 座 间 门 支 户次 家次",
    "things": "页 台 套 张 幅 段 字 封 块 款 只 道 枚 箱 辆 轮",
    "money": "元",
    "foreign money": "美元 欧元 港元 日元",
    "share": "% 个百分点",
    "area": "平方米 亩",
    "length": "公里",
    "weight": "吨",
    "multiple": "倍",
    "duration": "分钟 小时",
    "time": "年 月 日 天 周 号 岁 工作日 个工作日",
    "rank": "届 级 层 度 分",
}
_OTHER = {
    **dict.fromkeys(("圆", "元整", "圆整"), ("元", "1")),
    "‰": ("%", "0.1"),
    "百分点": ("个百分点", "1"),
}

_OF_PLAIN = {name: Unit(name, what) for what, names in _PLAIN.items() for name in names.split()}
UNITS: Mapping[str, Unit] = MappingProxyType(
    _OF_PLAIN
    | {
        name: Unit(plain, _OF_PLAIN[plain].measures, Decimal(factor))
        for name, (plain, factor) in _OTHER.items()
    }
)

UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
"""A regular expression for the name of a unit."""


def _measuring(*measures: str) -> frozenset[str]:
    return frozenset(name for name, unit in UNITS.items() if unit.measures in measures)


PERCENT = _measuring("share")
CONTINUOUS = _measuring("money", "area", "length", "weight", "multiple", "duration")
"""Units of measure, in which half a unit is as good as a whole."""
DATES = frozenset("年月日号")


def fits(unit: str | None, wanted: str | None) -> bool:
    """Whether a figure in `unit` can be one that is counted in the unit `wanted`.

    Documents are counted loosely: 件 by one agency, 条 or 份 by another. A figure without a unit
    fits everywhere.
    """
    if unit is None or wanted is None:
        return True
    return measured(unit) == measured(wanted)


def measured(unit: str) -> str:
    """What a unit measures; one that is not known here measures something of its own."""
    return UNITS[unit].measures if unit in UNITS else unit


_SCALED = rf"(?:{SCALE_WORDS})?(?:{UNIT})"
_GIVEN = re.compile(
    rf"(?:单位[为是]?:?|[(:]|以)\s*+(?:人民币)?"
    rf"(?P<units>{_SCALED}(?:\s*+[、,/及和]\s*+{_SCALED})*+)(?=[\s)\],;。]|$|计|为单位)"
)
_ONE = re.compile(rf"(?P<scale>{SCALE_WORDS})?(?P<unit>{UNIT})")


@lru_cache(maxsize=4096)
def units_above(heading: str, wanted: str) -> tuple[Decimal, ...]:
    """The units that a heading gives for figures wanted in `wanted`, each as how many of
    it: 单位:万元 for 元 is 10,000. Other quantities' units are passed over (单位:件、万元)."""
    found = (unit for given in _GIVEN.finditer(fold(heading)) for unit in _units_in(given["units"]))
    return tuple(dict.fromkeys(factor for name, factor in found if fits(name, wanted)))


def _units_in(text: str) -> Iterator[tuple[str, Decimal]]:
    for one in _ONE.finditer(text):
        factor = read_scale(one["scale"]) if one["scale"] else Decimal(1)
        yield one["unit"], factor * UNITS[one["unit"]].factor
