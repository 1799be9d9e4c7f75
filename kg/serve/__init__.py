"""What people look at: the page (its source in web/, its built form in page/)."""

from __future__ import annotations

from pathlib import Path

from kg import errors

#: The built page, made by ``npm run build`` in kg/serve/web and committed, so that pip needs no node: index.html with
#: assets/ for ``kg serve``, and page.html, the same in one file, for the export.
PAGES = Path(__file__).parent / "page"
PAGE = PAGES / "page.html"


def page_template() -> str:
    """The built page without data. KgError E603 if the installation lacks it."""
    try:
        return PAGE.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise errors.page_missing(PAGE) from None
