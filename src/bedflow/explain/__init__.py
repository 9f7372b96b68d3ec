"""Why a patient waits, what would change it, and what one more place or hour is worth."""
