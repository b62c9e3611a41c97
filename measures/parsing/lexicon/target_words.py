"""Targets: units, ways and quantities."""

from measures.parsing.lexicon import words
from measures.terms import Comparator

# Units of targets (Units; counting words seen in outlines).
UNITS = words(
    "个百分点 百分点 % ％ ‰ 亿元 万元 元 平方公里 平方千米 平方米 立方米 公里 千米 米 公顷 亩 吨公里 载重吨 吨标准煤 "
    "千克标准煤 克标准煤 标准煤 吨 公斤 千克 克 斤 担 石 千瓦时 千瓦 兆瓦 瓦 度 "
    "升 毫克 微克 个工作日 工作日 个月 个小时 个学位 学位 床位 家 个 项 "
    "名 人次 人 户 座 条 件 所 处 支 张 台 套 辆 架 艘 岁 年 小时 分钟 秒 天 日 倍 种 次 场 期 批 类 部 位 对 片 组 册 "
    "宗 节 课时 学时 篇 份 门 栋 间 床 株 头 只 公顷次 车次 班 列 块 枚 盏 眼 番 家次 户次 件次 场次 "
    "辆次 架次 标准箱 标箱 TEU EFLOPS PFLOPS TB PB EB Gbps Mbps G 美元 欧元 m³ ㎡ km² km "
    "m d P"
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
        "达到 达 提高到 提高至 增加到 增加至 提升到 提升至 增长到 增长至 增至 升至 扩大到 扩大至 迈上 跃上 保持 "
        "保持在 稳定在 实现 完成"
    ),
    Comparator.GROW_BY: words("增长 提高 提升 增加 翻"),
    Comparator.FALL_BY: words("下降 降低 减少 压减 压缩 缩短 缩减"),
}
# Verbs after which a figure counts what is made (seen).
MAKING_VERBS = words(
    "新增 新建 新改建 开通 新扩建 组建 接待 建成 改造 培育 打造 建设 引进 引育 集聚 形成 创建 建立 遴选 推广 认定 发展 "
    "落地 培养 累计 布局 实施 改扩建 整治 完成 整合提升 整合 提质 升级 惠及 覆盖 服务 配备 安置 培训 开发 筹集 供应 "
    "发放 举办 组织 开展 修缮 更新 推出 加装 投用 购置 投放 打通 治理 修复 淘汰 拆除 关停 清退 新开工 接入 恢复 划定 "
    "营造 收储 净增 争创 改善 带动 上线 盘活 优化调整 扶持 到位 选派 招聘 招录 "
    "选聘 结对 铺设 敷设 架设 疏浚 加固 栽植 种植 公布 命名 评选 "
    "选树 制定 修订 制修订 编制 申报 获批 立项 投产 竣工 提供 招引 消除 签约 新签约 新设 评估 "
    "安装 体检 免费体检 慰问 走访 资助 盘活利用 研制"
)
# Verbs that count those for whom it is done, 为2000户家庭实施改造; none that the name of a body may hold (seen).
PROVIDING_VERBS = words("实施 改造 新建 改建 提供 配备 配置 安装 修建 修缮 解决 办理 发放 开展 接种 筛查 体检")
# What a figure is counted for; scales; what stands after a figure; 8 % is 百分之八, 十分之一 a fraction (seen).
PER = words(
    "百平方公里 万平方公里 百公里 万公里 平方公里 平方米 立方米 万人 千人 百人 人 日 天 小时 年 月 亩 户 吨 m³ 元 万元 "
    "d h 万元GDP"
)
SCALES = words("万亿 千亿 百亿 千万 百万 亿 万")
BOUNDS_BELOW, BOUNDS_ABOVE = words("以上 及以上"), words("以内 及以内 以下 及以下")
ABOUT_AS_MUCH, INCLUDED = "左右", "含"
PERCENT, FRACTION = "百分之", "分之"
# 增长8%的目标 is one, 500万元以上的企业 a condition.
GOAL_NOUNS = words("目标 增长 增速 增幅 速度 水平 要求 标准 任务")
BY_A_YEAR = words("到 至 截至 截止 力争 确保")
THIS_YEAR = words("今年 本年")
# A sentence with one of these sets a goal, with one of those it tells of the past or of money given.
GOAL_WORDS = words("力争 目标 确保 每年 全年 累计 年均 达到 超过 突破 不低于 不少于 不小于 至少 控制在 率")
# The end of five years; what may stand before it is in the rule.
FIVE, FIVE_YEARS_END = "五", words("末 期末 时期末 规划期末")
FIVE_YEAR_ENDS = words("期间 时期 末")
RATIO = "比例"
ACCORDING_TO = words("按 按照")
NO_GOAL_WORDS = words("给予 奖励 奖补 补助 补贴 贴息 最高 罚款 贷款额度 有效期 同比 截至 截止 共有 目前 现有")
BEFORE_A_METRIC = words("其中 今年 本年 力争 确保 实现 争取 使 全省 全市 全区 全县 到 将 把")
AFTER_A_METRIC = words("分别 将 要 力争 均 累计 五年 三年 全年 拟按 按 平均每年 每年平均")
LAST_YEAR = words("上年 去年 上年度")
OF_THESE, FOR, IN_PLACE, HAVING = "其中", "为", "到位", "拥有"
MILESTONES = words("台阶 大关 关口")  # 迈上万亿元台阶
# 补贴性职业技能培训 is paid for, yet it is what is counted.
NO_MONEY = words("补贴性 奖补性")
INTEREST = "利率"
FALLS = words("下降 降低 降至 降到 压降")
# 至少配备1名: at least so many are to be made.
LEAST = words("至少 不少于 不低于")
# 建设机场12个，航线150条: what begins so is no further thing made; nor is what 总投资 is.
WITHIN_YEARS, CHIEFLY, WHOLE_COST = "年内", "重点", "总投资"
NOT_MADE_TOO = words("总 占 其中 现有 共 共有 涉及 包括 含 每 按 投资 为 分 设 计划 已 预计 约 到 从 由")
# 投资10亿元以上并…: the figure is a goal; 投资10亿元以上项目 tells which.
AND_MORE = words("并 且 和 或 及")
# 推动100家工厂实现转型 counts who is moved to do something; 超千亿元企业 tells which companies are meant.
MOVING_VERBS = words("鼓励 推动 支持 帮助 引导 带动 组织 推进 助力")
MOVED_TO = words("实现 完成 开展 实施 上云 达到 获得 通过 入选")
TOLD_BY_AMOUNTS = words("企业 产业 集群 项目 园区 龙头 品牌 单品 大县 强镇 强村")
# 由40.5%提高到42%.
STARTING_FROM = ("由", "从")
# 突破万亿元 and 翻番 say one of these; 突破千亿元 a thousand.
ONE_OF_THESE, BARE_SCALES = words("万亿 番"), ("", "千", "百")
# 合格率100% sets a share without a verb.
SHARES = words("占比 比重 比例 覆盖面")
# 城镇、农村居民人均可支配收入: what is said of the last of several is said of the others.
SHARED_SUBJECTS = words("居民 常住居民 人均")
RESPECTIVELY = "分别"
BINDING, EXPECTED = "约束性", "预期性"
PERCENTAGE_POINT, PERCENTAGE_POINTS = "百分点", "个百分点"
RAISING = words("提升 提高")
REACHING, REALISING = "达到", "实现"
NOT_BEFORE_AN_AUDIENCE = frozenset("作成分认称列定变转化")  # 分为4个片区
NOT_BEFORE_A_COUNT = frozenset("第“‘初每逐同其这那前后上下之")
SOME = "一批"
PLANS_OF_YEARS = words("行动 计划 规划 攻坚 方案")
NO_COUNT_STARTS = frozenset("百千零〇")
# Before those for whom something is done.
BEFORE_AN_AUDIENCE = words("面向 针对 对于 向 为 给")
# 4个方面, 三个环节 describe.
DESCRIBED = words("方面 环节 层面 维度 阶段 部分 层次 角度 类别 等级 级别 步骤")
# What the last of several names measures the others do too: 人参、食用菌产值.
MEASURED_NOUNS = words("产值 增加值 产量 销售额 营业收入 收入 营收 投资 规模 数量 总量 总数 面积 占比 比重 比例 增速")
BEFORE_A_NOUN = words("使用 消费 利用 排放 销售 建设")
# … and what has a figure without a verb after another target: 全年接待游客260万人次，旅游综合收入15亿元.
LEVELS_ALONE = words(
    "产值 增加值 产量 销售额 营业收入 收入 营收 总量 总数 面积 装机 装机容量 装机规模 里程 能力 吞吐量 交易额 成交额 "
    "贸易额 进出口额 利用外资 人数"
)
