"""Books that are played with at random, beside a model that knows no ledger."""
