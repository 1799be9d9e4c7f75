"""Diplomatic cables to a knowledge graph in which every statement can be traced to its words."""

from __future__ import annotations

__version__ = "0.1.0"
