"""Where statistics hold personal data."""

IMPERSONAL = {
    "statistics_layout": "which fields of a register are counted",
    "statistics_fact": "codes and numbers of a record, made anew when its answers change or are erased",
    "statistics_personalfact": "as facts, under the rule of personal answers",
    "statistics_population": "how many people live where",
    "statistics_release": "counts, those that would expose somebody left out; titles and notes for the public",
    "statistics_truth": "counts, which no person sees",
    "statistics_order": "how far a count has come",
}
