"""The janitor of payments: books stored webhooks, asks the gateway whatever is undecided, fetches settlements."""
