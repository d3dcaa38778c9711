"""The rules: one file each, one mechanism in one segment, the module's docstring its specification.

Ids are permanent. A rule answers BLAMES, CLEARS or SILENT for its own fault and one incident; it never asks
for a measurement. Files whose name begins with an underscore are helpers.
"""
