"""Duties: roles, lists of names that answer for something, deadlines."""

from measures.parsing.lexicon import words
from measures.terms import Role

# Labels of annotations before 单位 or 部门, by role (task divisions seen).
ROLE_LABELS = {
    Role.LEAD: words("牵头责任 牵头负责 牵头考核 责任牵头 牵头 主办 主责 主要责任 第一责任"),
    Role.RESPONSIBLE: words("主体责任 主管 责任 负责 实施 承办 落实 考核 承担"),
    Role.SUPPORT: words("协同责任 配合责任 协办责任 协作 配合 协办 参加 参与 协同 协助 支持"),
    Role.SUPERVISOR: words("督查 督办 督导 监督 指导"),
}
# Labels that stand without 单位: 牵头：市科技局　配合：市财政局 (lists of tasks seen).
SHORT_LABELS = words("牵头 主办 配合 协办")
# The role that a name bears itself: 市科技局（牵头）.
OWN_ROLES = {"牵头": Role.LEAD, "主办": Role.LEAD, "配合": Role.SUPPORT, "协办": Role.SUPPORT}
# Labels of a deadline (task divisions seen).
DUE_LABELS = words(
    "完成时限 完成时间 完成日期 时限要求 时间要求 完成期限 办理时限 办结时限 时间节点 进度安排 时限 期限 时间进度 "
    "时序进度 进度要求 时间安排 完成节点 计划完成时间 办理期限 工作时限 推进时限 实施期限 整改时限 整改期限 整改时间 "
    "推进时间 起止时间 起止年限 建设年限 建设期限 建设时间 建设工期 实施年限 实施时间 完成年限"
)
# What a label's role stands before (perhaps with blanks inside), what may be joined to it, and labels of their own.
LABEL_NOUNS = words("单位 部门 主体 机构 处室 科室 股室")
SECOND_LABELS = words("配合 责任 协办 参与")
LABELS_OF_ALL = words("部门分工 责任分工 任务分工 职责分工")
PERSON_ROLES = words("牵头 责任 督办 督查 督导 包联 包保 联系 挂钩 挂点 分管 包抓 协同 配合 主管 负责 省 市 县 区")
PERSONS = words("领导 负责人 责任人 联系人 联络员")
IN_PART = "其中"
# How a list of names says its role in words: 甲、乙等有关部门按职责分工负责 (task divisions seen).
ETC_LEVELS = words("有关 相关 各有关 省有关 市有关 区有关")
ETC_BODIES = words("部门 单位 方面 地方 地区 部委 机构 企业")
TOGETHER = words("共同 分别 联合 分工 各自")
CLOSELY = words("紧密 密切")
IN_LINE_WITH = words("结合 根据 按 按照")
OWN_SITUATION = words("工作 本地")
SITUATIONS = words("实际 要求 规定 实际情况 要求情况 规定情况")
LEADING = words("牵头 主办 为主 为主负责 总牵头 负总责 主责")
LEADING_VERBS = words("负责 组织 落实 实施 推进 抓总 办理")
BY = words("按 依 按照 依照 根据 依据")
DUTIES = words("职责 职能")
DUTY_BOUNDS = words("分工 范围")
SHARED = words("分别 共同")
BY_DUTY = words("负责 配合 参与 落实 推进 协同")
DOING_WELL = words("做好 抓好 落实")
RELATED_WORK = words("相关工作 有关工作 落实")
SUPPORTING = words("配合 参与 参加 协助 协同 协办 协同配合 配合做好 积极配合")
SUPPORTING_VERBS = words("落实 实施 推进")
SUPERVISING = words("督促落实 督查 督办 督导 监督")
ANSWERING = words(
    "负责 承担 落实 实施 组织实施 具体负责 负责落实 具体落实 具体实施 组织落实 抓好落实 推进落实 负责实施"
)
SUPPORT_VERBS = words("配合 参与 协同")
JOINTLY, HENCEFORTH, DONE, ON_DUTY = "会同", "下同", "完成", "负责"
# 列第一位者为牵头单位.
FIRST_PLACE = words("第一位 首位 首个 第一个 第1位 第一")
FIRST_DUTIES = words("责任 负责")
FIRST_BODIES = words("部门 单位 者")
FIRST_ROLES = words("牵头 主要责任 主责")
CELL_ROLES = words("牵头 配合 负责 主办 协办 参与")
# How a deadline begins, and how it names a time in a sentence on the whole item.
DUE_STARTS = words(
    "今年 明年 本年 上半年 下半年 年底 年内 年末 月底 全年 长期 持续 常年 每年 每月 每季 近期 中期 远期 定期 "
    "适时 即时 立即"
)
DUE_STEPS = words("节点 进度 时间节点 时间进度")
BEFORE_THEN = words("前 以前 之前")
THE_ITEM = words("该项 此项 这项 本项 以上 上述")
ALL_ITEMS = "各项"
ITEM_NOUNS = words("工作 任务")
MUST = words("应 应当 要 须 需")
WHOLLY = words("全面 全部")
ANNOTATING_LABELS = words("责任 主办 协办 考核 督办 督查 配合")
OPENING_LABELS = words("责任 牵头 配合 主办 协办 主要责任 牵头责任")
CLOSING_LABELS = words("责任 牵头")
UNCLEAR_LABELS = words("责任 牵头 配合")
ANNOTATING_VERBS = words("负责 牵头 配合")
BEFORE_ON_DUTY = words("主要 具体 牵头")
NOT_ON_DUTY = words("人 解释 同志")
# A bracket without any of these is no annotation.
ANNOTATION_WORDS = words(
    "负责 负总责 牵头 主责 配合 协同 单位 部门 职责 主办 协办 督办 督查 落实 参与 参加 完成 长期坚持 持续"
)
# A bracket with one of these that closes a line closes its paragraph.
CLOSING_ANNOTATION_WORDS = words("负责 牵头 配合 单位 部门 完成")
# Verbs that assign only what is called an office: 市场主体按要求落实 assigns nobody.
WEAK_DUTY_VERBS = words("承担 落实 实施 组织实施 参与 参加 协助 监督 督导")
# How an office's name ends where nothing but names says that it is one; narrower than the next list (Organs).
OFFICE_ENDINGS = words(
    "局 委 厅 部 署 办 办公室 委员会 管委会 政府 人民银行 分行 支行 银保监会 证监会 海关 总社 法院 检察院 工会 团委 "
    "妇联 残联 公司 集团"
)
# How an office is called inside a bureau, a school or a company: （宣传科、中教科） after the last sentence names
# nobody else (key points of bureaus seen); what ends alike and is none.
INNER_OFFICE_ENDINGS = words("司 科 处 股 室 院 馆 中心 站 队 所 校 学院 大学 学校")
NO_OFFICES = words("本科 专科 学科 理科 文科 内科 外科 教室 市中心 区中心 县中心 镇中心 城中心")
# How an office's name ends that begins with its level: 市政府督查室, 省公共资源交易中心 (seen).
ORGAN_ENDINGS = words("室 中心 院 会 行 社 站 队 所 组")
# How an office, a place or a group of either is called; a name that ends otherwise may be anything (Organs, seen).
OFFICIAL_ENDINGS = words(
    "局 委 厅 部 署 司 办 院 会 行 社 室 处 科 站 队 所 组 团 盟 联 省 市 县 区 州 旗 镇 乡 中心 政府 公司 集团 单位 "
    "部门 机构 企业 学校 大学 馆 股 工会 海关 街道 园区 专班 党委 各地 地区 地方"
)
# 各村, 各社区: all places of a kind answer, as offices do.
PLACES_OF_ALL = words("村 社区 村社 行政村 学校 校")
# What 各市、 … ends with: 各市、县人民政府 is one name.
GOVERNMENT_ENDINGS = words("人民政府 政府 管委会 党委 党工委 办事处 开发区 园区")

# Words of a deadline that leave it open, and those for a beginning, which is no deadline (seen).
OPEN_DEADLINES = words("长期 持续 并 常态 每年 每月 每季 每周 定期 推进中")
# What stands before a deadline in a sentence, and after a day that tells which are meant: 2000年底前建成的小区.
BEFORE_A_DEADLINE = words("在 于 到 力争 确保 争取 原则上 力争在 确保在 争取在")
DONE_BEFORE = words("建成 竣工 取得 设立 成立 批准 审批 登记 注册 投产 开工 已")
BEGINNINGS = words("启动 开工 动工")
# How times are named: parts of a month, the quarter, halves of the year, its end (seen).
# 2027年汛前 is in the year, but not its last day.
SEASONS = words("汛 入汛 主汛 雨季 春节 元旦 五一 国庆 中秋 入冬 采暖 供暖 供热 开学 高考 春耕 秋收")
MONTH_PARTS = words("上旬 中旬 下旬 底 末 初 中")
QUARTER = "季度"
FIRST_HALF, SECOND_HALF, HALF = "上半年", "下半年", "半年"
YEAR_ENDS = words("年底 年末 年内")
WHOLE_YEAR, FROM_TODAY = "全年", "即日起"
DUE_ENDS = words("完成 截止")
# Lists of names: what joins the last, what closes a list without naming anybody, what opens one.
JOINERS = words("以及 及 和")
CONCERNED = words("有关 相关")
VAGUE_BODIES = words("部门 单位 方面 成员单位 地方 地区 部委 机构 企业")
NOBODY = words("部门 单位 方面 成员单位 地方 地区")
VAGUE_PLACES = words("地方 地区 省")
STATE_COUNCIL = "国务院"
PARTY_BODIES, GOVERNMENT_ALONE = words("党委 党工委"), words("政府 人民政府 管委会")
OTHERS = words("及其他 其他")
NAME_MARKS = "★☆▲△●◆■*"  # ★ before a name tells that it leads; the legend says so, if anything does
NO_NAME_STARTS = words("以下 以上 其余 均 不再 下同")
BEFORE_NAMES = words("由 具体由 以及 及 和 与 并 请")
EVERY = words("各 全省各 全市各")
EVERY_PLACE = words("各 全省各 全市各 有关 相关 各有关 沿线 沿江 沿海 所在")
PLACE_ENDS = words("市 县 区 省 州 盟 旗 自治区 直辖市 镇 乡 街道 开发区 园区")
# What stands in place of names that the task above has.
SAME_AS_ABOVE = words("同上 同前 同上项 同上一项 同上条 同上述")
BODY_NOUNS = words("单位 部门")
# The last month of a quarter, and the last day of a part of a month.
QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
PARTS_OF_MONTHS = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}
