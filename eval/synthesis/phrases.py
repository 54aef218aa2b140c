"""The sentences that invented agencies write. `{a.b}` prints a fact, `{we}` the agency.

Every figure in them is a fact of the closed list or an open fact. What has no figure is
there because real reports have it, and a reader must pass it by.
"""

TITLES = (
    "{agency}{year}年政府信息公开工作年度报告",
    "{agency}\n{year}年度政府信息公开工作年度报告",
)

PREFACES = (
    "根据《中华人民共和国政府信息公开条例》的规定，现公布{agency}{year}年政府信息公开工作年度报告。"
    "本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。{contact}",
    "本年度报告按照《中华人民共和国政府信息公开条例》（国务院令第711号）的要求编制，"
    "数据统计期限为{year}年1月1日至12月31日。{contact}",
)
CONTACT = "如对报告有疑问，请与{agency}联系（{entries}）。"
CONTACT_ENTRIES = {
    "address": "地址：{}",
    "postcode": "邮编：{}",
    "phone": "电话：{}",
    "fax": "传真：{}",
    "email": "电子邮箱：{}",
    "website": "网址：{}",
}

SECTIONS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)

OPENINGS = (
    "{year}年，{we}坚持以公开促规范、以公开优服务，政府信息公开各项任务有序推进。",
    "一年来，{we}围绕中心工作，把信息公开融入日常办事的各个环节，公众获取信息更加便捷。",
    "{year}年，{we}对照上级部署逐项抓落实，信息公开的内容更实、渠道更多。",
)
PROACTIVE = (
    "全年通过各类渠道主动公开政府信息{proactive.total}条，其中通过政府网站公开{proactive.website}条。",
    "{year}年，{we}主动公开政府信息{proactive.total}条，其中政府网站公开{proactive.website}条，"
    "微信公众号发布{proactive.wechat}条。",
    "全年共主动公开政府信息{proactive.total}条。",
)
PROACTIVE_PARTS = "全年共主动公开政府信息{proactive.total}条，其中{parts}。"
PART_LABELS = ("机构职能信息", "政策文件", "财政信息", "工作动态", "通知公告", "人事信息")
OTHER_COUNTS = (
    ("发布", "政策解读材料", "篇"),
    ("举办", "新闻发布会", "场"),
    ("回复", "网民留言", "条"),
    ("更新", "办事指南", "项"),
)
MANAGEMENT = (
    "严格执行信息发布审核制度，凡拟公开的内容一律先审后发，未经审查不得公开。",
    "完善信息公开目录，明确各科室职责，做到内容准确、更新及时。",
    "定期清理失效文件，对公开内容实行动态调整，防止过期信息误导群众。",
)
MEETINGS = (
    "全年召开政府信息公开工作会议{meetings}次，组织信息公开业务培训{trainings}次。",
    "召开政务公开专题会议{meetings}次，开展政务公开培训{trainings}次。",
)
PROPOSALS = (
    "办理人大建议、政协提案共{proposals.total}件，"
    "其中主办{proposals.lead}件，会办{proposals.joint}件。"
)

RECEIVED_NONE = (
    "{year}年，{we}未收到政府信息公开申请。",
    "本年度没有收到政府信息公开申请。",
    "全年收到政府信息公开申请{requests.received}件。",
)
RECEIVED = (
    "{year}年，{we}共收到政府信息公开申请{requests.received}件。",
    "全年新收政府信息公开申请{requests.received}件，上年结转{requests.brought_forward}件。",
)
RECEIVED_BY_CHANNEL = (
    "全年共收到政府信息公开申请{requests.received}件，其中网络申请{requests.received_online}件，"
    "信函申请{requests.received_mail}件，当面申请{requests.received_in_person}件。"
)
RECEIVED_CHANGED = (
    "{year}年收到政府信息公开申请{requests.received}件，"
    "上年收到{requests.received_previous_year}件，同比{direction}{requests.received_change}%。"
)
DIRECTIONS = ("增长", "下降")
ANSWERED = (
    "全年共答复{requests.answered}件，其中予以公开{requests.granted}件，"
    "部分公开{requests.partially_granted}件，不予公开{requests.refused}件，"
    "无法提供{requests.unavailable}件，不予处理{requests.not_processed}件。",
    "答复结果为：予以公开{requests.granted}件，部分公开{requests.partially_granted}件；"
    "结转下年度继续办理{requests.carried_forward}件。",
    "所有申请均在法定期限内办理，未发生逾期答复。",
)
REMEDIES_NONE = "{year}年未发生因政府信息公开引起的行政复议和行政诉讼。"
REMEDIES = (
    "全年因政府信息公开被申请行政复议{reconsideration.cases}件，被提起行政诉讼{lawsuit.cases}件。"
)

PROBLEMS = (
    "部分栏目更新不够及时",
    "政策解读的形式较为单一",
    "工作人员对公开标准的把握不够准确",
    "依申请公开的答复文书有待规范",
    "基层公开的力量相对薄弱",
)
IMPROVEMENTS = (
    "健全栏目巡查机制，发现问题立即整改",
    "丰富解读方式，让群众看得懂、用得上",
    "加强业务学习，提高依法公开的能力",
    "统一答复文书格式，严把法律审核关",
    "充实基层人员，加强上下联动",
)
PROBLEMS_FRAME = "信息公开工作虽有进步，仍存在一些不足：{items}。"
IMPROVEMENTS_FRAME = "下一步将重点做好以下工作：{items}。"
OTHER_MATTERS = ("无。", "本年度未收取信息公开处理费。", "本年度没有其他需要报告的事项。")
FEE_NONE = OTHER_MATTERS[1]
FEE = "本年度收取信息公开处理费{processing_fee}元。"
