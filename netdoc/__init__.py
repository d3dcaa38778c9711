"""netdoc: say who is at fault for a small office's internet, on what evidence, or that it is not enough."""

__version__ = "0.1.0"
