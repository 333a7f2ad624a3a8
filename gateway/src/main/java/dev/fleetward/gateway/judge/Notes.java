package dev.fleetward.gateway.judge;

/// What one judge writes down of an answer, within its own bound and that of the room. Confined to
/// the event loop of its call.
final class Notes {
    /// Characters of one answer, of its texts and of the arguments of its tool calls together.
    static final int MOST_CHARS = 256 << 10;

    /// What is taken from the room at once.
    static final int BLOCK_CHARS = 8 << 10;

    private final Room room;
    private int written;
    private int taken;
    private boolean full;

    Notes(Room room) {
        this.room = room;
    }

    /// Whether something had to be left out. What was written before is not whole then.
    boolean isFull() {
        return full;
    }

    void write(StringBuilder page, String piece) {
        if (full || piece.isEmpty()) {
            return;
        }
        long wanted = (long) written + piece.length();
        if (wanted > MOST_CHARS || !reserve((int) wanted)) {
            full = true;
            return;
        }
        written = (int) wanted;
        page.append(piece);
    }

    private boolean reserve(int wanted) {
        if (wanted <= taken) {
            return true;
        }
        int more = Math.ceilDiv(wanted - taken, BLOCK_CHARS) * BLOCK_CHARS;
        if (!room.take(more)) {
            return false;
        }
        taken += more;
        return true;
    }

    /// Gives everything back; nothing is written down any more.
    void close() {
        full = true;
        room.giveBack(taken);
        taken = 0;
    }
}
