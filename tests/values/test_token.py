"""A numeral is read whole or not at all, whatever it is made of."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.values.amount import Figure, find_figures, read_amount
from extractor.values.folding import fold
from extractor.values.numeral import HAN


def found(text: str) -> list[Figure]:
    return list(find_figures(fold(text)))


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        # digits of any script and width
        ("٤٧件", 47),
        ("４７件", 47),
        ("𝟜𝟟件", 47),
        ("४७件", 47),
        # grouping and decimal marks
        ("2,047件", 2047),
        ("2，047件", 2047),
        ("2\u00a0047件", 2047),
        ("12\u2009047\u2009338件", 12047338),
        # Chinese numerals: old, formal, with a scale, with decimals, digit by digit
        ("廿六件", 26),
        ("卅一件", 31),
        ("卌件", 40),
        ("肆佰零柒件", 407),
        ("壹仟贰佰件", 1200),
        ("貳萬件", 20000),
        ("百四十件", 140),
        ("佰肆拾贰件", 142),
        ("百零七件", 107),
        ("千六百件", 1600),
        ("百廿件", 120),
        ("四〇七件", 407),
        ("四零七件", 407),
        ("四○七件", 407),
        ("二Ｏ一九年", 2019),
        ("两百零五件", 205),
        ("二点四万件", 24000),
        ("三点零五亿元", 305000000),
        ("一百二十点五元", Decimal("120.5")),
        # digits and words together
        ("4千件", 4000),
        ("4百件", 400),
        ("2万6千件", 26000),
        ("2万零6百件", 20600),
        ("2万6000件", 26000),
        ("1亿3000万元", 130000000),
        ("2千5百万元", 25000000),
        ("4 万元", 40000),
        ("4.05万元", 40500),
        ("百分之四十", 40),
        ("千分之四", Decimal("0.4")),
        ("4‰", Decimal("0.4")),
    ],
)
def test_one_number_in_its_many_forms(printed: str, value: int) -> None:
    (figure,) = found(printed)
    assert (figure.amount.state, figure.amount.value) == ("reported", value)
    assert (figure.amount.qualifier, figure.end) == (None, len(printed))
    assert read_amount(printed).value == value


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        # two neighbouring digits
        ("六七件", 6, 7),
        ("两三件", 2, 3),
        ("一两件", 1, 2),
        ("三五件", 3, 5),
        ("十六七件", 16, 17),
        ("二十一二件", 21, 22),
        ("六七十件", 60, 70),
        ("六七百件", 600, 700),
        ("两三千件", 2000, 3000),
        ("一千六七百件", 1600, 1700),
        # from one to another
        ("6-9件", 6, 9),
        ("6—9件", 6, 9),
        ("6——9件", 6, 9),
        ("6～9件", 6, 9),
        ("6到9件", 6, 9),
        ("六至九件", 6, 9),
        ("六 至 九件", 6, 9),
        ("6件至9件", 6, 9),
        ("6%-9%", 6, 9),
        ("2.5-4万件", 25000, 40000),
        ("六至九百件", 600, 900),
        ("400-1万件", 400, 10000),
        ("九至十二件", 9, 12),
        ("百四十至百六十件", 140, 160),
        ("百四十余件", 141, 149),
        ("百四五十件", 140, 150),
        # some tens, some hundreds
        ("几十件", 10, 99),
        ("数十件", 10, 99),
        ("几百件", 100, 999),
        ("数千件", 1000, 9999),
        ("几十万件", 100000, 999999),
        ("十几件", 11, 19),
        ("60几件", 61, 69),
        ("十数件", 11, 19),
        ("几十到几百件", 10, 999),
        ("好几百件", 100, 999),
        ("60件不到", 0, 59),
        # and a little more
        ("60余件", 61, 69),
        ("60 多件", 61, 69),
        ("百余件", 101, 199),
        ("千余件", 1001, 1999),
        ("万余件", 10001, 19999),
        ("六千多件", 6001, 6999),
        ("十余万件", 100001, 199999),
        ("3万余件", 30001, 39999),
        ("3千余件", 3001, 3999),
        # about, nearly, over
        ("十来件", 5, 15),
        ("60来件", 55, 65),
        ("60件左右", 55, 65),
        ("近60件", 50, 59),
        ("约60余件", 55, 69),
        ("不到60件", 0, 59),
        ("上百件", 100, None),
        ("上万件", 10000, None),
        ("近万件", 0, 9999),
        ("60+件", 60, None),
        ("超过60件", 61, None),
    ],
)
def test_a_vague_one_is_an_interval(printed: str, low: int, high: int | None) -> None:
    (figure,) = found(printed)
    assert figure.amount.qualifier is not None
    assert (figure.amount.low, figure.amount.high, figure.end) == (low, high, len(printed))


@pytest.mark.parametrize(
    "printed",
    [
        "13万2件",
        "1万50件",
        "六千五件",
        "二一件",
        "一二三件",
        "百四件",
        "近百四十件",
        "上千六百件",
        "几百四十件",
        "数百四十件",
        "二万百四十件",
        "9-6件",
        "0614-4350件",
        "3/4件",
        "1:2件",
        "12,34件",
        "1,2345件",
        "1.2.3件",
        "1.5万5千件",
        "168+17件",
        "5→6件",
        "5 82件",
        "5 8 2件",
        "二 十 三件",
        "12. 5%",
        "12 .5%",
        "5O2件",
        "1l件",
        "I2件",
        "6①5件",
        "6²5件",
        "6①万件",
        "6[注1]5件",
        "6※582件",
        # powers of ten
        "10⁴件",
        "10⁵件",
        "10²万件",
        "2.6×10⁴件",
        "×10⁴",
        "3分之2件",
        "9点30件",
        "5½件",
        "5Ⅱ件",
        "5\ue0342件",
        "5\ufffc2件",
        "5\ufffd件",
        "\ufffc2件",
        "共\ufffc件",
        "件数十件",
        "统计三一件",
        "十二3件",
        "3十二件5",
    ],
)
def test_what_is_no_number_as_a_whole_is_not_read_in_part(printed: str) -> None:
    amount = found(printed)[0].amount
    assert (amount.state, amount.value) == ("unreadable", None)


@pytest.mark.parametrize(
    "words",
    ["一些", "一一回复", "万一", "单位：万元", "百分之百的努力", "统一", "亿万", "第"],
)
def test_a_word_is_no_figure(words: str) -> None:
    assert all(figure.amount.unit in (None, "%") for figure in found(words))


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("统一12项，之一3件，逐一4件", [12, 3, 4]),
        ("2019年-2021年", [2019, 2021]),
        ("1月5日至3月8日", [1, 5, 3, 8]),
        ("由6件到9件", [6, 9]),
        ("增长-5%，节约5万元，最近3次", [-5, 50000, 3]),
        ("1.2021年收到7件", [1, 2021, 7]),
        ("表2 2021年公开8条", [2, 2021, 8]),
        ("6①件，另有7件②", [6, 7]),
        ("6[1]件", [6]),
        ("6件[1]，7件（注2），8条注3", [6, 7, 8]),
        ("6注1件，7〔注释2〕件，8※3条", [6, 7, 8]),
        ("新增6家注册公司，5人注意", [6, 5]),
        ("10①件，40²件，10⁽¹⁾件", [10, 40, 10]),
        ("**6**件", [6]),
    ],
)
def test_figures_end_where_they_end(sentence: str, values: list[int]) -> None:
    figures = found(sentence)
    assert [figure.amount.value for figure in figures] == values
    assert all(figure.amount.qualifier is None for figure in figures)


@pytest.mark.parametrize(
    "cell",
    ["6①", "①6", "6¹", "6*", "6※", "6[1]", "6〔1〕", "6【12】", "6件②", "6⁽¹⁾", "6注1", "6（注3）",
     "［注2］6", "〔注〕6件", "6件（见注释1）", "6 备注2", "6注¹", "6注①", "6⁽注¹⁾",
     "6注十一", "6※注1", "注1 6", "6※1", "※12 6"],
)  # fmt: skip
def test_a_mark_of_a_note_is_no_part_of_a_cell(cell: str) -> None:
    amount = read_amount(cell)
    assert (amount.value, amount.marked) == (6, True)
    assert not read_amount("6件").marked


@pytest.mark.parametrize(
    "cell",
    ["44 1", "44 44", "4\n4", "4 4", "2021 582", "6(1)", "[1]", "①", "注16", "注1", "(注)", "※16"],
)
def test_a_cell_of_two_figures_is_unreadable(cell: str) -> None:
    assert read_amount(cell).state == "unreadable"


def test_a_character_that_is_not_seen_parts_nothing() -> None:
    assert read_amount("5\u200b82").value == 582


@pytest.mark.parametrize(
    ("raw", "low", "high"),
    [
        ("超过95%", "95.01", None),
        ("超过1.5万元", "15000.01", None),
        ("超过1.5万件", "15001", None),
        ("近100%", "0", "99.99"),
        ("95.5%以上", "95.5", None),
        ("不足0.5%", "0", "0.499"),
        ("5余件", "5", "6"),
        ("下降3%至5%", "-5", "-3"),
    ],
)
def test_a_vague_figure_steps_in_its_last_place(raw: str, low: str, high: str | None) -> None:
    (figure,) = found(raw)
    assert figure.amount.low == Decimal(low)
    assert figure.amount.high == (None if high is None else Decimal(high))


pieces = st.lists(
    st.sampled_from(
        [
            *"0123456789一三五九十百千万亿廿零两几数余多来点,.-+/:至到约近超%①\ufffc *",
            *(
                "件",
                "元",
                "万元",
                "百分之",
                "条",
                "年",
                "减少",
                "左右",
                "共",
                "，",
                "。",
                "注1",
                "（注2）",
                "※3",
                "⁴",
            ),
        ]
    ),
    max_size=14,
).map("".join)


@given(pieces)
@example("1十二")
@example("0注1廿")
def test_no_figure_is_a_part_of_a_longer_one(text: str) -> None:
    numerals = set("0123456789" + HAN.replace("一", ""))
    for figure in found(text):
        end = figure.place + len(figure.numeral)
        around = fold(text)[figure.place - 1 : figure.place] + fold(text)[end : end + 1]
        assert figure.amount.value is None or not numerals & set(around)


@given(pieces)
def test_the_interval_of_a_figure_holds_together(text: str) -> None:
    for figure in found(text):
        low, high = figure.amount.low, figure.amount.high
        assert (figure.amount.value is not None) == (figure.amount.state == "reported")
        assert low is None or high is None or low <= high
        if figure.amount.value is not None and not figure.amount.qualifier:
            assert low is not None and high is not None
            assert low <= figure.amount.value <= high


@given(pieces)
def test_figures_stand_in_order_and_apart(text: str) -> None:
    figures = found(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(figures))
    assert all(f.start <= f.signed <= f.place < f.end for f in figures)
