"""A report as HTML for mail and browsers, as CSV for spreadsheets, and as plain text."""

import csv
import io
import re
from html import escape

from pipelines.reports.document import Bars, Report, Section, rupees

_NUMBER = re.compile(r"-?₹?[\d,]+(\.\d+)?( %)?")
_FORMULA = ("=", "+", "@", "\t", "\r")
_STYLE = """body{font:15px/1.45 Mukta,'Noto Sans',sans-serif;color:#1c1c1c}
body{max-width:52rem;margin:1.5rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:1.6rem 0 .3rem}p{margin:.2rem 0;color:#555}
table{border-collapse:collapse;width:100%}
th,td{padding:.25rem .5rem;border-bottom:1px solid #ddd;text-align:left}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.w{color:#1c1c1c;margin:.5rem 0}.f td:first-child{width:16rem;color:#555}"""


def is_number(text: str) -> bool:
    """Whether a cell is set to the right."""
    return bool(_NUMBER.fullmatch(text))


def as_html(report: Report) -> str:
    """One page that needs nothing else: no script, no image, no address."""
    figures = "".join(
        f"<tr><td>{escape(name)}</td><td><b>{escape(value)}</b></td></tr>"
        for name, value in report.figures
    )
    sections = "".join(_section(section) for section in report.sections)
    words = "".join(f"<p class=w>{escape(sentence)}</p>" for sentence in report.words)
    bars = _bars(report.bars) if report.bars else ""
    title = escape(f"{report.outlet_name}: {report.title}")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(report.title)}</h1>"
        f'<p>{escape(report.outlet_name)}</p><table class="f">{figures}</table>'
        f"{words}{bars}{sections}</body></html>\n"
    )


def _bars(bars: Bars) -> str:
    """Cells with a background: mail readers show those, and not SVG."""
    rows = "".join(
        f"<tr><td>{escape(label)}</td><td style=width:70%>{_bar(value, bars, '#c2410c')}"
        f"{_bar(before, bars, '#bbb')}</td><td class=n>{escape(rupees(value))}</td></tr>"
        for label, value, before in zip(bars.labels, bars.values, bars.before, strict=True)
    )
    return f"<h2>{escape(bars.title)}</h2><table>{rows}</table>"


def _bar(value: int, bars: Bars, colour: str) -> str:
    width = f"{max(100 * value / bars.most, 0):.1f}"
    return f'<div style="width:{width}%;height:9px;margin:1px 0;background:{colour}"></div>'


def _section(section: Section) -> str:
    if not section.rows:
        return f"<h2>{escape(section.title)}</h2><p>None.</p>"
    right = [is_number(cell) for cell in section.rows[0]]

    def line(cells: tuple[str, ...], tag: str) -> str:
        put = zip(cells, right, strict=True)
        return "".join(f"<{tag}{' class=n' if r else ''}>{escape(c)}</{tag}>" for c, r in put)

    body = "".join(f"<tr>{line(row, 'td')}</tr>" for row in section.rows)
    note = f"<p>{escape(section.note)}</p>" if section.note else ""
    head = f"<h2>{escape(section.title)}</h2><table><tr>{line(section.columns, 'th')}</tr>"
    return f"{head}{body}</table>{note}"


def as_text(report: Report) -> str:
    """The figures, for a mail reader without HTML."""
    lines = [report.outlet_name, report.title, ""]
    figures = [f"{name}: {value}" for name, value in report.figures]
    return "\n".join([*lines, *figures, "", *report.words, ""])


def as_csv(section: Section) -> str:
    """One table; a text that a spreadsheet would run as a formula gets a quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(section.columns)
    for row in section.rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue()


def slug(title: str) -> str:
    """The part of a title before its colon, as a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", title.partition(":")[0].lower()).strip("-")
