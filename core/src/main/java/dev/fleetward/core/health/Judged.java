package dev.fleetward.core.health;

/// For which symptoms an answer was looked at, so that a call without tools does not pass for one
/// whose tool calls were sound. Immutable; meant to be made once for a feature or a kind of call.
public final class Judged {
    static final Judged NOTHING = new Judged(0);

    /// What is looked at in every answer.
    public static final Judged ALWAYS =
            new Judged(0)
                    .with(Symptom.MALFORMED)
                    .with(Symptom.EMPTY)
                    .with(Symptom.CUT_OFF)
                    .with(Symptom.REFUSED)
                    .with(Symptom.ERROR)
                    .with(Symptom.LATE);

    private final int symptoms;

    private Judged(int symptoms) {
        this.symptoms = symptoms;
    }

    public Judged with(Symptom symptom) {
        return new Judged(symptoms | 1 << symptom.ordinal());
    }

    public Judged without(Symptom symptom) {
        return new Judged(symptoms & ~(1 << symptom.ordinal()));
    }

    boolean holds(Symptom symptom) {
        return (symptoms >> symptom.ordinal() & 1) != 0;
    }
}
