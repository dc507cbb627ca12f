"""One verb, one transaction: authorise, decide, record, queue what is to be said."""
