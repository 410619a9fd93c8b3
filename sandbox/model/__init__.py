"""What exists in the sandbox: people, bots, chats, messages, files and updates. No HTTP in here."""
