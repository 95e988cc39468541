package enum Domain {}
