"""The janitor of payments: books stored webhooks and asks the gateway whatever is not decided yet."""
