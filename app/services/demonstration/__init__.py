"""A believable French data set, made through the product's own services."""
