"""Workbooks rewritten as other programs may legally write them, and spoilt by a seeded mutator."""

import io
import re
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
SHEET = "xl/worksheets/sheet1.xml"


def parts_of(data):
    """Return the parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package_of(parts):
    """Return a package of parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def each_xml(change):
    """Return a rewriting that changes the text of every part of the spreadsheet."""
    return lambda parts: {
        name: change(name, content.decode()) if name.startswith("xl/") else content for name, content in parts.items()
    }


def prefixed(name, text):
    if f'xmlns="{MAIN}"' not in text or not name.endswith(".xml"):
        return text.encode()
    text = text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    return re.sub(r"<(/?)([A-Za-z]\w*)(?=[\s/>])", r"<\1x:\2", text).encode()


def strict(name, text):
    text = text.replace(MAIN, STRICT)
    return text.replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ).encode()


def utf16(name, text):
    return re.sub(r"^<\?xml[^>]*\?>", "", text).encode("utf-16")


def without_addresses(name, text):
    if name != SHEET:
        return text.encode()
    text = re.sub(r'(<c )r="[A-Z]+\d+" ?', r"\1", text)
    return re.sub(r'(<row )r="\d+"', r"\1", re.sub(r"<dimension[^>]*>", "", text)).encode()


def inline(name, text, texts):
    if name != SHEET:
        return text.encode()

    def written(match):
        return f'<c{match[1]} t="inlineStr"><is><r><t xml:space="preserve">{texts[int(match[2])]}</t></r></is></c>'

    return re.sub(r'<c((?: (?:r|s)="\w+")*) t="s"><v>(\d+)</v></c>', written, text).encode()


def inlined(parts):
    strings = parts.get("xl/sharedStrings.xml", b"").decode()
    texts = [re.sub(r"<[^>]*>", "", item) for item in re.findall(r"<si>(.*?)</si>", strings, re.DOTALL)]
    return each_xml(lambda name, text: inline(name, text, texts))(parts)


def other_case(parts):
    return {name.upper() if name.startswith("xl/") else name: content for name, content in parts.items()}


def absolute_targets(parts):
    rels = "xl/_rels/workbook.xml.rels"
    return parts | {rels: re.sub(rb'Target="/?(?:xl/)?', b'Target="/xl/', parts[rels])}


def dotted_targets(parts):
    rels = "xl/_rels/workbook.xml.rels"
    return parts | {rels: re.sub(rb'Target="/?(?:xl/)?', b'Target="../xl/./', parts[rels])}


DRESSES = {
    "prefixes": each_xml(prefixed), "strict": each_xml(strict), "utf-16": each_xml(utf16), "inline": inlined,
    "no addresses": each_xml(without_addresses), "other case": other_case, "absolute": absolute_targets,
    "dotted": dotted_targets,
}  # fmt: skip

VALUES = [b"1e400", b"-1", b"nan", b"", b"99999999999999999999", b"XFD1048576", b"A0", b"AAAA1", b"true", b"s", b"e",
          b"d", b"inlineStr", b"4294967296", b"1_000", b"&#0;", b"2026-13-45", b"\xff", b"0%"]  # fmt: skip
DECLARATIONS = [
    b'<?xml version="1.0" encoding="EBCDIC-CP-US"?>', b'<?xml version="1.0" encoding="utf-7"?>',
    b'<?xml version="1.1"?>', b'<?xml version="1.0" encoding="gbk"?>',
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>',
    b"\xff\xfe", b"\xef\xbb\xbf", b'<?xml version="1.0" encoding="x\xc3\xb6"?>',
    b'<?xml version="1.0" encoding="idna"?>',
]  # fmt: skip
FORMATS = [
    "0%",
    "0.00E+00",
    "00000000",
    "yyyy-mm",
    "[h]:mm",
    "# ?/?",
    '0"班"',
    "0,",
    ";;;",
    "[DBNum1]0",
    "@",
    '"',
    "[",
    "_",
]


def mutated(data, dice):
    """Spoil the structure of a package in one to three places: parts, elements, attributes, values, declarations."""
    parts = parts_of(data)
    for _ in range(dice.randrange(1, 4)):
        name = dice.choice([*parts, *[n for n in parts if "sheet" in n or "style" in n or "workbook" in n] * 3])
        parts = dice.choice(MUTATIONS)(parts, name, dice)
    data = package_of(parts)
    if dice.random() < 0.05:
        return data[: dice.randrange(len(data))]
    return data


def without_part(parts, name, _):
    return {key: content for key, content in parts.items() if key != name} if len(parts) > 3 else parts


def copied_part(parts, name, dice):
    return parts | {name.swapcase(): parts[name], dice.choice(list(parts)): parts[name]}


def other_attribute(parts, name, dice):
    places = list(re.finditer(rb'="([^"]*)"', parts[name]))
    if not places:
        return parts
    spot = dice.choice(places)
    return parts | {name: parts[name][: spot.start(1)] + dice.choice(VALUES) + parts[name][spot.end(1) :]}


def other_value(parts, name, dice):
    places = list(re.finditer(rb">([^<]+)<", parts[name]))
    if not places:
        return parts
    spot = dice.choice(places)
    return parts | {name: parts[name][: spot.start(1)] + dice.choice(VALUES) + parts[name][spot.end(1) :]}


def moved_element(parts, name, dice):
    places = list(re.finditer(rb"<(\w+)(?: [^<>]*)?/>|<(c|row|v|si|xf)\b[^<>]*>", parts[name]))
    if not places:
        return parts
    piece, spot = dice.choice(places), dice.choice(places).start()
    rest = parts[name] if dice.random() < 0.5 else parts[name][: piece.start()] + parts[name][piece.end() :]
    return parts | {name: rest[:spot] + piece[0] + rest[spot:]}


def other_declaration(parts, name, dice):
    body = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", parts[name])
    if dice.random() < 0.3:
        return parts | {name: (dice.choice(["", "<!DOCTYPE a>"]) + body.decode(errors="replace")).encode("utf-16")}
    return parts | {name: dice.choice(DECLARATIONS) + body}


def other_format(parts, name, dice):
    code = dice.choice(FORMATS).replace('"', "&quot;").encode()
    styles = parts.get("xl/styles.xml", b"")
    styles = re.sub(rb'formatCode="[^"]*"', lambda _: b'formatCode="' + code + b'"', styles)
    return parts | {
        "xl/styles.xml": re.sub(rb'numFmtId="\d+"', b'numFmtId="%d"' % dice.choice([9, 14, 17, 22, 46, 164]), styles)
    }


def deep(parts, name, dice):
    depth = dice.choice([50, 5000])
    return parts | {name: parts[name].replace(b"<sheetData", b"<a>" * depth + b"</a>" * depth + b"<sheetData", 1)}


def far_cell(parts, name, dice):
    cells = [
        b'<c r="XFD1048576"><v>1</v></c>', b'<c r="XFD2"><v>1</v></c>', b'<c r="XFE3"/>', b'<row r="1048577"/>',
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', b'<c><v>7</v></c>',
    ]  # fmt: skip
    cell = dice.choice(cells)
    end = dice.choice([b"</row>", b"</sheetData>"])
    return parts | {name: parts[name].replace(end, cell + end, dice.choice([1, 5]))}


MUTATIONS = (
    without_part, copied_part, other_attribute, other_attribute, other_value, other_value, moved_element,
    other_declaration, other_format, deep, far_cell,
)  # fmt: skip
