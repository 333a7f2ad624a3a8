package dev.fleetward.gateway.wire;

import java.util.Arrays;

/// Cuts a byte stream into whole server-sent events (HTML Living Standard, section 9.2), whatever
/// the sizes in which it arrives. Lines end with LF or CRLF; an empty line ends an event. What lies
/// whole in one chunk is handed on where it lies; only an unfinished rest is copied and held.
/// Confined to the event loop of its call.
public final class SseSplitter {
    private static final byte[] NOTHING = {};

    /// A held buffer that outgrew this is dropped once its event is complete, so that one large
    /// event does not keep its memory for the rest of a stream.
    private static final int KEPT_BYTES = 8 << 10;

    private final int maxFrameBytes;
    private byte[] held = NOTHING;
    private int heldLength;

    /// Whether what is held ends right after a line feed, and whether a carriage return followed.
    private boolean atLineStart;

    private boolean afterReturn;
    private boolean exceeded;

    /// @param maxFrameBytes the largest single event
    public SseSplitter(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /// Takes the next bytes of the stream and hands on every event that is whole now.
    ///
    /// @return false if an event is larger than the bound; the stream is unusable from there on
    public boolean feed(byte[] chunk, int offset, int length, FrameSink sink) {
        int end = offset + length;
        int start = offset;
        while (start < end && !exceeded) {
            int frameEnd = frameEnd(chunk, start, end);
            int stop = frameEnd < 0 ? end : frameEnd;
            if (heldLength + (long) (stop - start) > maxFrameBytes) {
                exceeded = true;
            } else if (frameEnd < 0) {
                hold(chunk, start, end);
            } else if (heldLength == 0) {
                sink.frame(chunk, start, frameEnd - start);
            } else {
                hold(chunk, start, frameEnd);
                handOnHeld(sink);
            }
            start = stop;
        }
        return !exceeded;
    }

    /// The bytes of an unfinished event. More than none at the end of a stream means that it broke.
    public int held() {
        return heldLength;
    }

    private void handOnHeld(FrameSink sink) {
        byte[] frame = held;
        int length = heldLength;
        heldLength = 0;
        if (frame.length > KEPT_BYTES) {
            held = NOTHING;
        }
        sink.frame(frame, 0, length);
    }

    /// The place after the blank line that ends the event, or −1 if it is not in `[from, to)`.
    private int frameEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (atLineStart) {
                byte b = bytes[i];
                if (b == '\n') {
                    atLineStart = false;
                    afterReturn = false;
                    return i + 1;
                }
                if (b == '\r' && !afterReturn) {
                    afterReturn = true;
                    i++;
                    continue;
                }
            }
            int lineFeed = ByteScan.indexOf(bytes, i, to, (byte) '\n');
            atLineStart = lineFeed >= 0;
            afterReturn = false;
            if (lineFeed < 0) {
                return -1;
            }
            i = lineFeed + 1;
        }
        return -1;
    }

    private void hold(byte[] chunk, int from, int to) {
        int needed = heldLength + to - from;
        if (needed > held.length) {
            int doubled = (int) Math.min(maxFrameBytes, Math.max(256L, held.length * 2L));
            held = Arrays.copyOf(held, Math.max(needed, doubled));
        }
        System.arraycopy(chunk, from, held, heldLength, to - from);
        heldLength = needed;
    }
}
