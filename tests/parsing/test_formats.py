"""Word, PDF and web pages: what the format says is used, what is printed round the text is furniture."""

from measures.parsing import read
from measures.parsing.extract import extract
from measures.terms import PassageKind
from tests.parsing.checks import check_coverage, outline
from tests.parsing.documents import STYLES, WORD, make_docx, make_pdf, paragraph, table

PROSE = "坚持创新在现代化建设全局中的核心地位，突出科技自立自强，以科学城建设为强劲引擎，更加注重提升原始创新能力。"


def furniture(data: bytes) -> list[str]:
    tree = read(data)
    check_coverage(tree)
    spans = [passage.span for passage in tree.passages if passage.kind is PassageKind.FURNITURE]
    return [line.strip() for span in spans for line in tree.text[span.start : span.end].split("\n") if line.strip()]


def records(data: bytes) -> list[str]:
    return list(outline(read(data)))


def test_word_prints_its_automatic_numbers() -> None:
    data = make_docx(
        paragraph("示例市产业发展规划")
        + paragraph("重点任务", depth=0)
        + paragraph("建设园区", depth=1)
        + paragraph("修建道路。全面修建。", depth=2)
        + paragraph("铺设管网。全面铺设。", depth=2)
        + paragraph("培育企业", depth=1)
        + paragraph("扶持龙头。全面扶持。", depth=2)
    )
    assert records(data) == [
        "1 第一章 重点任务",
        "1.1 一、 建设园区",
        "- 1.1-1 修建道路",
        "- 1.1-2 铺设管网",
        "1.2 二、 培育企业",
        "- 1.2-1 扶持龙头",
    ]


def test_word_headings_without_numbers_are_recognised_by_their_style() -> None:
    data = make_docx(
        paragraph("示例市产业发展规划")
        + paragraph("重点任务", "1")
        + paragraph("建设园区", "2")
        + paragraph(PROSE)
        + paragraph("培育企业", "2")
        + paragraph(PROSE)
    )
    assert records(data) == [
        "u1 重点任务",
        "u1.u1 建设园区",
        "- u1.u1-1 建设园区",
        "u1.u2 培育企业",
        "- u1.u2-1 培育企业",
    ]


def test_a_table_of_tasks_gives_a_measure_a_row_and_merged_cells_hold_for_every_row() -> None:
    data = make_docx(
        paragraph("示例市产业发展规划")
        + paragraph("一、重点任务")
        + table(
            ("序号", "重点任务", "责任单位", "完成时限"),
            ("1", "修建道路", "市交通局、市财政局", "2024年底"),
            ("2", "铺设管网", "^", "长期坚持"),
        )
    )
    assert records(data) == [
        "1 一、 重点任务",
        "- 1-1 修建道路 [responsible 市交通局, responsible 市财政局] {2024年底}",
        "- 1-2 铺设管网 [responsible 市交通局, responsible 市财政局] {长期坚持}",
    ]


def test_a_word_box_of_one_cell_frames_paragraphs() -> None:
    box = f"<w:tbl><w:tr><w:tc>{paragraph('专栏1 道路工程')}{paragraph('1.东环路。全面修建。')}</w:tc></w:tr></w:tbl>"
    data = make_docx(paragraph("示例市规划") + paragraph("一、建设园区") + paragraph(PROSE) + box + paragraph(PROSE))
    assert records(data) == ["1 一、 建设园区", "- 1-1 建设园区", "b1 专栏1 道路工程", "- b1-1 东环路"]
    assert [measure.text.count(PROSE) for measure in read(data).measures()] == [2, 0]


def test_word_text_boxes_are_read_once_and_deleted_text_never() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('专栏1 道路工程')}{paragraph(PROSE)}</w:txbxContent></w:pict></w:r>"
    deleted = "<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:r><w:t>一、建设园区</w:t></w:r></w:p>"
    data = make_docx(paragraph("示例市规划") + deleted + f"<w:p>{box}<w:r><w:t>{PROSE}</w:t></w:r></w:p>")
    assert records(data) == ["1 一、 建设园区", "- 1-1 建设园区", "b1 专栏1 道路工程", "- b1-1 道路工程"]
    assert "删去" not in read(data).text


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def lines_of_word(*paragraphs: str) -> list[str]:
    return extract(make_docx("".join(paragraphs))).text.split("\n")


def test_word_tracked_changes_are_read_as_accepted() -> None:
    moved = '<w:moveFrom w:id="1">{}</w:moveFrom>', '<w:moveTo w:id="2">{}</w:moveTo>'
    assert lines_of_word(
        f"<w:p><w:ins>{run('新增')}</w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>{run('平台。')}</w:p>",
        f"<w:p>{moved[0].format(run('移来。'))}{run('甲。')}</w:p>",
        f"<w:p>{run('乙。')}{moved[1].format(run('移来。'))}</w:p>",
    ) == ["新增平台。", "甲。", "乙。移来。"]


def test_a_word_paragraph_whose_mark_was_deleted_begins_the_next() -> None:
    gone = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert lines_of_word(
        f"<w:p>{gone}{run('建设')}</w:p>",
        f"<w:p>{gone}<w:del><w:r><w:t>旧</w:t></w:r></w:del></w:p>",
        paragraph("园区。", depth=0),
        f"<w:p>{gone}{run('末段。')}</w:p>",
    ) == ["第一章 建设园区。", "末段。"]


def test_a_deleted_row_of_a_word_table_is_not_read() -> None:
    rows = table(("任务", "单位"), ("甲", "市商务局"), ("乙", "市财政局"))
    deleted = rows.replace(
        "<w:tr><w:tc><w:p><w:pPr></w:pPr><w:r><w:t>甲", "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>甲"
    )
    assert lines_of_word(deleted) == ["任务\t单位", "乙\t市财政局"]


def test_word_comments_are_no_part_of_the_text() -> None:
    note = f'<w:comments {WORD}><w:comment w:id="0">{paragraph("请核实。")}</w:comment></w:comments>'
    marks = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    marked = f"<w:p>{marks[0]}{run('甲。')}{marks[1]}</w:p>"
    assert extract(make_docx(marked, comments=note)).text == "甲。"


def test_hidden_words_of_a_word_file_are_left_out_and_words_with_hiding_switched_off_are_not() -> None:
    hidden = [run(f"隐{value}", f"<w:vanish{value}/>") for value in ("", ' w:val="1"', ' w:val="true"')]
    shown = [run(f"显{n}", f'<w:vanish w:val="{value}"/>') for n, value in enumerate(("0", "false", "off"))]
    assert lines_of_word(f"<w:p>{''.join(hidden + shown)}</w:p>") == ["显0显1显2"]


def test_words_of_a_word_file_stand_wherever_word_puts_them() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('jǐ')}</w:rt><w:rubyBase>{run('己')}</w:rubyBase></w:ruby></w:r>"
    space = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    math = f"<m:oMath {space}><m:r><m:t>x²</m:t></m:r></m:oMath>"
    assert lines_of_word(
        f"<w:p>{run('建设')}{ruby}{run('平台')}</w:p>",
        f"<w:p>{run('按')}{math}{run('计算')}</w:p>",
        f"<w:p><w:smartTag>{run('2025年底')}</w:smartTag><w:hyperlink>{run('链接')}</w:hyperlink></w:p>",
        f"<w:sdt><w:sdtContent><w:p><w:fldSimple>{run('域')}</w:fldSimple></w:p></w:sdtContent></w:sdt>",
    ) == ["建设己平台", "按x²计算", "2025年底链接", "域"]


def page_lines(body: str) -> list[str]:
    return extract(f"<html><body>{body}</body></html>".encode()).text.split("\n")


def test_numbers_that_a_browser_writes_before_the_items_of_a_list_are_read() -> None:
    assert page_lines("<ol><li>甲<li>乙</ol><p>间</p><ol start=3><li><p>丙</p><p>续</p><li value=7>丁<li>戊</ol>") == [
        *("1.甲", "2.乙", "间", "3.丙", "续", "7.丁", "8.戊")
    ]
    assert page_lines("<ol reversed><li>甲<li>乙</ol><ol type=a><li>丙</ol><ol type=I><li>丁<li type=1>戊</ol>") == [
        *("2.甲", "1.乙", "a.丙", "I.丁", "2.戊")
    ]
    assert page_lines('<ol style="list-style-type: cjk-ideographic"><li>甲<li>乙</ol>') == ["一、甲", "二、乙"]


def test_a_list_without_numbers_or_with_its_own_is_read_as_it_stands() -> None:
    assert page_lines(
        '<ul><li>甲</ul><ol style="list-style: none"><li>乙</ol><ol><li>1.丙<li>（二）丁<li>三、戊</ol>'
    ) == [*("甲", "乙", "1.丙", "（二）丁", "三、戊")]


def test_numbers_of_a_list_within_a_list_are_its_own() -> None:
    assert page_lines("<ol><li>甲<ol><li>子<li>丑</ol><li>乙</ol>") == ["1.甲", "1.子", "2.丑", "2.乙"]


def test_readings_above_words_of_a_web_page_are_left_out() -> None:
    assert page_lines("<p>建设<ruby>丁<rp>(</rp><rt>dīng</rt><rp>)</rp></ruby>平台</p>") == ["建设丁平台"]


def test_word_contents_and_footnotes_are_furniture() -> None:
    notes = f'<w:footnotes {WORD}><w:footnote w:id="1">{paragraph("1. 指年末数。")}</w:footnote></w:footnotes>'
    body = paragraph("示例市规划") + paragraph("一、建设园区 1", "TOC1") + paragraph("一、建设园区") + paragraph(PROSE)
    assert furniture(make_docx(body, footnotes=notes)) == ["一、建设园区 1", "1. 指年末数。"]


def pdf_page(number: int, *rows: tuple[float, str]) -> list[tuple[float, float, str]]:
    body = [(72 + indent * 12, 780 - 20 * i, text) for i, (indent, text) in enumerate(rows)]
    return [(250, 815, "示例市产业发展规划（送审稿）"), *body, (290, 40, f"- {number} -")]


def test_pdf_lines_are_joined_across_wraps_and_pages_and_running_heads_left_out() -> None:
    whole = PROSE * 2
    data = make_pdf(
        pdf_page(
            1,
            (12, "示例市产业发展规划"),
            (2, "第一章 重点任务"),
            (2, "一、" + "建" * 33),
            (0, "设园区"),
            (2, whole[:35]),
        ),
        pdf_page(2, (0, whole[35:72]), (0, whole[72:])),
        pdf_page(3, (2, "二、培育企业"), (2, PROSE[:35]), (0, PROSE[35:])),
    )
    tree = read(data)
    assert tree.title == "示例市产业发展规划"
    assert [section.title for section in tree.walk()] == ["重点任务", "建" * 33 + "设园区", "培育企业"]
    assert [measure.text for measure in tree.measures()] == [whole, PROSE]
    assert furniture(data) == [line for n in (1, 2, 3) for line in ("示例市产业发展规划（送审稿）", f"- {n} -")]


PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>政府网</title></head><body>
<nav><a>首页</a><a>政务公开</a></nav>
<table><tr><td>发文机关：</td><td>示例市人民政府</td><td>成文日期：</td><td>2023年03月01日</td></tr>
<tr><td>标　　题：</td><td>示例市人民政府关于印发示例市行动方案的通知</td>
<td>发文字号：</td><td>示政发〔2023〕7号</td></tr>
<tr><td>发布日期：</td><td>2023年03月09日</td></tr></table>
<table><tr><td><table><tr><td>
<p>示例市人民政府关于印发示例市行动方案的通知</p><p>&nbsp;&nbsp;各区人民政府：</p><p>示例市行动方案</p>
<p><b>一、</b>建设&nbsp;园区</p><p>{PROSE}
{PROSE}</p>
<table border="1"><tr><th>重点任务</th><th>牵头单位</th></tr><tr><td rowspan="2">修建<br>道路</td><td>市交通局</td></tr>
<tr><td>市财政局</td></tr></table>
</td></tr></table></td></tr></table>
<div class="share">分享到：微信</div><footer>版权所有</footer><script>alert(1)</script></body></html>"""


def test_a_web_page_gives_its_metadata_its_text_and_its_tables() -> None:
    tree = read(PAGE.encode())
    assert (tree.title, tree.issuer, tree.document_number) == ("示例市行动方案", "示例市人民政府", "示政发〔2023〕7号")
    assert tree.issued_on is not None
    assert tree.issued_on.isoformat() == "2023-03-01"
    assert tree.text[slice(tree.metadata_spans["issuer"].start, tree.metadata_spans["issuer"].end)] == "示例市人民政府"
    assert PROSE + PROSE in tree.text, "a line break in the markup is none in the text"
    assert [measure.title for measure in tree.measures()][:2] == ["建设 园区", "修建 道路"]


def test_lines_of_the_site_round_a_web_page_are_furniture_and_scripts_are_no_text() -> None:
    found = furniture(PAGE.encode())
    assert found[0] == "首页政务公开"
    assert found[-2:] == ["分享到：微信", "版权所有"]
    assert "alert" not in read(PAGE.encode()).text


def test_a_page_in_gb2312_is_read_by_what_it_declares() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body><p>一、总则</p><p>{PROSE}</p></body></html>'
    assert read(page.encode("gb18030")).encoding == "gb18030"


def test_a_word_style_takes_the_level_of_the_style_it_is_based_on() -> None:
    styles = (
        f'<w:styles {WORD}><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="A"><w:name w:val="Own"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:styleId="B"><w:name w:val="heading 2"/><w:basedOn w:val="1"/></w:style></w:styles>'
    )
    body = paragraph("示例市产业发展规划") + paragraph("重点任务", "A") + paragraph("建设园区", "B") + paragraph(PROSE)
    assert records(make_docx(body, styles=styles)) == ["u1 重点任务", "u1.u1 建设园区", "- u1.u1-1 建设园区"]


def test_a_cell_over_several_rows_of_a_web_page_holds_for_each_of_them() -> None:
    rows = (
        "<tr><th>重点工作</th><th>具体任务</th><th>责任单位</th></tr>"
        "<tr><td rowspan=3>完善设施</td><td>修建示例道路</td><td rowspan=2>市交通局</td></tr>"
        "<tr><td>铺设示例管网</td></tr><tr><td>架设示例电网</td><td>市电力公司</td></tr>"
    )
    page = f"<html><body><p>示例市工作方案</p><p>一、重点任务</p><table>{rows}</table></body></html>"
    assert records(page.encode()) == [
        "1 一、 重点任务",
        "- 1-1 修建示例道路 [responsible 市交通局]",
        "- 1-2 铺设示例管网 [responsible 市交通局]",
        "- 1-3 架设示例电网 [responsible 市电力公司]",
    ]


def test_a_table_that_lays_out_a_web_page_is_read_as_paragraphs() -> None:
    page = (
        "<html><body><table><tr><td><p>示例市产业发展规划</p></td></tr>"
        f"<tr><td><p>一、建设园区</p><p>{PROSE * 4}</p><p>二、培育企业</p><p>{PROSE * 4}</p></td></tr>"
        "</table></body></html>"
    )
    assert records(page.encode()) == ["1 一、 建设园区", "- 1-1 建设园区", "2 二、 培育企业", "- 2-1 培育企业"]


def test_a_line_broken_by_hand_in_a_word_paragraph_is_two_lines() -> None:
    broken = paragraph("示例市产业发展规划") + paragraph("一、重点任务</w:t><w:br/><w:t>加快建设园区。")
    assert extract(make_docx(broken)).text.split("\n")[1:] == ["一、重点任务", "加快建设园区。"]


def test_a_title_or_heading_that_is_broken_by_hand_is_one_line() -> None:
    styles = STYLES.replace("</w:styles>", '<w:style w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>')
    broken = "{}</w:t><w:br/><w:t>{}".format
    body = paragraph(broken("示例市产业发展规划", "（2021—2025年）"), "T") + paragraph(broken("一、建设", "园区"), "1")
    body += paragraph(broken("Smart", "City"), "1") + paragraph(broken("二、保障", "加快建设园区。"), "1")
    lines = extract(make_docx(body, styles=styles)).text.split("\n")
    assert lines == ["示例市产业发展规划（2021—2025年）", "一、建设园区", "Smart City", "二、保障", "加快建设园区。"]


def test_a_box_under_a_heading_of_word_ends_at_a_heading_that_is_no_deeper() -> None:
    body = paragraph("示例市产业发展规划") + paragraph("一、建设园区", "1") + paragraph("（一）东区", "2")
    body += (
        paragraph("专栏1 道路工程", "2")
        + paragraph("1.东环路。全面修建。")
        + paragraph("（一）西区", "2")
        + paragraph(PROSE)
    )
    assert records(make_docx(body))[-4:] == ["b1 专栏1 道路工程", "- b1-1 东环路", "1.1b （一） 西区", "- 1.1b-1 西区"]


def test_an_empty_word_paragraph_takes_no_number() -> None:
    data = make_docx(
        paragraph("示例市规划") + paragraph("重点任务", depth=0) + paragraph("", depth=0) + paragraph("保障", depth=0)
    )
    assert extract(data).text.split("\n") == ["示例市规划", "第一章 重点任务", "第二章 保障"]


def test_a_part_of_a_web_page_that_is_only_named_like_its_foot_is_read_where_it_is_long() -> None:
    tasks = "".join(f"<p>{number}.任务{number}。{PROSE}</p>" for number in range(1, 21))
    page = f"<html><body><div class='footer'><p>示例市方案</p><p>一、重点任务</p>{tasks}</div></body></html>"
    assert len(list(read(page.encode()).measures())) == 20
