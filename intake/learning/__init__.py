"""What the linker knows beyond the seeds: what people decided, in versions that stood a test; the office's words."""
