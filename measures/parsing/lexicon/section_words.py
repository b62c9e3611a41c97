"""Sections and tables: titles that ask for something or for nothing, annexes, columns of tables."""

from measures.parsing.lexicon import words
from measures.terms import Comparator, Nature, Role

# Titles of sections that ask for nothing (outlines and work plans seen).
# Where a section's title is one of these, alone or after what it is about (我市的发展基础), the section is narrative.
NARRATIVE_TITLES = words(
    "序言 前言 引言 导言 绪论 现状 发展基础 工作基础 建设基础 现实基础 产业基础 回顾 成效 成就 成绩 成果 工作总结 "
    "存在问题 存在的问题 存在的主要问题 存在的突出问题 存在主要问题 存在突出问题 主要问题 突出问题 问题与不足 "
    "短板弱项 面临形势 发展形势 面临的形势 面临机遇 发展机遇 面临挑战 风险挑战 机遇挑战 机遇与挑战 形势与挑战 "
    "发展环境 面临环境 宏观环境 环境影响 发展背景 规划背景 时代背景 编制背景 指导思想 指导方针 基本原则 主要原则 "
    "工作原则 规划原则 编制原则 基本情况 概况 基本思路 总体思路 发展思路 工作思路 总体要求 有关要求 总体定位 战略定位 "
    "计划执行情况 规划执行情况 规划实施情况 任务完成情况 "
    "功能定位 发展定位 规划定位 目标定位 目标 主要指标 指标体系 发展指标 总则 附则 适用范围 规划范围 试点范围 "
    "实施范围 规划期限 编制依据 规划依据 重要意义 重大意义 名词解释 术语解释 指标解释 发展愿景 结语 后记 "
    "填报说明 填表说明 编报说明"
)
# Narrative only where the title, or a part of it, is nothing else but this and one of the words below.
NARRATIVE_ALONE = words("序 短板 基础 背景 形势 机遇 挑战 环境 问题 不足 经验 原则 要求 工作要求 概述 展望 评价 分析")
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
PAST_NOUNS = words(
    "执行情况 实施情况 完成情况 现状 基础 回顾 成效 成就 成绩 成果 总结 问题 短板 形势 机遇 挑战 环境 背景"
)
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
# Words before a number that heads a task: 任务一：….
NUMBERED_NOUNS = words("问题 任务 重点任务 行动 重点行动 工程 重点工程 举措 措施 专项 领域 板块")
# A unit's first character begins these words, which open a title after a number: 3.1 人才培养.
NO_UNITS = words(
    "人才 人口 人民 人力 人居 人社 人文 家庭 家政 家园 个人 个体 个性 元宇宙 年轻 日常 公共 公路 公园 公益 公安 公平 "
    "公交 公立 公开 公司 公民 公用 公众 公租房 户籍 户外 处理 处置 项目 次要 度假 条例 以人 以民 "
    "以产 以城 以文 以旅 以科 以数"
)
# Headings that stand without a number.
UNNUMBERED_HEADINGS = words("前言 序言 引言 序 结语 后记 总则 附则")
# What a plan explains at its foot, numbered apart.
GLOSSARIES = words("名词解释 术语解释 指标解释")
# How a form is to be filled in, perhaps after the form's own name.
FILLING_NOTES = words("填报说明 填表说明 编报说明")
# An annex so titled says what is to be done; any other lists, defines or names.
ANNEX_TASKS = words("任务 分工 举措 措施 台账 责任 实事")
ANNEX_PLANS = words("计划 方案 政策 意见 规划 纲要 要点 行动")
LIST, LIST_OF_PROJECTS, INDICATORS = "清单", "项目清单", "指标"
# A section so titled says who does what: 部门职责分工.
DUTY_TITLES = words("职责分工 任务分工 责任分工 工作分工 部门分工 组织分工 部门职责 单位职责 工作职责")
# How the caption of a table and the note under it begin; an annex that is a table.
CAPTIONS = words("表 续表 附表")
TABLE_ANNEX = "附表"
# How a paragraph points to the table below it.
TABLE_BELOW = words("如下 下表")
SEE, ANNEX_NAMES = words("见 详见"), words("附件 附表 附录 附")

# How a paragraph after the last item begins that says how to report, and to whom.
AFTERWORDS = words("有关要求 相关要求 工作要求 报送要求 报送方式 联系人 联系电话 联系方式")
# 到2030年，…: words of time that are no name of a task.
BY_THEN, TIMES = words("到 至 截至 力争到"), words("今年 全年 年内 年底前 上半年 下半年")
# How a document speaks of its own handling (closing provisions, seen).
EXPLAINED_BY = "负责解释"
TAKING_EFFECT = words("施行 执行 实施 生效 开始施行 开始执行 开始实施 开始生效")
RULES_TO_COME = words("实施细则 申报指南 申报服务指南 操作细则")
TO_BE_MADE = words("制定 制定具体 制定相关 制定相应 制定具体的 制定相关的 制定相应的 制定的")
SEPARATELY, MADE_SEPARATELY = "另行", "另行制定"
VALIDITY = words("有效期 有效期为 有效期至 有效期限 执行期限为 执行期为 执行期限至")
BEFORE_NOW, NOT_THE_SAME = "此前", "不一致的"
POLICIES_AND_RULES, CHANGES = words("政策 规定"), words("调整 变化")
EACH, SHALL = "各", words("要 应 应当 须")
CLOSING_STARTS = words("附则 本 该 以上 此前 自 如 若 上述 施行 实施 执行 有效期 解释 政策")
SPEECH_OPENINGS = words("各位代表 各位委员 各位领导 同志们 各位同志 让我们 女士们")

# The columns of a table of tasks, as a column's name ends; and those that name bodies, by role (task tables seen).
TASK_COLUMNS = words(
    "任务 举措 措施 内容 事项 工作 要点 清单 任务名称 工作名称 项目名称 工程名称 任务分解 任务目标 工作任务 项目 要求"
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
INNER_OFFICE_COLUMNS = words("科室 处室 股室")
GROUP_COLUMNS = words("类别 分类 领域 板块 方面 大类 专项 任务类别 工作类别")
NUMBER_COLUMNS = words("序号 编号 任务编号 项目编号")
DUE_COLUMNS = words("时间 时限 期限 年限 工期 进度 节点 日期")
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
    Comparator.REACH: words("左右 达到 降至 保持 保持在 稳定在 提高到"),
}
AFTER_A_FIGURE = words("以上 以内 以下 左右")
# What an indicator's column of natures says, and prose with 性.
NATURES = {"约束": Nature.BINDING, "预期": Nature.EXPECTED}
# A row that adds up, and a note under a table.
# Columns that tell how far a task has come: their figures are no targets.
# … and what is to be done in a part of the year, a step towards the year's own goal.
TOLD_COLUMNS = words("季度 上半年 下半年 进展 完成情况 落实情况 问题 困难 实际 现状 上年 基期 得分 分值 备注")
TOTALS = words("合计 总计 小计 共计")
NOTES = words("备注 说明 注")
