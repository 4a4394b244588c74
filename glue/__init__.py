"""Cleansing jobs: raw vendor exports in, typed Parquet with a row ledger out."""
