"""Counting stock while trade goes on."""
