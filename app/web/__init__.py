"""HTML handlers, forms and page contexts."""
