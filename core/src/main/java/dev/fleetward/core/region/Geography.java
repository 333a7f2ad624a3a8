package dev.fleetward.core.region;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How clouds spell their regions, and which areas they lie in. "East US 2" and `eastus2` are one.
/// What the tables do not know is unknown, never a contradiction. Stateless.
final class Geography {
    /// How a region that was served lies to another one.
    enum Relation {
        SAME,
        /// The other one is an area, and it lies in there.
        WITHIN,
        /// It is an area, and the other one lies in there: it may have been the other one.
        AROUND,
        ELSEWHERE,
        UNKNOWN
    }

    private static final int MAX_LENGTH = 100;

    /// What providers write where they do not say.
    private static final Set<String> NOTHING =
            Set.of("", "notavailable", "unknown", "none", "null", "na", "unspecified");

    private static final Set<String> ANYWHERE =
            Set.of("global", "anywhere", "worldwide", "multiregion");

    private static final String EU = "eu";
    private static final String EUROPE = "europe";
    private static final String ASIA_PACIFIC = "apac";

    private static final Set<String> IN_EU =
            Set.of(
                    "at", "be", "de", "dk", "es", "fi", "fr", "gr", "ie", "it", "nl", "pl", "pt",
                    "se");
    private static final Set<String> IN_EUROPE_ONLY = Set.of("ch", "no", "uk");
    private static final Set<String> IN_ASIA_PACIFIC =
            Set.of("au", "hk", "id", "in", "jp", "kr", "my", "nz", "sg", "th", "tw");
    private static final Set<String> OTHER_COUNTRIES =
            Set.of("ae", "bh", "br", "ca", "cl", "il", "mx", "qa", "us", "za");

    /// How names of regions begin, and the country or the area that they lie in: the longest that
    /// fits holds. Amazon's, Google's and Microsoft's.
    private static final List<String[]> PREFIXES =
            table(
                    """
                    us us, usgov us, eastus us, westus us, centralus us, northcentralus us,
                    southcentralus us, westcentralus us, cacentral ca, cawest ca, canada ca,
                    northamericanortheast ca, mxcentral mx, mexico mx, northamericasouth mx,
                    eu eu, eucentral1 de, eucentral2 ch, euwest1 ie, euwest2 uk, euwest3 fr,
                    eunorth1 se, eusouth1 it, eusouth2 es, germany de, france fr, sweden se,
                    norway no, poland pl, italy it, spain es, switzerland ch, uksouth uk, ukwest uk,
                    westeurope nl, northeurope ie, austria at, belgium be, denmark dk, finland fi,
                    greece gr, portugal pt, europe europe, europecentral2 pl, europenorth1 fi,
                    europenorth2 se, europesouthwest1 es, europewest1 be, europewest2 uk,
                    europewest3 de, europewest4 nl, europewest6 ch, europewest8 it, europewest9 fr,
                    europewest10 de, europewest12 it, ap apac, asia apac, apnortheast1 jp,
                    apnortheast2 kr, apnortheast3 jp, apsoutheast1 sg, apsoutheast2 au,
                    apsoutheast3 id, apsoutheast4 au, apsoutheast5 my, apsoutheast7 th, apsouth in,
                    apeast1 hk, asiaeast1 tw, asiaeast2 hk, asianortheast1 jp, asianortheast2 jp,
                    asianortheast3 kr, asiasouth in, asiasoutheast1 sg, asiasoutheast2 id,
                    japan jp, korea kr, australia au, newzealand nz, southindia in, centralindia in,
                    westindia in, jioindia in, eastasia hk, southeastasia sg, indonesia id,
                    malaysia my, taiwan tw, saeast1 br, southamericaeast1 br, southamericawest1 cl,
                    brazil br, chile cl, uae ae, qatar qa, israel il, mewest1 il, ilcentral il,
                    mesouth1 bh, afsouth za, africasouth za, southafrica za\
                    """);

    /// What may follow a short beginning.
    private static final String DIRECTION =
            "((gov)?(north|south|east|west|central)(east|west|central)?)?\\d*";

    private Geography() {}

    private static List<String[]> table(String text) {
        return Stream.of(text.split(",\\s+")).map(pair -> pair.strip().split(" ")).toList();
    }

    /// Whether the text names a place at all.
    static boolean says(String region) {
        return !NOTHING.contains(key(region));
    }

    /// Whether the tables know where it lies.
    static boolean knows(String region) {
        String key = key(region);
        return ANYWHERE.contains(key) || !places(key).isEmpty();
    }

    /// The spelling that regions are shown in: lower case, and one word.
    static String canonical(String region) {
        String bounded = region.length() > MAX_LENGTH ? region.substring(0, MAX_LENGTH) : region;
        String lower = bounded.strip().toLowerCase(Locale.ROOT);
        return lower.chars().anyMatch(c -> c == ' ' || c == '_')
                ? lower.replaceAll("[\\s_]+", "")
                : lower;
    }

    /// Letters and digits alone: what two spellings of a region have in common.
    static String key(String region) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < Math.min(region.length(), MAX_LENGTH); i++) {
            char c = region.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                key.append(Character.toLowerCase(c));
            }
        }
        return key.toString();
    }

    /// How `served` lies to `asked`, either of which may be a region or an area. Two regions of
    /// which the tables know neither are taken for two places: one hand will have named both.
    static Relation relation(String asked, String served) {
        String from = key(asked);
        String to = key(served);
        if (from.equals(to)) {
            return Relation.SAME;
        }
        if (ANYWHERE.contains(from)) {
            return Relation.WITHIN;
        }
        if (ANYWHERE.contains(to)) {
            return Relation.AROUND;
        }
        Set<String> askedPlaces = places(from);
        Set<String> servedPlaces = places(to);
        if (askedPlaces.isEmpty() || servedPlaces.isEmpty()) {
            return askedPlaces.isEmpty() && servedPlaces.isEmpty()
                    ? Relation.ELSEWHERE
                    : Relation.UNKNOWN;
        }
        boolean askedArea = isArea(from);
        boolean servedArea = isArea(to);
        if (askedArea && askedPlaces.containsAll(servedPlaces)) {
            return Relation.WITHIN;
        }
        if (servedArea && servedPlaces.containsAll(askedPlaces)) {
            return Relation.AROUND;
        }
        boolean meet = servedPlaces.stream().anyMatch(askedPlaces::contains);
        return meet && (askedArea || servedArea) ? Relation.UNKNOWN : Relation.ELSEWHERE;
    }

    private static boolean isArea(String key) {
        return key.equals(EU)
                || key.equals(EUROPE)
                || key.equals(ASIA_PACIFIC)
                || key.equals("asia")
                || IN_EU.contains(key)
                || IN_EUROPE_ONLY.contains(key)
                || IN_ASIA_PACIFIC.contains(key)
                || OTHER_COUNTRIES.contains(key);
    }

    /// The countries that it may lie in; none where the tables do not know it.
    private static Set<String> places(String key) {
        if (isArea(key)) {
            return countries(key);
        }
        String longest = "";
        String place = "";
        for (String[] entry : PREFIXES) {
            if (key.startsWith(entry[0]) && entry[0].length() > longest.length()) {
                longest = entry[0];
                place = entry[1];
            }
        }
        // A short beginning may be chance: it must end where a direction begins.
        if (longest.length() <= 2 && !key.substring(longest.length()).matches(DIRECTION)) {
            return Set.of();
        }
        return countries(place);
    }

    private static Set<String> countries(String place) {
        return switch (place) {
            case "" -> Set.of();
            case EU -> IN_EU;
            case EUROPE ->
                    Stream.concat(IN_EU.stream(), IN_EUROPE_ONLY.stream())
                            .collect(Collectors.toUnmodifiableSet());
            case ASIA_PACIFIC, "asia" -> IN_ASIA_PACIFIC;
            default -> Set.of(place);
        };
    }
}
