"""`python -m chitrail.cli`."""

from chitrail.cli.main import main

main()
