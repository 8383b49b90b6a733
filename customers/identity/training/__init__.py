"""Generated families to learn from and to measure on. Seeds, rates and short forms are our own."""
