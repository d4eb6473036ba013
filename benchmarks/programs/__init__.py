"""The programs that pokename is compared with, each as a typical user would write it."""
