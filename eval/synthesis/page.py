"""Invented agencies: a name, how it speaks of itself, where it can be reached."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from eval.synthesis import phrases
from eval.synthesis.sheet import Sheet

_FIRST = "云青临澄沐禾望松砚枫岚汀"
_SECOND = "溪川陵浦原泽岭湖桥塘"
_ORGANS = (
    ("县", "卫生健康局", "我局"),
    ("县", "人力资源和社会保障局", "我局"),
    ("县", "消防救援大队", "大队"),
    ("县", "人民政府办公室", "县政府办公室"),
    ("市", "交通运输局", "我局"),
    ("市", "自然资源和规划局", "我局"),
    ("市", "第二人民医院", "我院"),
    ("市", "住房公积金管理中心", "中心"),
    ("区", "教育局", "区教育局"),
    ("区", "市场监督管理局", "我局"),
    ("区", "经济开发区管理委员会", "管委会"),
    ("区", "城南街道办事处", "街道"),
    ("县", "柳湾镇人民政府", "我镇"),
    ("省", "体育局", "省体育局"),
)
_ROADS = ("建设路", "人民东路", "文昌街", "滨河大道", "学府路", "迎宾北路")
_HOSTS = ("yunxi", "qingchuan", "linpu", "hechuan", "fengling")


@dataclass(frozen=True, slots=True)
class Agency:
    """`contact` holds what is printed of address, postcode, phone, fax, email, website."""

    name: str
    we: str
    contact: dict[str, str]


def draw_agency(random: Random) -> Agency:
    """An agency of a place that does not exist, with numbers that ring nowhere."""
    level, organ, we = random.choice(_ORGANS)
    place = random.choice(_FIRST) + random.choice(_SECOND) + level
    code = random.randint(310, 989)
    host = f"{random.choice(_HOSTS)}.example"
    contact = {
        "address": f"{place}{random.choice(_ROADS)}{random.randint(1, 988)}号",
        "postcode": f"{code}{random.randint(0, 999):03d}",
        "phone": f"0{code}-{random.randint(2_000_000, 8_999_999)}",
        "fax": f"0{code}-{random.randint(2_000_000, 8_999_999)}",
        "email": f"xxgk{random.randint(1, 99)}@{host}",
        "website": f"http://www.{host}/",
    }
    optional = [name for name in contact if random.random() < 0.25]
    return Agency(place + organ, we, {n: v for n, v in contact.items() if n not in optional})


_NUMBERINGS = ("{han}、", "{digit}、", "{han}. ")
_HAN = "一二三四五六"


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part: heading, then paragraphs and tables in order."""

    heading: str
    blocks: tuple[str | Sheet, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report. The title may run over two lines."""

    title: tuple[str, ...]
    preface: str
    sections: tuple[Section, ...]

    def blocks(self) -> Iterator[str | Sheet]:
        """Everything in reading order, headings as lines."""
        yield from self.title
        yield self.preface
        for section in self.sections:
            yield section.heading
            yield from section.blocks


def arrange(
    random: Random,
    agency: Agency,
    year: int,
    prose: list[list[str]],
    sheets: dict[int, Sheet],
) -> Page:
    """Title, preface and six sections; `sheets` tells which section prints which table."""
    numbering = random.choice(_NUMBERINGS)
    title = random.choice(phrases.TITLES).format(agency=agency.name, year=year)
    entries = "；".join(
        phrases.CONTACT_ENTRIES[name].format(value) for name, value in agency.contact.items()
    )
    contact = phrases.CONTACT.format(agency=agency.name, entries=entries) if entries else ""
    preface = random.choice(phrases.PREFACES).format(agency=agency.name, year=year, contact=contact)
    sections = tuple(
        Section(
            numbering.format(han=_HAN[number], digit=number + 1) + label,
            (*prose[number], *((sheets[number],) if number in sheets else ())),
        )
        for number, label in enumerate(phrases.SECTIONS)
    )
    return Page(tuple(title.split("\n")), preface, sections)
