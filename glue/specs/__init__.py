"""One YAML file per report, `<source>__<report>.yml`, and zones.yml: formats as data."""
