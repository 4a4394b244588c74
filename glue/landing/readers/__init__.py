"""From bytes to records, one module per container: delimited text, workbooks, JSON documents."""
