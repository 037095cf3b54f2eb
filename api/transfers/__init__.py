"""Transfers: stock on its way from one outlet to another."""
