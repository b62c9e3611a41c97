"""The words of one paragraph → what they say: bodies with their roles, deadlines, targets, organisations mentioned."""
