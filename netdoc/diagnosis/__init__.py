"""From evidence to a verdict: incidents, the gate, rules, weighing, the planner. Pure; opens nothing."""
