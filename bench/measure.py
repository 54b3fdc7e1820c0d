"""What runs while the database does."""

from bench.__main__ import measure

if __name__ == "__main__":
    measure()
