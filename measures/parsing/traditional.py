"""Traditional characters read as simplified ones, one for one, so that every offset stays."""

import re

# Those that the words of official documents are made of; names of people and places need none.
_TRADITIONAL = (
    "單責牽頭負職門時間實進準備關於發規劃綱據當標總體導則環題狀績戰遠產業區縣廳屬機構達億萬個長減過務際與"
    "從監辦會報條節編專欄錄說評價對應協參領組聯絡網舉財經濟貿農衛醫療審計稅統銀險證書記處員團學術師範調設"
    "強優勢創獎補貼給獲項約礎現況續擴國東廣陝鐵車電訊訓練壓縮歸屆並儘盡執檢驗錢麼臺灣鄉鎮號資質傳輸糧氣場"
    "廠倉權議藥遊勞動貧幫穩鏈轉開啟運營內層級類別論點線種積極見試復雙數"
)
_SIMPLIFIED = (
    "单责牵头负职门时间实进准备关于发规划纲据当标总体导则环题状绩战远产业区县厅属机构达亿万个长减过务际与"
    "从监办会报条节编专栏录说评价对应协参领组联络网举财经济贸农卫医疗审计税统银险证书记处员团学术师范调设"
    "强优势创奖补贴给获项约础现况续扩国东广陕铁车电讯训练压缩归届并尽尽执检验钱么台湾乡镇号资质传输粮气场"
    "厂仓权议药游劳动贫帮稳链转开启运营内层级类别论点线种积极见试复双数"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_ANY = re.compile(f"[{_TRADITIONAL}]")


def simplified(text: str) -> str:
    """`text` with the same length, in the characters the rules are written in."""
    return text.translate(_TABLE) if _ANY.search(text) else text
