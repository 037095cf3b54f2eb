"""A report as PDF on A4, with the font in it: Mukta has Latin, Devanagari and ₹ (SIL Open Font Licence)."""

import fontpkg_mukta
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from pipelines.reports.document import Bars, Report, Section, rupees
from pipelines.reports.layout import is_number

_FONT = "Mukta"
_GREY = 90
_HEADING = FontFace(emphasis="BOLD", fill_color=(240, 240, 240))


class _Page(FPDF):
    foot = ""

    def footer(self) -> None:
        """Which report this is, and the page's number."""
        self.set_y(-12)
        self.set_font(_FONT, size=8)
        self.set_text_color(_GREY)
        self.cell(0, 6, f"{self.foot}   {self.page_no()}/{{nb}}", align="C")


def as_pdf(report: Report) -> bytes:
    """The whole report; Devanagari is shaped by HarfBuzz."""
    page = _Page(format="A4")
    page.foot = f"{report.outlet_name}: {report.title}"
    folder = fontpkg_mukta.ROOT / "files"
    page.add_font(_FONT, "", folder / "Mukta-Regular.ttf")
    page.add_font(_FONT, "B", folder / "Mukta-Bold.ttf")
    page.set_text_shaping(True)
    page.set_title(page.foot)
    page.set_auto_page_break(True, margin=16)
    page.add_page()
    _line(page, report.title, 18, bold=True)
    _line(page, report.outlet_name, 11, grey=True)
    page.ln(2)
    page.set_font(_FONT, size=11)
    with page.table(
        borders_layout="HORIZONTAL_LINES",
        first_row_as_headings=False,
        col_widths=(35, 65),
        line_height=6.5,
        text_align="LEFT",
    ) as table:
        for name, value in report.figures:
            row = table.row()
            row.cell(name)
            row.cell(value, style=FontFace(emphasis="BOLD"))
    page.ln(2)
    for sentence in report.words:
        page.set_font(_FONT, size=11)
        page.multi_cell(0, 6.5, sentence, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if report.bars:
        _bars(page, report.bars)
    for section in report.sections:
        _section(page, section)
    return bytes(page.output())


def _bars(page: _Page, bars: Bars) -> None:
    page.ln(4)
    _line(page, bars.title, 13, bold=True)
    for label, value, before in zip(bars.labels, bars.values, bars.before, strict=True):
        top = page.get_y() + 1
        page.set_font(_FONT, size=10)
        page.cell(22, 9, label)
        for amount, offset, colour in ((value, 0.5, (194, 65, 12)), (before, 4.0, (187, 187, 187))):
            page.set_fill_color(*colour)
            page.rect(page.l_margin + 22, top + offset, 125 * amount / bars.most, 3, style="F")
        page.set_x(page.l_margin + 150)
        page.cell(0, 9, rupees(value), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_fill_color(255)


def _section(page: _Page, section: Section) -> None:
    page.ln(4)
    if page.will_page_break(30):
        page.add_page()
    _line(page, section.title, 13, bold=True)
    if not section.rows:
        _line(page, "None.", 10, grey=True)
        return
    size = 10 if len(section.columns) < 8 else 7
    page.set_font(_FONT, size=size)
    right = [is_number(cell) for cell in section.rows[0]]
    longest = [
        max(len(cell) for cell in column)
        for column in zip(section.columns, *section.rows, strict=True)
    ]
    with page.table(
        borders_layout="HORIZONTAL_LINES",
        headings_style=_HEADING,
        col_widths=tuple(min(max(length, 5), 40) for length in longest),
        line_height=size * 0.55,
        text_align=tuple("RIGHT" if one else "LEFT" for one in right),
        padding=(0.6, 1.5),
    ) as table:
        table.row(section.columns)
        for cells in section.rows:
            table.row(cells)
    if section.note:
        _line(page, section.note, 9, grey=True)


def _line(page: _Page, text: str, size: int, *, bold: bool = False, grey: bool = False) -> None:
    page.set_font(_FONT, "B" if bold else "", size)
    page.set_text_color(_GREY if grey else 0)
    page.cell(0, size * 0.55, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_text_color(0)
