package dev.fleetward.core.season.slow;

/// Before and since: slots from 0 until `before`, and from `since` until `until`. A mark within a
/// slot leaves that slot out. Immutable.
record Division(int before, int since, int until) {
    static Division at(int slot, int until) {
        return new Division(slot, slot, until);
    }

    /// At a moment of our own.
    static Division at(long wallMicros, Panel panel) {
        return new Division(panel.slotOf(wallMicros), panel.slotFrom(wallMicros), panel.slots());
    }

    boolean isLongEnough() {
        return before >= Rules.SLOTS_BEFORE && until - since >= Rules.SLOTS_AFTER;
    }
}
