"""Every list of words that a rule of reading depends on, each once, with where it comes from.

Rules build their patterns from these lists with `any_of`; a word that documents turn out to use is added here and
nowhere else. Words are in simplified characters: traditional text is folded before it is compared (`traditional`).

Sources. GB/T 9704: 党政机关公文格式 (2012), the parts of an official document. Regulations:
党政机关公文处理工作条例 (2012), kinds of documents. Organs: the State Council's list of organs (2018,
2023) and their local namesakes. Units: GB 3100 and the outlines' own tables of indicators. "Seen" marks what was
collected from published documents.
"""

import re
from collections.abc import Iterable

from measures.terms import Comparator, Nature, Role


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def any_of(alternatives: Iterable[str]) -> str:
    """A regular expression for one of the words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(alternatives, key=len, reverse=True))) + ")"


def one_of_first(alternatives: Iterable[str], others: str = "") -> str:
    """A look ahead for the first characters of the words, or one of `others`.

    A pattern that may begin in many ways is tried at every character; this says at once where it cannot begin.
    """
    return f"(?=[{others}{''.join(sorted({word[0] for word in alternatives}))}])"


# Kinds of documents, as a plan's title ends (Regulations, article 8; task tables seen).
DOCUMENT_KINDS = words(
    "规划 规划纲要 纲要 计划 方案 意见 措施 政策 办法 通知 清单 要点 决定 规定 细则 报告 行动 分工 任务 目标 体系 "
    "指南 条例 举措 重点工作 安排 部署 台账 分工表 分解表 任务表 责任表 安排表 计划表 项目表 一览表 汇总表 指标 实事"
)
# A plan's kind by its title, the most telling first (seen).
REGULATIONS = words("条例 规定 办法 细则 规则")
OUTLINE_SUBJECT = "国民经济和社会发展"
OUTLINE_WORDS = words("五年 规划 纲要")
OVERALL_PLAN, PLAN = "总体规划", "规划"
ACTION_WORDS = words("行动计划 行动方案 实施方案 工作方案 三年行动 专项行动")
REGION_WORDS = words("区域 城市群 都市圈 经济带 经济区 一体化 流域")
YEARLY_WORDS = words("计划 要点 任务 目标 清单 安排 工作")  # after a year
ANNUAL_WORDS = words("年度 工作报告")
POLICY_WORDS = words("措施 政策 意见 举措")
# How a notice says that it issues something, and how such letters are called (Regulations).
ISSUING_VERBS = words("印发 转发 发布 下发 批转")
LETTER_KINDS = words("通知 公告 通告 函")
ABOUT = "关于"
# In brackets after a title these tell of its adoption; anywhere in a line the others make it a sentence.
ADOPTION_WORDS = words("通过 批准 公布 发布")
SENTENCE_WORDS = words("具有 必须 应当 我们")
PLAN_NUMBER_ENDS = words("年规划 年计划 规划 时期")
HORIZON = "远景"
# What a title that names a plan holds besides its kind (seen); a menu's 政府信息公开指南 has none of it.
PLAN_WORDS = words("关于 省 市 区 县 州 盟 旗 国务院 全国 国家 “ 促进 支持 推进")
# How the name of an organisation ends (Organs).
ORGANISATION_ENDINGS = words(
    "国务院 中共中央 政府 委员会 办公厅 办公室 领导小组 指挥部 管委会 局 厅 部 委 院 会 署 司 处"
)

# Labels of a page's table of metadata → the plan's field (GB/T 9704 and the catalogue of government information, seen).
METADATA_LABELS = {
    "title": words("发文标题 标题 名称 文件名称 信息名称 公文名称"),
    "issuer": words(
        "发文机关 发布机关 制发机关 制定机关 印发机关 发布机构 发文机构 发文单位 发布单位 发布部门 发文部门 公开主体"
    ),
    "document_number": words("发文字号 发文文号 公文文号 发布文号 发文号 文件编号 文号 字号"),
    "issued_on": words("成文日期 成文时间 发文日期 发文时间 签发日期 印发日期 制发日期"),
    "published_on": words("发布日期 发布时间 公布日期 公开日期 生成日期 发布时限"),
    "other": words(
        "索引号 信息索引 统一编号 信息分类 主题分类 体裁分类 组配分类 分类 主题词 关键词 服务对象 公开方式 公开类型 "
        "公开属性 公开期限 公开类别 公开范围 有效性状态 有效性 是否有效 时效性 效力状态 效力等级 效力级别 文件状态 "
        "失效日期 废止日期 实施日期 施行日期 生效日期 信息来源 来源 责任编辑 审核 作者 浏览次数 点击数 阅读次数 字体 "
        "分享 打印 原文链接 法宝引证码"
    ),
}

# The parts of an official letter (GB/T 9704): how the lines begin or end that say whether it is public, to whom it is
# sent and copied, that it was adopted; what its covering sentence says; which words make a line go on with the next.
THIS_DOCUMENT = words("此件 本件 此文")
PUBLIC, PRINTED = "公开", "印发"
IMPRINT_LABELS = words("抄送 主送 分送 信息公开选项 联系人 联系电话")
ADOPTED = words("通过 批准")
ADDRESSEE_ENDS = words("各 人民政府 部门 委员会 委 局 厅 办 部 单位 直属机构 代表 同志 区 县 市")
SENT_TO_YOU = words("印发给你们 转发给你们")
SENT = words("印发 转发 下发 公布 发布")
TO_BE_DONE = words("执行 落实 实施 遵照 组织")
ALREADY = "已经"
AGREED = words("同意 批准 通过 审议")
LINE_ENDS = words("省 市 区 县 州 国务院 委员会 政府 办公室 办公厅 局 厅 委 部 会")
MEETING_ENDS = words("会议 大会")
SPEAKERS = words("省长 市长 区长 县长 州长 盟长 旗长 主席 主任 乡长 镇长")
MAKING_A_PLAN = words("制定 编制 印发 出台")
ATTACHMENT, BOX = "附件", "专栏"

# How a line of a web site's own begins (seen on government sites and legal data bases).
SITE_LINES = words(
    "标签 关键词 关键字 相关阅读 相关报道 相关链接 相关文章 相关稿件 相关新闻 相关附件 相关解读 扫一扫 分享 打印 关闭 "
    "留言 政策性文件留言咨询 我要留言 在线咨询 意见反馈 网友评论 上一篇 上一条 下一篇 下一条 责任编辑 【打印 【关闭 "
    "【字体 【字号 【大 【中 【小 附件下载 版权所有 网站地图 网站标识 联系我们 关于我们 技术支持 当前位置 您的位置 "
    "您当前的位置 您当前位置 您所在位置 您的所在位置 首页 来源: 来源： 信息来源 发布时间 发布日期 浏览次数 点击数 "
    "阅读次数 字号 繁體 无障碍 返回顶部 回到顶部 收藏 纠错 我要纠错 微信 微博 客户端 用户登录 English 【法宝引证码】 "
    "原文链接 【视力保护色"
)
SITE_MARKS = ("ICP备", "公网安备")  # anywhere in a line

# Titles of sections that ask for nothing (outlines and work plans seen).
# Where a section's title is one of these, alone or after what it is about (我市的发展基础), the section is narrative.
NARRATIVE_TITLES = words(
    "序言 前言 引言 导言 绪论 现状 发展基础 工作基础 建设基础 现实基础 产业基础 回顾 成效 成就 成绩 成果 工作总结 "
    "存在问题 存在的问题 存在的主要问题 存在的突出问题 存在主要问题 存在突出问题 主要问题 突出问题 问题与不足 "
    "短板弱项 面临形势 发展形势 面临的形势 面临机遇 发展机遇 面临挑战 风险挑战 机遇挑战 机遇与挑战 形势与挑战 "
    "发展环境 面临环境 宏观环境 环境影响 发展背景 规划背景 时代背景 编制背景 指导思想 指导方针 基本原则 主要原则 "
    "工作原则 规划原则 编制原则 基本情况 基本思路 总体思路 发展思路 工作思路 总体要求 有关要求 总体定位 战略定位 "
    "功能定位 发展定位 规划定位 目标定位 目标 主要指标 指标体系 发展指标 总则 附则 适用范围 规划范围 试点范围 "
    "实施范围 规划期限 编制依据 规划依据 重要意义 重大意义 名词解释 术语解释 指标解释 发展愿景 结语 后记"
)
# Narrative only where the title, or a part of it, is nothing else but this and one of the words below.
NARRATIVE_ALONE = words(
    "序 短板 基础 背景 形势 机遇 挑战 环境 问题 不足 经验 原则 要求 工作要求 概况 概述 展望 评价 分析"
)
NARRATIVE_ABOUT = words(
    "主要 总体 基本 面临 面临的 当前 发展 工作 建设 规划 国内 国际 国内外 外部 内部 宏观 存在 存在的 突出 所处 编制 "
    "政策 时代 历史 我省 我市 我区 我县 我国 全省 全市 全区 全县 本市 我们 “十三五” “十四五” 时期 期间 一些 的"
)
# What may follow: 现状分析, 形势研判.
NARRATIVE_AFTER = words("分析 评价 评估 研判 概述 概况 情况 说明 展望 预判 体系")
# A part of a title that asks for something: 工作目标和重点任务 holds tasks.
TASK_NOUNS = words("任务 措施 举措 打算 安排 重点 部署 对策 行动 工作重点 整改")
# What may follow a noun of tasks: 重点任务分工; and what a narrative title is of, though it opens with a verb.
TASK_NOUN_ENDS = words("安排 部署 分工")
OF_THE_PLAN = words(
    "总体要求 指导思想 基本原则 总体思路 基本思路 主要目标 总体目标 工作目标 发展目标 重要意义 重大意义 意义"
)
AND_ALSO = "以及"
AFTER_FIVE_YEARS = words("时期 期间 以来 规划 发展 成就 成效 回顾 建设")  # “十三五”时期
# A narrative title with one of these tells of what has been reached: its quantities are no targets.
PAST_NOUNS = words("现状 基础 回顾 成效 成就 成绩 成果 总结 问题 短板 形势 机遇 挑战 环境 背景")
AIM_NOUNS = words("目标 要求 思路")
# A title that opens with a verb asks for something to be done: 夯实发展基础 is a task, 发展基础 is not.
TASK_VERBS = words(
    "加 提 推 强 夯 巩 筑 构 建 打造 打牢 打通 打好 完善 健全 优化 深化 深入 实施 落实 实现 坚决 着力 大力 全面 全力 "
    "加快 应用 运用 采用 使用 完成 达成 锚定 紧盯 分解 促进 培育 培养 支持 鼓励 引导 开展 统筹 补 抓 营造 改善 改进 "
    "破解 解决 应对 直面 化解 聚焦 扩大 拓展 发挥 确保 保障 保持 保护 做 办好 树立 严格 规范 扎实 持续 积极 切实 有效 "
    "高水平 高质量 高标准 扎牢 厚植 激发 释放 用好 抢抓 把握 明确 明晰 维护 简化 精简 压减 降低 减轻 缩短 消除 整治 "
    "治理 整合 整改 清理 清除 摸清 摸排 排查 防范 防控 管控 监管 监测 壮大 做大 做强 创新 创造 创建 创优 畅通 贯通 "
    "疏通 理顺 厘清 划定 编制 制定 修订 制订 组织 动员 引进 引育 吸引 留住 集聚 汇聚 凝聚 弘扬 传承 展示 讲好 宣传 "
    "普及 推广 丰富 充实 增加 增强 稳定 稳住 稳步 守牢 守住 坚守 坚持 严守 严控 严打 严厉 严肃 依法 依托 利用 盘活 "
    "挖掘 探索 研究 谋划 试点 试行 落地 转化 承接 对接 衔接 融入 参与 争取 争创 力争 改革 改造 更新 升级 修复 恢复 "
    "绿化 美化 净化 亮化 整洁 活跃 繁荣 振兴 激活 赋能 服务 便利 方便 满足 回应 兑现 执行 履行 压实 考核 评选 表彰 "
    "奖励 惩戒 查处 打击 取缔 关停 淘汰 限制 禁止 杜绝 遏制 控制 合理 科学 精准 精心 充分 尽快 及时 主动 自觉 认真 "
    "努力"
)
# Verbs that also name a thing done: 建设现状, 改革成效, 实施背景 ask for nothing.
NOMINAL_VERBS = words(
    "建设 推进 实施 试点 编制 提出 保障 改革 治理 服务 创建 研究 创新 监管 考核 整治 改造 保护 防控 管理 落实 执行 "
    "发展 提升 监测 培育 组织 规划 修订 制定 更新 转化 普及 推广 应对"
)
# So begins a sentence about the plan or its time, not the name of a task.
SENTENCE_STARTS = words(
    "本 该 我省 我市 我区 我县 我国 这 上述 以上 根据 到20 截至 截止 当前 目前 近年来 同时 此外 其中 今年 去年 过去 "
    "一年来 五年来 各位 同志们 让我们 我们"
)
# Headings that stand without a number.
UNNUMBERED_HEADINGS = words("前言 序言 引言 序 结语 后记 总则 附则")
# An annex so titled says what is to be done; any other lists, defines or names.
ANNEX_TASKS = words("任务 分工 举措 措施 台账 责任 实事")
ANNEX_PLANS = words("计划 方案 政策 意见")
LIST, LIST_OF_PROJECTS, INDICATORS = "清单", "项目清单", "指标"
# A section so titled says who does what: 部门职责分工.
DUTY_TITLES = words("职责分工 任务分工 责任分工 工作分工 部门分工 组织分工 部门职责 单位职责 工作职责")
# How the caption of a table and the note under it begin; an annex that is a table.
CAPTIONS = words("表 续表 附表")
TABLE_ANNEX = "附表"

# How a document speaks of its own handling (closing provisions, seen).
EXPLAINED_BY = "负责解释"
TAKING_EFFECT = words("施行 执行 实施 生效 开始施行 开始执行 开始实施 开始生效")
RULES_TO_COME = words("实施细则 申报指南 申报服务指南 操作细则")
TO_BE_MADE = words("制定 制定具体 制定相关 制定相应 制定具体的 制定相关的 制定相应的 制定的")
SEPARATELY, MADE_SEPARATELY = "另行", "另行制定"
VALIDITY = words("有效期 有效期为 有效期至 有效期限")
BEFORE_NOW, NOT_THE_SAME = "此前", "不一致的"
POLICIES_AND_RULES, CHANGES = words("政策 规定"), words("调整 变化")
CLOSING_STARTS = words("附则 本 该 以上 此前 自 如 若 上述 施行 实施 执行 有效期 解释 政策")
SPEECH_OPENINGS = words("各位代表 各位委员 各位领导 同志们 各位同志 让我们 女士们")

# The columns of a table of tasks, as a column's name ends; and those that name bodies, by role (task tables seen).
TASK_COLUMNS = words(
    "任务 举措 措施 内容 事项 工作 要点 清单 任务名称 工作名称 项目名称 任务分解 任务目标 工作任务 项目 要求"
)
ROLE_COLUMNS = {
    Role.SUPERVISOR: words("督办 督查 督导"),
    Role.SUPPORT: words("配合 协办 协助 协同 参与 参加"),
    Role.LEAD: words("牵头 主办 主责"),
    Role.RESPONSIBLE: words(
        "责任单位 责任部门 责任主体 责任科室 责任处室 负责单位 负责部门 承办单位 承办部门 实施单位 实施部门 实施主体 "
        "落实单位 落实部门 主管单位 主管部门 主体单位 承担单位 承担部门 建设单位 建设主体 责任分工 任务分工 分工"
    ),
}
NO_BODY_COLUMNS = words("计量 单位 数据来源 数据 统计 填报 填表 制表 报送 货币 面积 金额")
BODY_COLUMNS = words("单位 部门 处室 科室 机构")
DUE_COLUMNS = words("时间 时限 期限 进度 节点 日期")
# Of several columns of tasks, the one that says what is to be done, and the one that bears a name.
DETAIL_COLUMNS = words("举措 措施 内容 事项 分解 具体")
NAME_COLUMN = "名称"
# The columns of a table of indicators: how the name of the indicator's ends or begins, its unit, its nature; which
# hold goals, what was before, and growth (outlines seen).
INDICATOR_ENDS = words("指标 指标名称")
INDICATOR_STARTS = words("指标 主要指标 核心指标 具体指标 目标名称")
UNIT_COLUMNS = words("单位 计量单位")
NATURE_COLUMNS = words("属性 性质 类型")
GOAL_COLUMN = "目标"
GOAL_COLUMNS = words("目标 规划值 计划值")
BASE_COLUMNS = words("现状 基期 基准 实际 完成情况 完成值 初值")
SUM_COLUMN, YEARLY_COLUMN = "累计", "年均"
GROWTH_COLUMNS = words("年均 累计 增速 增长 变化")
FALLING_INDICATORS = words("降低 下降 减少 降幅 压减")
# How the figure in a cell binds.
CELL_BOUNDS = {
    Comparator.AT_LEAST: words("≥ 不低于 不少于 以上"),
    Comparator.OVER: words("> ＞ 大于 超过"),
    Comparator.AT_MOST: words("≤ < ＜ 不高于 不超过 控制在 以内 以下"),
    Comparator.REACH: words("左右 达到 降至"),
}
AFTER_A_FIGURE = words("以上 以内 以下 左右")
# What an indicator's column of natures says, and prose with 性.
NATURES = {"约束": Nature.BINDING, "预期": Nature.EXPECTED}
# A row that adds up, and a note under a table.
TOTALS = words("合计 总计 小计 共计")
NOTES = words("备注 说明 注")

# Provinces, as names begin (GB/T 2260).
PROVINCES = words(
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 "
    "云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
)
# How institutes, associations and companies end that plans name in prose (seen).
OF_THE_COUNTRY = words("国家 中国 全国")
OFFICE_NOUNS = words("委员会 办公室 总局 局 委 厅 部 办")
NOT_AFTER_AN_OFFICE = words("长 分 主任 直属 际 署 属 理")
NOT_AFTER_AN_INSTITUTE = words("体系 建设 化 作")
UNIVERSITY = "大学"
INSTITUTES = words(
    "研究院 科学院 工程院 研究所 研究中心 研发中心 交易所 博物馆 图书馆 协会 学会 总会 商会 联合会 集团 公司 银行"
)
# What offices are in charge of, in full and short (Organs).
FUNCTIONS = words(
    "发展和改革 发展改革 发改 教育 科学技术 科技 工业和信息化 经济和信息化 经信 工信 民族宗教事务 民族事务 公安 "
    "国家安全 民政 司法 财政 人力资源和社会保障 人力资源社会保障 人力社保 人社 自然资源 规划和自然资源 生态环境 "
    "住房和城乡建设 住房城乡建设 住建 城市管理 城管 交通运输 交通 水利 水务 农业农村 商务 文化和旅游 文化旅游 文旅 "
    "卫生健康 卫健 退役军人事务 应急管理 应急 审计 国有资产监督管理 国资 市场监督管理 市场监管 税务 统计 医疗保障 "
    "医保 金融监督管理 地方金融监督管理 地方金融监管 金融监管 证券监督管理 林业和草原 林草 园林绿化 知识产权 "
    "粮食和储备 粮食和物资储备 广播电视 体育 信访 海关 通信管理 数据资源 数据 大数据 政务服务 政务服务数据管理 "
    "机关事务 外事 气象 邮政管理 药品监督管理 药监 能源 乡村振兴 投资促进 中医药"
)
# Verbs and prepositions after which a university's name begins.
BEFORE_A_NAME = words(
    "支持 推动 推进 依托 联合 会同 鼓励 引导 发挥 围绕 利用 借助 整合 面向 吸引 引进 加强 建设 打造 办好 做强 包括 "
    "组织 由 与 和 及 在 对 向 为 如 同 以 到 的 等 或 从 让 使 将 把"
)
# 一流大学, 研究型大学 … are no names.
NO_NAME = words(
    "一流 重点 高等 综合 研究型 应用型 职业 开放 老年 世界 高水平 知名 著名 优秀 国内 国外 国际 海外 所 家 批 类 地方 "
    "本地 驻 部属 省属 市属 名牌 社区 空中 电视 广播 党校 各 中外 学科 特色 理工类 新型 互联网 专业"
)
# Functions in full = their short forms in official use (Organs).
SHORT_FORMS = words(
    "发展和改革=发展改革 发改=发展改革 工业和信息化=工信 经济和信息化=经信 科学技术=科技 人力资源和社会保障=人社 "
    "人力资源社会保障=人社 人力社保=人社 住房和城乡建设=住建 住房城乡建设=住建 卫生健康=卫健 文化和旅游=文旅 "
    "文化旅游=文旅 市场监督管理=市场监管 地方金融监督管理=金融监管 地方金融监管=金融监管 金融监督管理=金融监管 "
    "国有资产监督管理=国资 应急管理=应急 交通运输=交通 医疗保障=医保 退役军人事务=退役军人 自然资源和规划=自然资源 "
    "规划和自然资源=规自 药品监督管理=药监 银行保险监督管理=银保监 证券监督管理=证监 粮食和物资储备=粮食 "
    "粮食和储备=粮食 林业和草原=林草 互联网信息=网信 城市管理=城管 政务服务数据管理=政务服务 机关事务管理=机关事务"
)

# Places: how the names of the first, second and third level end (GB/T 2260); what stands before 区 in a word that names
# no district; and what may follow a district that opens a title (seen).
PROVINCE_ENDS = words("省 自治区 特别行政区")
FIRST_LEVEL = words("省 自治区 特别行政区 市 自治州 地区 盟")
SECOND_LEVEL = words("市 自治州 地区 盟")
THIRD_LEVEL = words("新区 自治县 自治旗 县 旗")
PREFECTURES = words("自治州 盟")
BEFORE_NO_DISTRICT = frozenset("发范税作新园验能景区校社地城片山灾库牧林矿街湖湾港")
NO_DISTRICTS = words("开发 示范 保税 合作 高新 园 试验 功能 风景 旅游 景 校 社")
AFTER_A_DISTRICT = words("国民经济 “ 第 人民 政府 关于 优化 加快 推进 促进 支持 深化 贯彻 落实")
PARTY = words("中共 中国共产党")
GOVERNMENTS = words("人民政府 委 政府")  # right after a place
OFFICES = words("局 厅 办公室 办公厅 委员会 领导小组 部 会 院")
CENTRAL = words("国务院 中共中央 中央 国家 全国 中华人民共和国")
CENTRAL_ENDS = words("部 总署 总局 委员会 署")
GENERAL_OFFICE, WHOLE_COUNTRY, REGION = "办公厅", "全国", "地区"
NO_PLACES = words("全国 国务院 国家")
MEETINGS = words("人民代表大会 政治协商")

# How levels of administration begin a body's name, and how its ending is shortened (Organs).
LEVELS = words("国家 省 自治区 市 区 县 州 盟 旗")
SHORT_ENDINGS = (("委员会", "委"), ("管理局", "局"), ("监督局", "局"), ("总局", "局"), ("办公室", "办"))

# Labels of annotations before 单位 or 部门, by role (task divisions seen).
ROLE_LABELS = {
    Role.LEAD: words("牵头责任 牵头负责 牵头考核 责任牵头 牵头 主办 主责 主要责任 第一责任"),
    Role.RESPONSIBLE: words("主体责任 主管 责任 负责 实施 承办 落实 考核 承担"),
    Role.SUPPORT: words("协同责任 配合责任 协办责任 协作 配合 协办 参加 参与 协同 协助"),
    Role.SUPERVISOR: words("督查 督办 督导 监督"),
}
# The role that a name bears itself: 市科技局（牵头）.
OWN_ROLES = {"牵头": Role.LEAD, "主办": Role.LEAD, "配合": Role.SUPPORT, "协办": Role.SUPPORT}
# Labels of a deadline (task divisions seen).
DUE_LABELS = words(
    "完成时限 完成时间 完成日期 时限要求 时间要求 完成期限 办理时限 办结时限 时间节点 进度安排 时限 期限"
)
# What a label's role stands before (perhaps with blanks inside), what may be joined to it, and labels of their own.
LABEL_NOUNS = words("单位 部门 主体 机构 处室 科室")
SECOND_LABELS = words("配合 责任 协办 参与")
LABELS_OF_ALL = words("部门分工 责任分工 任务分工 职责分工")
PERSON_ROLES = words("牵头 责任 分管 包抓 协同 配合 主管 负责 省 市 县 区")
PERSONS = words("领导 负责人 责任人 联系人 联络员")
IN_PART = "其中"
# How a list of names says its role in words: 甲、乙等有关部门按职责分工负责 (task divisions seen).
ETC_LEVELS = words("有关 相关 各有关 省有关 市有关 区有关")
ETC_BODIES = words("部门 单位 方面 地方 地区 部委 机构 企业")
TOGETHER = words("共同 分别 联合 各自")
CLOSELY = words("紧密 密切")
IN_LINE_WITH = words("结合 根据 按 按照")
OWN_SITUATION = words("工作 本地")
SITUATIONS = words("实际 要求 规定 实际情况 要求情况 规定情况")
LEADING = words("牵头 主办 为主 为主负责 总牵头")
LEADING_VERBS = words("负责 组织 落实 实施 推进 抓总 办理")
BY = words("按 按照 依照 根据 依据")
DUTIES = words("职责 职能")
DUTY_BOUNDS = words("分工 范围")
SHARED = words("分别 共同")
BY_DUTY = words("负责 配合 参与 落实 推进 协同")
DOING_WELL = words("做好 抓好 落实")
RELATED_WORK = words("相关工作 有关工作 落实")
SUPPORTING = words("配合 参与 参加 协助 协同 协办 协同配合 配合做好 积极配合")
SUPPORTING_VERBS = words("落实 实施 推进")
SUPERVISING = words("督促落实 督查 督办 督导 监督")
ANSWERING = words("负责 承担 落实 实施 组织实施 具体负责 负责落实")
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
ANNOTATION_WORDS = words("负责 牵头 配合 单位 部门 职责 主办 协办 督办 督查 落实 参与 参加 完成 长期坚持 持续")
# A bracket with one of these that closes a line closes its paragraph.
CLOSING_ANNOTATION_WORDS = words("负责 牵头 配合 单位 部门 完成")
# Verbs that assign only what is called an office: 市场主体按要求落实 assigns nobody.
WEAK_DUTY_VERBS = words("承担 落实 实施 组织实施 参与 参加 协助 监督 督导")
# How an office's name ends where nothing but names says that it is one; narrower than the next list (Organs).
OFFICE_ENDINGS = words(
    "局 委 厅 部 署 办 办公室 委员会 管委会 政府 人民银行 银保监会 证监会 海关 总社 法院 检察院 工会 团委 妇联 残联 "
    "公司 集团"
)
# How an office, a place or a group of either is called; a name that ends otherwise may be anything (Organs, seen).
OFFICIAL_ENDINGS = words(
    "局 委 厅 部 署 办 院 会 行 社 室 处 科 站 队 所 组 团 盟 联 省 市 县 区 州 旗 镇 乡 中心 政府 公司 集团 单位 部门 "
    "机构 企业 学校 大学 海关 街道 园区 专班 党委 各地 地区 地方"
)
# What 各市、 … ends with: 各市、县人民政府 is one name.
GOVERNMENT_ENDINGS = words("人民政府 政府 管委会 党委 党工委 办事处 开发区 园区")

# Words of a deadline that leave it open, and those for a beginning, which is no deadline (seen).
OPEN_DEADLINES = words("长期 持续 并 常态 每年 每月 每季 每周 定期 阶段性 取得 推进中")
BEGINNINGS = words("启动 开工 动工")
# How times are named: parts of a month, the quarter, halves of the year, its end (seen).
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
OTHERS = words("及其他 其他")
NO_NAME_STARTS = words("以下 以上 其余 均 不再 下同")
BEFORE_NAMES = words("由 具体由 以及 及 和 与 并 请")
EVERY = words("各 全省各 全市各")
EVERY_PLACE = words("各 全省各 全市各 有关 相关 各有关 沿线 沿江 沿海 所在")
PLACE_ENDS = words("市 县 区 省 州 盟 旗 自治区 直辖市 镇 乡 街道 开发区 园区")
BODY_NOUNS = words("单位 部门")
# The last month of a quarter, and the last day of a part of a month.
QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
PARTS_OF_MONTHS = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}

# Units of targets (Units; counting words seen in outlines).
UNITS = words(
    "个百分点 百分点 % ％ ‰ 亿元 万元 元 平方公里 平方千米 平方米 立方米 公里 千米 米 公顷 亩 吨公里 载重吨 吨标准煤 "
    "标准煤 吨 公斤 斤 担 石 千瓦时 千瓦 兆瓦 瓦 度 升 毫克 微克 个工作日 工作日 个月 个小时 个学位 学位 床位 家 个 项 "
    "名 人次 人 户 座 条 件 所 处 支 张 台 套 辆 架 艘 岁 年 小时 分钟 秒 天 日 倍 种 次 场 期 批 部 位 对 片 组 册 宗 "
    "门 栋 间 床 株 头 只 公顷次 车次 班 列 标准箱 标箱 TEU EFLOPS PFLOPS TB PB EB Gbps Mbps G 美元 欧元 m³ ㎡ km² km "
    "m d"
)
# Units of time and extent that count nothing made: 打造15分钟生活圈.
TIME_UNITS = words("年 日 次 度 天 秒 分钟 小时 个小时 个月 个工作日 工作日 G m d")
# How units of things begin: 整合提升1000个服务综合体 makes, it does not raise.
COUNTED_THINGS = words("个 家 项 座 条 处 所 台 套")
# How a target says which way it goes (outlines and reports seen).
COMPARATORS = {
    Comparator.ANNUAL_GROWTH: words("年均增长 年均增速 年均增幅 年均提高"),
    Comparator.AT_LEAST: words("不低于 不少于 不小于 至少 ≥"),
    Comparator.AT_MOST: words(
        "不超过 不高于 不大于 控制在 低于 ≤ 下降到 下降至 降低到 降低至 降至 降到 减少到 减少至 压减到 压减至 缩短到 "
        "缩短至 压缩到 压缩至"
    ),
    Comparator.OVER: words("超过 突破 超 高于 大于 ＞"),
    Comparator.REACH: words(
        "达到 达 提高到 提高至 增加到 增加至 提升到 提升至 增长到 增长至 增至 升至 扩大到 扩大至 保持在 稳定在 实现 "
        "完成"
    ),
    Comparator.GROW_BY: words("增长 提高 提升 增加"),
    Comparator.FALL_BY: words("下降 降低 减少 压减"),
}
# Verbs after which a figure counts what is made (seen).
MAKING_VERBS = words(
    "新增 新建 新改建 开通 新扩建 组建 接待 建成 改造 培育 打造 建设 引进 引育 集聚 形成 创建 建立 遴选 推广 认定 发展 "
    "落地 培养 累计 布局 实施 改扩建 整治 完成 整合提升 整合 提质 升级 惠及 覆盖 服务 配备 安置 培训 开发 筹集 供应 "
    "发放 举办 组织 开展 修缮 更新 推出 加装"
)
# Verbs that count those for whom it is done, 为2000户家庭实施改造; none that the name of a body may hold (seen).
PROVIDING_VERBS = words("实施 改造 新建 改建 提供 配备 配置 安装 修建 修缮 解决 办理 发放 开展")
# What a figure is counted for; scales; what stands after a figure; 8 % is 百分之八, 十分之一 a fraction (seen).
PER = words("平方公里 平方米 立方米 万人 千人 百人 人 日 天 小时 年 月 亩 户 m³ 元 万元 d h 万元GDP")
SCALES = words("万亿 千亿 百亿 千万 百万 亿 万")
BOUNDS_BELOW, BOUNDS_ABOVE = words("以上 及以上"), words("以内 及以内 以下 及以下")
ABOUT_AS_MUCH = "左右"
PERCENT, FRACTION = "百分之", "分之"
# 增长8%的目标 is one, 500万元以上的企业 a condition.
GOAL_NOUNS = words("目标 增长 增速 增幅 速度 水平 要求 标准 任务")
BY_A_YEAR = words("到 至 截至 截止 力争 确保")
THIS_YEAR = words("今年 本年")
# A sentence with one of these sets a goal, with one of those it tells of the past or of money given.
GOAL_WORDS = words("力争 目标 确保 每年 全年 累计 年均 达到 超过 突破 不低于 控制在 率")
FIVE_YEAR_ENDS = words("期间 时期 末")
RATIO = "比例"
ACCORDING_TO = words("按 按照")
NO_GOAL_WORDS = words("给予 奖励 奖补 补助 补贴 贴息 最高 罚款 利率 贷款额度 同比 截至 截止 共有 目前 现有")
BEFORE_A_METRIC = words("今年 本年 力争 确保 实现 争取 使 全省 全市 全区 全县 到")
AFTER_A_METRIC = words("分别 将 要 力争 均")
RESPECTIVELY = "分别"
BINDING, EXPECTED = "约束性", "预期性"
PERCENTAGE_POINT, PERCENTAGE_POINTS = "百分点", "个百分点"
RAISING = words("提升 提高")
REACHING = "达到"
NOT_BEFORE_AN_AUDIENCE = frozenset("作成分认称列定变转化")  # 分为4个片区
NOT_BEFORE_A_COUNT = frozenset("第“‘初每逐同其这那前后上下之")
NO_COUNT_STARTS = frozenset("百千零〇")
# Before those for whom something is done.
BEFORE_AN_AUDIENCE = words("面向 针对 对于 向 为 给")
# 4个方面, 三个环节 describe.
DESCRIBED = words("方面 环节 层面 维度 阶段 部分 层次 角度 类别 等级 级别 步骤")
# What the last of several names measures the others do too: 人参、食用菌产值.
MEASURED_NOUNS = words("产值 增加值 产量 销售额 营业收入 收入 营收 投资 规模 数量 总量 总数 面积 占比 比重 比例 增速")

# The commonest ideographs of official prose: what is printed in others is noise, or decoded wrongly. Counted over
# published plans and reports; in those, six of ten characters and more are among these, in random text
# fewer than two.
COMMON_IDEOGRAPHS = frozenset(
    "一万三上下不与专且业东两严个中为主义九习书了予争事二于云互五交产享京人从他代以们件价任企众优伙会传估位低住体作使供依便促保信修值做健储允元充先党入全公共关兴其具典养内册军农决况准出分切划则创利别到制前力办功加务动励势包化"
    "北区医十升协单南印厅原县参及双反发取口可台号各合同名后向含吸告员周命和品响售商善嘉器四因团园困围国在地场块坚型城域培基塘境增处备复外多大天央头奖套好委字存学孩孵安完定实审室家容对导将小局层居展属山岸州工市布师带席常干平年"
    "并幼广序应府度座康延建开式引强当录形影彻律得微徽心志快念态思急性总息您情想意感慧成我或战所手才打托扩批承技投护报担拓持指按挖挥据授排掘探接控推措提撑操支收改放政效教数整文断新方施日时明易是景智更最月有服期本术机权村条杭极"
    "构析果查标栏校核根格案桥械检模次止步殊残段每民水求汇江污汽河治沿法注泵洪活流测济浙浚海涉涝淀淤深清渠港游湖源溪滨激灾点焦照片物特率环现球理生用由申电界略疏疗病的监目直相省督知研破础确示社秀科秒积称移程税稳究空突立站竞符第"
    "等策筹简算管米类精系素索约级纳线组织经结绕给络统绩续维绵综网置署群老考职联聚育能自色艺节范营落蓄融行补表装西要见规视解计认议记许设证评识试请调负财责货质贯贸资赋起超跨路车转较边过运近进连适选通造道部配采释里重量金链销键长"
    "门问间闸队防附际降院除险障难集雨需青面革顶项预领题风馈首验高鼓龙"
)
