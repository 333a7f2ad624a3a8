package dev.fleetward.testbed.provider;

/// The bytes of one answer in one operation's format: either as a stream, in the order open, token,
/// token, …, close, or as a whole. Confined to its call.
interface Frames {
    /// The events before the first token.
    void open(Bytes out);

    /// The events of the next token; may be none.
    void token(Bytes out);

    /// The events after the last token; the last of them is the terminal one.
    void close(Bytes out);

    /// An error in the midst of the stream.
    void error(Bytes out);

    /// The answer in one piece.
    byte[] whole();

    /// Walks through an answer's parts token by token. Confined to its call.
    final class Walk {
        private final Answer answer;
        private int part;
        private int position;

        Walk(Answer answer) {
            this.answer = answer;
        }

        /// The part that the next token belongs to.
        Answer.Part part() {
            return answer.parts().get(part);
        }

        /// The part's index among all parts.
        int index() {
            return part;
        }

        /// The next token's place within its part.
        int position() {
            return position;
        }

        boolean last() {
            return position == part().tokens() - 1;
        }

        void next() {
            if (last()) {
                part++;
                position = 0;
            } else {
                position++;
            }
        }
    }
}
