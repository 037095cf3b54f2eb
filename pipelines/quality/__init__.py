"""Expectations on the staged data; what fails them is not published."""
