"""What a plan comes to, and what is different between two plans of one district."""
