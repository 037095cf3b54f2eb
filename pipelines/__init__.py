"""Dagster assets, schedules and checks that build the warehouse."""
