"""The Razorpay gateway: client, signatures, and what its answers must look like."""
