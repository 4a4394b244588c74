"""The demo brand's raw exports (sample/) and the seeded program that writes them (simulator/)."""
