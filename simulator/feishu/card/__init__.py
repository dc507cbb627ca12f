"""Cards as Feishu's clients and servers treat them (feishu.md §6)."""
