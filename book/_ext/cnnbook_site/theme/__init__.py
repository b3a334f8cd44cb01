"""Templates, styles, icons, formulas, glossary links: what the pages look like."""
