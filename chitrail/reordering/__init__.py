"""How much to order: rules that the forecast, the API's drafts and the simulation share. Pure."""
