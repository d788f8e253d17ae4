"""Models, matrices and the solvers behind one status."""
