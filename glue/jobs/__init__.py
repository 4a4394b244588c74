"""Entry points: thin mains around glue.landing."""
