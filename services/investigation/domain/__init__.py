"""What investigation decides: one investigation per application, and the aid each household had before."""
