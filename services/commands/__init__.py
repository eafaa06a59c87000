"""What the words of the command `onedoor` do, one module each."""
