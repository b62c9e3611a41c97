"""Documents: their kinds and titles, the parts of letters, lines of web sites, common characters."""

from measures.parsing.lexicon import words

# Kinds of documents, as a plan's title ends (Regulations, article 8; task tables seen).
DOCUMENT_KINDS = words(
    "规划 规划纲要 纲要 计划 方案 意见 措施 政策 办法 通知 清单 要点 决定 规定 细则 报告 行动 分工 任务 目标 体系 "
    "指南 条例 举措 建议 重点工作 安排 部署 台账 分工表 分解表 任务表 责任表 安排表 计划表 项目表 一览表 汇总表 指标 "
    "实事 实事项目 指标表 目标表 考核表 明细表 责任书 任务书 分解 任务分解 路线图 时间表 进度表 纲领"
)
# A plan's kind by its title, the most telling first (seen).
REGULATIONS = words("条例 规定 办法 细则 规则")
OUTLINE_SUBJECT = "国民经济和社会发展"
OUTLINE_WORDS = words("五年 规划 纲要")
OVERALL_PLAN, PLAN = "总体规划", "规划"
ACTION_WORDS = words("行动计划 行动方案 实施方案 工作方案 三年行动 专项行动")
REGION_WORDS = words("区域 城市群 都市圈 经济带 经济区 一体化 流域")
YEARLY_WORDS = words("计划 要点 任务 目标 清单 安排 工作 实事")  # after a year
ANNUAL_WORDS = words("年度 工作报告")
POLICY_WORDS = words("措施 政策 意见 举措")
# How a notice says that it issues something, and how such letters are called (Regulations).
ISSUING_VERBS = words("印发 转发 发布 下发 批转")
LETTER_KINDS = words("通知 公告 通告 函")
# 关于《示例新区总体规划》的批复 approves what it names.
# What prints plans and is none.
PERIODICALS = words("公报 文件 简报 日报 专刊 参阅")
REPLIES = words("批复 复函")
ABOUT, FURTHER = "关于", "进一步"
# In brackets after a title these tell of its adoption; anywhere in a line the others make it a sentence.
ADOPTION_WORDS = words("通过 批准 公布 发布")
SENTENCE_WORDS = words("具有 必须 应当 我们")
UP_TO = "截至"  # 任务分工方案（截至2026年11月26日）: how things stood
PLAN_NUMBER_ENDS = words("年规划 年计划 规划 时期")
HORIZON, OUTLOOK, CARRIED_OUT = "远景", "展望", "执行情况"
# What a title that names a plan holds besides its kind (seen); a menu's 政府信息公开指南 has none of it.
PLAN_WORDS = words("关于 省 市 区 县 州 盟 旗 国务院 全国 国家 “ 促进 支持 推进")
# How the name of an organisation ends (Organs).
ORGANISATION_ENDINGS = words(
    "国务院 中共中央 政府 委员会 办公厅 办公室 领导小组 指挥部 管委会 局 厅 部 委 院 会 署 司 处 大学 学院 公司 集团"
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
    "标签 关键词 关键字 相关阅读 相关报道 相关链接 相关文章 相关稿件 相关新闻 相关附件 相关解读 "
    "相关政策解读 政策解读 解读链接 解读材料 一图读懂 图解： 日期：20 发布：20 来源单位 扫一扫 分享 打印 关闭 "
    "留言 政策性文件留言咨询 我要留言 在线咨询 意见反馈 网友评论 上一篇 上一条 下一篇 下一条 责任编辑 【打印 【关闭 "
    "【字体 【字号 【大 【中 【小 附件下载 版权所有 网站地图 网站标识 联系我们 关于我们 技术支持 当前位置 您的位置 "
    "您当前的位置 您当前位置 您所在位置 您的所在位置 首页 来源: 来源： 信息来源 发布时间 发布日期 浏览次数 点击数 "
    "阅读次数 字号 繁體 无障碍 返回顶部 回到顶部 收藏 纠错 我要纠错 微信 微博 客户端 用户登录 English 【法宝引证码】 "
    "原文链接 【视力保护色"
)
SITE_MARKS = ("ICP备", "公网安备")  # anywhere in a line

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
