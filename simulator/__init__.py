"""Plays Feishu, DingTalk and WeCom on this machine, over their real protocols.

A program of its own: it imports nothing of the bot and shares no code with it.
"""
