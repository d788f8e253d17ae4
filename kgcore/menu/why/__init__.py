"""Why a menu is as it is: what binds it, why there is none, what each fee buys, what the norms cost at least."""
