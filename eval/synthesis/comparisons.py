"""The phrases in which invented agencies compare their figures: `{}` takes the figure."""

PUBLISHED = (
    "全年共主动公开政府信息{total}条，",
    "本年度累计主动公开政府信息{total}条，",
    "一年来共公开政府信息{total}条，",
)
COMPLETE = ("包括", "分别为", "包括：")
INCOMPLETE = ("其中", "其中：")
CHANNELS = (
    ("政府网站公开", "微信公众号发布", "公开栏张贴"),
    ("通过门户网站发布", "通过微信公众号推送", "通过电子屏播放"),
)
RECEIVED = ("全年共收到政府信息公开申请{total}件，", "本年新收信息公开申请{total}件，")
APPLICANTS = (("自然人申请", "法人及其他组织申请"), ("公民个人提出", "企业提出"))
WAYS = ("网络申请", "信函申请", "当面申请")
SHARES = ("，占{}%", "（占{}%）", "，占比{}%", "，占总数的{}%", "（{}%）", "，约占{}%")

CHANGES = (
    "上年为{before}{unit}，同比增长{rate}%",
    "比上年增加{by}{unit}，增长{rate}%",
    "较上年的{before}{unit}增加{by}{unit}，增幅{rate}%",
    "较上年增加{by}{unit}，增幅为{rate}%",
    "与上年的{before}{unit}相比，增加{by}{unit}",
    "同比增加{by}{unit}，上升{rate}%",
    "比去年的{before}{unit}多{by}{unit}，增长率为{rate}%",
)
"""A rise; a fall is the same in the words of `OPPOSITES`."""
OPPOSITES = (
    ("增长率", "下降率"),
    ("增长", "下降"),
    ("增加", "减少"),
    ("增幅", "降幅"),
    ("上升", "下降"),
    ("多{by}", "少{by}"),
)
LEVEL = ("与上年持平", "上年为{before}{unit}，与上年持平", "和上年的{before}{unit}相同")
