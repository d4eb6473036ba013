"""How Sphinx builds the site.

Sphinx, because it is maintained, checks every link and heading (``-W``), lists a folder's pages by
itself, and its pages ask nothing of other hosts. Build it with ``nox -s docs``.
"""

from importlib.metadata import version as version_of

project = "pokename"
author = "The pokename authors"
release = version_of("pokename")
html_title = "pokename"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["site"]

# Markdown: links to headings are checked down to the third level.
myst_heading_anchors = 3
highlight_language = "default"  # Python where it reads as such, else plain

# The Python API, from the docstrings.
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
