"""Staff administration: accounts, passwords, PINs, and who is signed in where."""
