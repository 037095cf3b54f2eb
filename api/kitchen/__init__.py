"""What kitchen displays ask for beside tickets."""
