package dev.fleetward.gateway.judge;

/// Whether a value fits a schema, as far as that is judged. A three-valued logic, so that what is
/// not judged never becomes a misfit, not even inside a `not`.
enum Fit {
    FITS,
    MISFITS,
    /// It rests on a keyword that is not judged, or would take more than a bound allows.
    UNJUDGED;

    static Fit of(boolean fits) {
        return fits ? FITS : MISFITS;
    }

    /// Both have to fit.
    Fit and(Fit other) {
        if (this == MISFITS || other == MISFITS) {
            return MISFITS;
        }
        return this == UNJUDGED ? this : other;
    }

    /// One of them has to fit.
    Fit or(Fit other) {
        if (this == FITS || other == FITS) {
            return FITS;
        }
        return this == UNJUDGED ? this : other;
    }

    Fit not() {
        return switch (this) {
            case FITS -> MISFITS;
            case MISFITS -> FITS;
            case UNJUDGED -> UNJUDGED;
        };
    }
}
