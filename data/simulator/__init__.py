"""ArtisanGlow, a seeded demo brand: its business events, their truth, and its raw exports.

The package draws orders, fees, refunds, ads and costs first, books the truth about them with
integers and fractions, and only then writes files in the vendors' formats. It imports nothing
from the rest of the project, so that its truth is an oracle and not an echo.
"""
