package dev.fleetward.core.health;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The languages in which answers can be told from others: by their script, and among those in
/// Latin script by their commonest words. A cheap guess that errs towards silence: a text is only
/// held to be in another language where it clearly is. Immutable.
public enum Language {
    ENGLISH(
            "en",
            "the of and to in is that it for with you are this be have not can from your which"),
    GERMAN(
            "de",
            "der die das und ist nicht ein eine zu den mit von sich auf für sie auch wird oder"
                    + " werden"),
    FRENCH(
            "fr",
            "le la les des et est une un que pour dans pas vous avec sur qui ce sont plus être"),
    SPANISH(
            "es",
            "el la los las de que y es una un por con para no se su del como más pero en lo al ha"),
    ITALIAN("it", "il di che è la un una per non con sono del della gli nel più come anche si lo"),
    PORTUGUESE("pt", "o a os as de que e é um uma para não com por se do da em mais você"),
    DUTCH("nl", "de het een en van is dat niet op te voor met zijn je aan ook er maar om wordt"),
    SWEDISH("sv", "och att det är en som på för med inte den har till av ett kan du om jag eller"),
    POLISH("pl", "i w nie na się z do jest to że jak o co po dla od ale przez tym są"),
    CHINESE("zh", Character.UnicodeScript.HAN),
    JAPANESE(
            "ja",
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA,
            Character.UnicodeScript.HAN),
    KOREAN("ko", Character.UnicodeScript.HANGUL),
    RUSSIAN("ru", Character.UnicodeScript.CYRILLIC),
    UKRAINIAN("uk", Character.UnicodeScript.CYRILLIC),
    ARABIC("ar", Character.UnicodeScript.ARABIC),
    GREEK("el", Character.UnicodeScript.GREEK),
    HEBREW("he", Character.UnicodeScript.HEBREW),
    HINDI("hi", Character.UnicodeScript.DEVANAGARI),
    THAI("th", Character.UnicodeScript.THAI);

    /// Fewer letters say nothing of a language.
    private static final int FEWEST_LETTERS = 24;

    /// The share of other scripts that makes a text another language's, in percent.
    private static final int MOST_OF_A_TEXT = 60;

    /// The share of kana that no Chinese text has, in percent.
    private static final int SOME_KANA = 5;

    /// Kana of which a Japanese text of some length has at least one.
    private static final int LETTERS_WITH_KANA = 40;

    /// Common words that it takes to tell a language.
    private static final int FEWEST_WORDS = 6;

    /// How many times commoner another language's words have to be than the expected one's.
    private static final int CLEARLY = 2;

    private final String code;
    private final Set<Character.UnicodeScript> scripts;
    private final Set<String> words;

    Language(String code, String words) {
        this.code = code;
        this.scripts = EnumSet.of(Character.UnicodeScript.LATIN);
        this.words = Set.of(words.split(" "));
    }

    Language(String code, Character.UnicodeScript... scripts) {
        this.code = code;
        this.scripts = EnumSet.copyOf(List.of(scripts));
        this.words = Set.of();
    }

    /// ISO 639-1.
    public String code() {
        return code;
    }

    /// The language of this code, or nothing where it cannot be told from others.
    public static Optional<Language> ofCode(String code) {
        return Arrays.stream(values()).filter(language -> language.code.equals(code)).findFirst();
    }

    /// Whether `text` is clearly in another language than this. What stands between fences of three
    /// backticks is code and left out.
    public boolean isNotThatOf(CharSequence text) {
        Letters letters = Letters.of(text);
        if (letters.all < FEWEST_LETTERS) {
            return false;
        }
        if (100 - letters.percent(scripts) - letters.percent(SHARED) >= MOST_OF_A_TEXT) {
            return true;
        }
        return switch (this) {
            case CHINESE -> letters.percent(KANA) >= SOME_KANA;
            case JAPANESE -> letters.all >= LETTERS_WITH_KANA && letters.percent(KANA) == 0;
            default -> !words.isEmpty() && anothersWords(letters.common);
        };
    }

    private static final Set<Character.UnicodeScript> KANA =
            EnumSet.of(Character.UnicodeScript.HIRAGANA, Character.UnicodeScript.KATAKANA);

    /// Letters of no script, such as the long vowel mark of both kana.
    private static final Set<Character.UnicodeScript> SHARED =
            EnumSet.of(Character.UnicodeScript.COMMON, Character.UnicodeScript.INHERITED);

    /// Of each common word the languages that have it, as bits of their ordinals.
    private static final Map<String, Integer> COMMON = commonWords();

    private static Map<String, Integer> commonWords() {
        Map<String, Integer> common = new HashMap<>();
        for (Language language : values()) {
            for (String word : language.words) {
                common.merge(word, 1 << language.ordinal(), (one, other) -> one | other);
            }
        }
        return Map.copyOf(common);
    }

    private boolean anothersWords(int[] common) {
        int others = 0;
        for (Language language : values()) {
            others = language == this ? others : Math.max(others, common[language.ordinal()]);
        }
        return others >= FEWEST_WORDS && others >= CLEARLY * common[ordinal()];
    }

    /// The letters of a text by script, and how many common words of each language it has.
    private static final class Letters {
        private final Map<Character.UnicodeScript, Integer> counts =
                new EnumMap<>(Character.UnicodeScript.class);
        private final int[] common = new int[values().length];
        private int all;

        static Letters of(CharSequence text) {
            Letters letters = new Letters();
            letters.read(withoutCode(text.toString()).toLowerCase(Locale.ROOT));
            return letters;
        }

        private void read(String prose) {
            int basic = 0;
            int word = 0;
            for (int at = 0; at < prose.length(); ) {
                int letter = prose.codePointAt(at);
                int next = at + Character.charCount(letter);
                if (letter >= 'a' && letter <= 'z') {
                    basic++;
                } else if (Character.isLetter(letter)) {
                    add(Character.UnicodeScript.of(letter), 1);
                } else {
                    ends(prose, word, at);
                    word = next;
                }
                at = next;
            }
            ends(prose, word, prose.length());
            add(Character.UnicodeScript.LATIN, basic);
        }

        private void add(Character.UnicodeScript script, int letters) {
            all += letters;
            counts.merge(script, letters, Integer::sum);
        }

        private void ends(String prose, int from, int to) {
            int having = from == to ? 0 : COMMON.getOrDefault(prose.substring(from, to), 0);
            for (; having != 0; having &= having - 1) {
                common[Integer.numberOfTrailingZeros(having)]++;
            }
        }

        private static String withoutCode(String text) {
            if (!text.contains("```")) {
                return text;
            }
            String[] pieces = text.split("```", -1);
            StringBuilder prose = new StringBuilder();
            for (int i = 0; i < pieces.length; i += 2) {
                prose.append(pieces[i]).append(' ');
            }
            return prose.toString();
        }

        int percent(Set<Character.UnicodeScript> scripts) {
            long found = 0;
            for (Character.UnicodeScript script : scripts) {
                found += counts.getOrDefault(script, 0);
            }
            return (int) (100 * found / all);
        }
    }
}
