"""What agencies tell of their own figures: shares, lists, changes. A false accusation is worse than
a missed one: figures disagree only where no reading of the sentence bears them out, and it is a
finding only where other figures show that each of them was read right."""

import pytest

from extractor.checking import reconcile
from extractor.document.read import read_bytes
from extractor.forms.file import load_form
from extractor.reading.reader import Reader
from extractor.record.record import Record


def read(prose: str) -> Record:
    document, form = read_bytes(prose.encode(), "report.txt"), load_form("disclosure_2021")
    return reconcile(document, form, Reader(document, form).read())


@pytest.mark.parametrize(
    "prose",
    [
        "全年主动公开政府信息1200条，同比增长20%（上年1000条），其中网站公开900条，占75%。",
        "全年收到政府信息公开申请62件，其中网络申请40件，比上年增加12件，增长24%。",
        "全年收到政府信息公开申请62件，其中网络申请40件，同比增长24%，上年为50件。",
        "本年共收到政府信息公开申请53件（含上年结转3件），其中自然人40件，占75.5%，法人13件，占24.5%。",
        "全年收到政府信息公开申请50件，其中网络申请30件，占60%；信函20件，占40%。答复48件，其中予以公开24件，占50%。",
        "全年收到政府信息公开申请50件，上年结转2件，其中予以公开26件，占50%。",
        "全年主动公开政府信息500条，其中网站公开480条，微信公众号公开200条。",
        "全年主动公开政府信息500余条，其中网站公开480条，占比超过九成。",
        "全年主动公开政府信息500余条，其中网站公开300条，占58%。",
        "全年主动公开政府信息约3000条，同比增长约20%，上年为2500条。",
        "全年主动公开政府信息1000条，比上年增加近200条，增幅超过20%。",
        "全年主动公开政府信息1000条，较上年减少近200条，下降近17%。",
        "全年主动公开政府信息1000条，包括网站600条、微信公众号300条、其他渠道100条，回复网民留言50条。",
        "全年主动公开政府信息1000条，分别通过网站发布600条、微信公众号发布300条、公开栏公开80条等。",
        "全年收到政府信息公开申请62件，比2019年的40件增加22件，比上年增加12件。",
        "全年收到政府信息公开申请62件，上年为50件，比2019年增加22件。",
        "2023年收到政府信息公开申请62件，同比增长24%；2022年收到50件，同比增长25%。",
        "全年收到政府信息公开申请62件，较去年的50件增长了近两成半。",
        "全年收到政府信息公开申请62件，是上年50件的1.24倍。",
        "全年收到政府信息公开申请62件，申请量由上年的50件上升到62件，增长24%。",
        "全年收到政府信息公开申请62件，同比上升24个百分点，上年50件。",
        "上年收到政府信息公开申请50件，今年收到62件，增加12件。",
        "全年收到政府信息公开申请3件，较上年2件增加1件，增长50%，其中自然人2件，占三分之二。",
        "全年主动公开政府信息1000条。其中，动态类信息700条，占70%，比上年增加100条；公告类300条，占30%，比上年减少20条。",
        "全年主动公开政府信息1000条，网站发布的占60%，为600条。",
        "全年通过网站公开信息600条，占公开总数60%，微信公众号推送400条，占40%，共公开政府信息1000条。",
        "全年共主动公开政府信息1000条，其中网站600条、微信公众号400条，分别占60%、40%。",
        "全年收到政府信息公开申请50件，当面申请5件、网络申请35件、信函申请10件，各占10%、70%、20%。",
        "办理人大代表建议和政协提案20件，其中主办8件，占40%，会办12件，办结率100%。",
        "全年受理群众来电1500件，办结1470件，办结率98%，同比提高2个百分点，满意1400件，占95.2%。",
        "全年召开会议4次，比上年增加1次；培训3期，与上年持平。",
        "发布解读材料40篇，其中图解10篇，占25%，视频6个，占比15%。",
        "全年收到政府信息公开申请100件，较上年下降9.1%（上年110件），其中网上申请占62%。",
        "全年主动公开政府信息1321条，同比增加321条，增长32.1%。网站公开1100条，占83.3%，同比增长10%。",
        "全年收到政府信息公开申请62件，同比增长24%，其中网络申请31件，占50%，同比下降10%。",
        "本年度新收政府信息公开申请117件，上年结转5件，办结118件，其中予以公开59件，占50%。",
        "全年收到申请16件，比去年同期增加了6件（60%）。",
        "全年主动公开政府信息1,000条，其中政策文件120条，占12%；解读30条，占3%；其余850条，占85%。",
        "全市主动公开政府信息8000条，我局主动公开政府信息1000条，占全市的12.5%。",
        "全年收到政府信息公开申请50件，其中网络30件，占60%，同比增长20%，信函20件，占40%，同比下降10%。",
        "全年收到政府信息公开申请62件，增长24%，增幅较上年回落3个百分点，上年为50件。",
    ],
)
def test_figures_that_may_agree_are_none_that_disagree(prose: str) -> None:
    record = read(prose)
    assert (record.findings, record.disagreements) == ((), ())


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("全年主动公开政府信息1200条，同比增长30%（上年1000条）。", "change"),
        ("全年主动公开政府信息1200条，其中网站公开900条，占85%。", "share"),
        ("全年收到政府信息公开申请62件，比上年增加12件，增长34%。", "change"),
        ("全年收到政府信息公开申请62件，上年收到50件，同比增加22件。", "change"),
        ("全年收到政府信息公开申请62件，较上年的80件下降32.5%。", "change"),
        ("全年收到政府信息公开申请62件，上年50件，与上年持平。", "change"),
        ("全年收到政府信息公开申请50件，其中自然人申请40件，占90%，法人10件，占20%。", "share"),
        ("全年收到政府信息公开申请50件，网络申请35件，占比为60%，信函申请15件。", "share"),
        ("全年主动公开政府信息1000条，包括网站600条、微信公众号300条、其他渠道120条。", "sum"),
        ("全年主动公开政府信息1000条，其中网站1600条、微信公众号300条。", "sum"),
        ("全年收到政府信息公开申请50件，其中网络申请30件、信函申请30件。", "sum"),
        ("全年主动公开政府信息1000条。其中，动态类信息700条，占78%；公告类300条，占30%。", "share"),
        ("全年共主动公开政府信息1000条，其中网站600条、微信公众号400条，分别占60%、50%。", "share"),
        ("2023年收到政府信息公开申请62件，2022年收到50件，增长34%。", "change"),
        ("上年收到政府信息公开申请50件，今年收到62件，增加22件。", "change"),
        ("全年收到政府信息公开申请62件，申请量由上年的50件上升到62件，增长34%。", "change"),
        ("全年收到政府信息公开申请62件，同比下降24%，上年50件。", "change"),
        ("办理人大代表建议和政协提案20件，其中主办8件，占50%，会办12件。", "share"),
        ("全年答复政府信息公开申请48件，其中予以公开24件，占60%。", "share"),
        ("本年度共受理政府信息公开申请117件，比去年同期的98件多19件，增长29.4%。", "change"),
        (
            "今年通过政务网站公开信息842条，占主动公开信息总量的61.2%；全年主动公开政府信息1000条。",
            "share",
        ),
        ("公众号共推送信息260条，比上年的300条减少60条。", "change"),
        ("全年发布信息2000条，较上年1600条增加400条，增长率达20%。", "change"),
    ],
)
def test_figures_that_cannot_agree_disagree_once(prose: str, found: str) -> None:
    record = read(prose)
    told = [finding.code for finding in (*record.findings, *record.disagreements)]
    assert told == [f"misreported_{found}"]


def test_a_figure_that_one_pattern_alone_has_read_accuses_nobody() -> None:
    record = read("全年主动公开政府信息1200条，其中网站公开900条，占85%。")
    assert record.findings == ()
    (disagreement,) = record.disagreements
    assert disagreement.fields == ("narrative.proactive.website",)
    assert "narrative.proactive.website" in record.review


def test_figures_that_others_bear_out_accuse_the_one_that_does_not_agree() -> None:
    """1000 is the sum of its parts, and 30% the share of one; so 78% is not that of the other."""
    record = read("全年主动公开政府信息1000条。其中，动态类信息700条，占78%；公告类300条，占30%。")
    (finding,) = record.findings
    assert (finding.printed, finding.expected) == (78, 70)
    assert record.disagreements == ()
    assert record.review == ()


def test_a_wrong_change_is_told_at_its_figure_with_the_right_one() -> None:
    (finding,) = read("全年主动公开政府信息62条，上年为50条，同比增加22条。").disagreements
    assert finding.fields == ("narrative.proactive.total",)
    assert (finding.printed, finding.expected) == (22, 12)
    assert finding.message.startswith("主动公开政府信息·增减数 prints 22 where 12 would agree")


def test_the_shares_of_one_list_are_of_one_whole() -> None:
    """17 is 81% of the 21 that were answered, but its neighbour is 15% of the 20 received."""
    text = (
        "全年答复政府信息公开申请21件。全年收到政府信息公开申请20件，"
        "其中自然人申请17件，占81%，企业申请3件，占15%。"
    )
    (finding,) = read(text).findings
    assert [evidence.quote for evidence in finding.evidence if "%" in evidence.quote] == [
        "自然人申请17件，占81%",
        "81%",
    ]
