"""How a request is served: what handlers get, forms, answers, kept pages, middleware."""
