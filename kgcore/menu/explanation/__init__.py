"""Why a menu is as it is: what binds it, what each fee buys, what the norms cost at least."""
