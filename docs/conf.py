"""The settings of Sphinx, which builds the site (``nox -s docs``).

Sphinx is used because it is maintained, checks every link and heading and whether each page is in
the menu (``-W``), and builds pages that load nothing from other hosts. docs/menu.md has the menu of
the site, apart from docs/index.md, so that index.md reads well on GitHub.
"""

from importlib.metadata import version as version_of

project = "pokename"
author = "The pokename authors"
release = version_of("pokename")
html_title = "pokename"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["site", "menu.md"]  # index.md includes menu.md

# In Markdown, headings get anchors down to the third level, so that Sphinx can check links to them.
myst_heading_anchors = 3
highlight_language = "default"  # highlight a block as Python if it parses as Python

# Settings of the page on the Python API, which is generated from docstrings.
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
napoleon_numpy_docstring = False

html_theme = "furo"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#b3401f", "color-brand-content": "#b3401f"},
    "dark_css_variables": {"color-brand-primary": "#ff9a6b", "color-brand-content": "#ff9a6b"},
}
html_copy_source = False
html_show_sphinx = False
copybutton_exclude = ".linenos, .gp, .go"
