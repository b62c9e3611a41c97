"""PlanTree to Django fixture records, the same bytes for the same tree."""
