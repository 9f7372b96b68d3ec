"""What people decide about a plan: values that make a new snapshot, never an edited plan."""
