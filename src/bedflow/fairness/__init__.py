"""Who waits and who is moved: by zone, pathway, age, sex and frailty."""
