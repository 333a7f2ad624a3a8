package dev.fleetward.testbed.provider;

/// Completions of the old kind: text only. Confined to its call.
final class CompletionsFrames implements Frames {
    private final Reply reply;
    private final Walk walk;
    private final String stem;
    private final byte[] beforeWord;
    private final byte[] afterWord;

    CompletionsFrames(Reply reply) {
        this.reply = reply;
        this.walk = new Walk(reply.answer());
        this.stem =
                "{\"id\":\"cmpl-"
                        + reply.id()
                        + "\",\"object\":\"text_completion\",\"created\":"
                        + reply.createdSeconds()
                        + ",\"model\":"
                        + Reply.quoted(reply.model())
                        + ",\"system_fingerprint\":"
                        + Reply.quoted(reply.fingerprint())
                        + ",\"choices\":[";
        this.beforeWord = Reply.utf8("data: " + stem + "{\"text\":\"");
        this.afterWord = Reply.ascii(choiceEnd("null") + "]" + noUsage() + "}\n\n");
    }

    private static String choiceEnd(String finish) {
        return "\",\"index\":0,\"logprobs\":null,\"finish_reason\":" + finish + "}";
    }

    private String noUsage() {
        return reply.includeUsage() ? ",\"usage\":null" : "";
    }

    @Override
    public void open(Bytes out) {
        // This format has no start event.
    }

    @Override
    public void token(Bytes out) {
        if (walk.part() instanceof Answer.Text text) {
            out.put(beforeWord).put(WordTokens.word(text.seed(), walk.position())).put(afterWord);
        } else if (walk.part() instanceof Answer.Literal literal) {
            String piece = Reply.quoted(literal.pieces().get(walk.position()));
            out.put(beforeWord).put(piece.substring(1, piece.length() - 1)).put(afterWord);
        }
        walk.next();
    }

    @Override
    public void close(Bytes out) {
        String finish = "\"" + ChatFrames.finish(reply.answer()) + "\"";
        out.put(beforeWord).put(choiceEnd(finish) + "]" + noUsage() + "}\n\n");
        if (reply.includeUsage() && reply.reportUsage()) {
            String usage = ChatFrames.usage(reply.tokens());
            out.put("data: " + stem + "],\"usage\":" + usage + "}\n\n");
        }
        out.put("data: [DONE]\n\n");
    }

    @Override
    public void error(Bytes out) {
        out.put(ChatFrames.ERROR_EVENT);
    }

    @Override
    public byte[] whole() {
        return Reply.utf8(
                stem
                        + "{\"text\":"
                        + Reply.quoted(reply.answer().text()).replaceFirst("\"$", "")
                        + choiceEnd("\"" + ChatFrames.finish(reply.answer()) + "\"")
                        + "]"
                        + (reply.reportUsage()
                                ? ",\"usage\":" + ChatFrames.usage(reply.tokens())
                                : "")
                        + "}");
    }
}
