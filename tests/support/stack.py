"""The whole product, started once for the flow and browser tests."""
