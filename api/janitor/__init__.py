"""The janitor of payments: books webhooks, asks the gateway what is undecided, fetches settlements."""
