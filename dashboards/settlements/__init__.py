"""What the payment gateway paid out, and where it disagrees with our books."""
