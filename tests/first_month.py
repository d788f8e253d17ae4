"""The ordinary sheets of a small office, declared: roll, purchase list, week menu and stocktake of November 2026."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook

NAME, FEE_YUAN, TERM = "青山幼儿园", 5, "2026-autumn"
CLASSES = {"托一班": 4, "小一班": 6, "大一班": 8}
DAYS = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27, 30]
MARKS = {  # class → child and day → mark; whoever has none came
    "托一班": {(1, 3): "病", (1, 4): "病", (4, 20): "事"},
    "小一班": {(2, 9): "事", (2, 10): "○", (5, 23): "病", (5, 24): "病", (5, 25): "病"},
    "大一班": {(3, 2): "○", (8, 12): "事", (8, 13): "事", (6, 30): "病"},
}
PURCHASES = [  # day where it is written, food, pack, unit, quantity, price, amount, supplier
    ("11月2日", "大米", "25kg/袋", "袋", 1, 137.5, "¥137.5", "青山粮油"),
    (None, "大豆油", "5L/桶", "桶", 1, 60, 60, "青山粮油"),
    (None, "食盐", "400g/袋", "袋", 2, 2.5, 5, "青山粮油"),
    (None, "纯牛奶", "200ml*24/箱", "箱", 8, 48, 384, "河口乳业"),
    (None, "鸡蛋", "30枚/板", "板", 3, 16.5, 49.5, "河口乳业"),
    (None, "上海青", None, "斤", 22, 2.5, 55, "老周蔬菜"),
    ("小计", None, None, None, None, None, 691, None),
    ("11月9日", "里脊肉", None, "斤", 10, 19, 190, "老周蔬菜"),
    (None, "土豆", None, "斤", 26, 2, 52, "老周蔬菜"),
    (None, "西红柿", None, "公斤", 6, 7, 42, "老周蔬菜"),
    ("11月16日", "纯牛奶", "200ml*24/箱", "箱", 8, 50, 400, "河口乳业"),
    (None, "苹果", None, "公斤", 30, 8, 240, "老周蔬菜"),
    (None, "豆腐", None, "公斤", 6, 6, 36, "老周蔬菜"),
    (None, "上海青", None, "斤", 24, 2.75, 66, "老周蔬菜"),
    ("11月23日", "鸡蛋", "30枚/板", "板", 2, 17, 34, "河口乳业"),
    (None, "里脊肉", None, "斤", 8, 19.5, 156, "老周蔬菜"),
    ("合计", None, None, None, None, None, 1907, None),
]
LEFT = [  # food, pack, unit, what was found
    ("大米", None, "公斤", 6), ("大豆油", None, "公斤", 1.15), ("食盐", None, "公斤", 0.32),
    ("纯牛奶", "200ml*24/箱", "箱", 2),
]  # fmt: skip
MENU = {
    "早点": ["牛奶"] * 5,
    "午餐": [
        "米饭\n糖醋里脊\n清炒上海青", "米饭\n西红柿炒鸡蛋\n土豆丝", "米饭\n糖醋里脊\n青菜豆腐汤",
        "米饭\n西红柿炒鸡蛋\n清炒上海青", "米饭\n糖醋里脊\n土豆丝",
    ],
    "午点": ["苹果"] * 5,
}  # fmt: skip
ANSWERS = {
    "到园幼儿": "早点、午餐、午点", "○": "其他", "大豆油·桶(5L/桶)": "4.6", "纯牛奶·箱(200ml*24/箱)": "4.944",
    "鸡蛋·板(30枚/板)": "1.65", "青菜豆腐汤": "青菜豆腐汤",
}  # fmt: skip


def came(name: str, child: int, day: int) -> bool:
    """Whether a child of a class came on a day."""
    return (child, day) not in MARKS[name]


def write_sheets(folder: Path) -> list[str]:
    """Write the four workbooks into a folder and return their names."""
    pages = {name: _roll(name, children) for name, children in CLASSES.items()}
    heading = ["日期", "品名", "规格", "单位", "数量", "单价", "金额", "供货商"]
    title = f"{NAME}一周食谱（2026年11月9日—11月13日）"
    week = ["餐次", "星期一", "星期二", "星期三", "星期四", "星期五"]
    left = [["食堂库存物资盘点表"], ["盘点日期：2026年11月30日"], ["品名", "规格", "单位", "实存数量"], *LEFT]
    books = {
        "11月考勤.xlsx": pages,
        "11月采购.xlsx": {"采购": [[f"{NAME}食堂采购清单 2026年11月"], heading, *PURCHASES, ["制表人：李"]]},
        "第十一周食谱.xlsx": {"食谱": [[title], week, *([meal, *days] for meal, days in MENU.items())]},
        "11月盘点.xlsx": {"盘点": left},
    }
    for name, lines_by_page in books.items():
        book = Workbook()
        book.remove(book.worksheets[0])
        for page_title, lines in lines_by_page.items():
            page = book.create_sheet(page_title)
            for line in lines:
                page.append(list(line))
        book.save(folder / name)
    return list(books)


def _roll(name: str, children: int) -> list[list[object]]:
    lines: list[list[object]] = [[f"{NAME}2026年11月幼儿考勤表（{name}）"], ["序号", "姓名", *DAYS, "出勤"]]
    for child in range(1, children + 1):
        marks = [MARKS[name].get((child, day), "√") for day in DAYS]
        lines.append([child, f"幼儿{child:02d}", *marks, marks.count("√")])
    totals = [sum(came(name, child, day) for child in range(1, children + 1)) for day in DAYS]
    return [*lines, ["合计", None, *totals], ["班主任签名："]]


def answer(book: Path) -> list[str]:
    """Answer a workbook of questions and return what none of `ANSWERS` answers."""
    questions = load_workbook(book)
    page = questions["待确认"]
    column = {str(cell.value): cell.column for cell in page[1]}
    unanswered = []
    for row in range(2, page.max_row + 1):
        words = str(page.cell(row, column["表里写的"]).value)
        if words in ANSWERS:
            page.cell(row, column["答案"]).value = ANSWERS[words]
        else:
            unanswered.append(f"{page.cell(row, column['问什么']).value}：{words}")
    questions.save(book)
    return unanswered
