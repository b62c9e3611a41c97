"""Bodies and places: provinces, institutes, offices, how their names begin, end and are shortened."""

from measures.parsing.lexicon import words

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
    "组织 布局 组建 筹建 新建 创建 举办 引入 设立 建好 建成 由 与 和 及 在 对 向 为 如 同 以 到 的 等 或 从 让 使 将 把"
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
