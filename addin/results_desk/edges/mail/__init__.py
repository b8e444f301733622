"""Messages: their texts, their files, the mail server, and the ledger of what became of each."""
