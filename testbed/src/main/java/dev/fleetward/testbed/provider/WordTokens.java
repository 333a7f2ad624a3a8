package dev.fleetward.testbed.provider;

import java.nio.charset.StandardCharsets;

/// The simulator's tokenizer: a token is a run of characters between white space. Texts are counted
/// one by one, so that joining or splitting a conversation's parts changes nothing. Stateless.
public final class WordTokens {
    private static final String[] WORDS =
            ("alder amber anchor apple arch ash autumn badge barley basin beacon birch bloom bramble"
                            + " breeze bridge brook cabin candle canvas cedar chalk clay clover cobalt"
                            + " copper coral cotton cove crane creek dawn delta drift dune echo elm ember"
                            + " fable falcon fern field flint foam forge fox frost garden gale ginger glade"
                            + " grain granite grove harbor hazel heron hill honey horizon iris island ivory"
                            + " ivy jade juniper kelp kiln lagoon lantern larch laurel leaf ledge lilac lime"
                            + " linen lotus lumen maple marble marsh meadow mint mist moss north oak oasis"
                            + " ocean olive onyx opal orbit orchard otter paper pearl pebble petal pine"
                            + " plum pond poplar quartz quill rain raven reed ridge river robin rose rowan"
                            + " ruby rye sage sand shell silver sky slate snow south spruce star stone storm")
                    .split(" ");

    /// A power of two, so that a mask picks a word.
    private static final int VOCABULARY = 128;

    private static final byte[][] FIRST = new byte[VOCABULARY][];
    private static final byte[][] NEXT = new byte[VOCABULARY][];

    static {
        for (int i = 0; i < VOCABULARY; i++) {
            FIRST[i] = WORDS[i].getBytes(StandardCharsets.US_ASCII);
            NEXT[i] = (" " + WORDS[i]).getBytes(StandardCharsets.US_ASCII);
        }
    }

    private WordTokens() {}

    /// How many tokens `text` has.
    public static int count(CharSequence text) {
        int words = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean space = Character.isWhitespace(text.charAt(i));
            if (!space && !inside) {
                words++;
            }
            inside = !space;
        }
        return words;
    }

    /// The `position`-th word of the text that belongs to `seed`, with the space before it unless
    /// it is the first. ASCII letters only, so it needs no escaping anywhere. Shared; do not write
    /// to it.
    static byte[] word(long seed, int position) {
        long mixed = (seed + position) * 0x9E3779B97F4A7C15L;
        int index = (int) (mixed >>> 57);
        return position == 0 ? FIRST[index] : NEXT[index];
    }

    /// `count` words in one text.
    static String text(long seed, int count) {
        StringBuilder text = new StringBuilder(count * 7);
        for (int i = 0; i < count; i++) {
            text.append(new String(word(seed, i), StandardCharsets.US_ASCII));
        }
        return text.toString();
    }
}
