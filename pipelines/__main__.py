"""`python -m pipelines build [--full] [--day D] [--json]`."""

from pipelines.command import app

if __name__ == "__main__":
    app()
