"""What `dev.py` does: installation, launcher, checks. Standard library only; never imported by the product."""
