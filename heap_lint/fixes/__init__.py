"""How findings are mended: from what checks propose to files that have changed."""
