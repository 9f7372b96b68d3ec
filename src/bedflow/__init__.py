"""bedflow: one joint, named, dated and proven plan for hospital bed flow and discharge."""
