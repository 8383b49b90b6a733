"""Pages about identity: the queue of questions, base health, merging, splitting, the history of decisions."""
