"""Language models behind one door: providers, time and token budgets, circuit breaker, answer cache."""
