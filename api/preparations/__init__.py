"""Preparations: gravies and pastes that dishes, and other preparations, are made of."""
