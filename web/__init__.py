"""How this site speaks HTTP and writes HTML, whatever it speaks of. Knows no domain."""
