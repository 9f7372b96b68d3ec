"""The facts bedflow promises, each as a test."""
