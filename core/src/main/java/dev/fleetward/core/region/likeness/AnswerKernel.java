package dev.fleetward.core.region.likeness;

import java.util.List;

/// How alike the answers to one prompt are, each to each: the share of characters that are equal at
/// the same place, where shorter answers are padded with −1. Immutable once made.
///
/// Places that no answer reaches are left out; they would add the same to every pair, which cancels
/// out.
final class AnswerKernel {
    private static final int PAD = -1;

    private AnswerKernel() {}

    /// Answers of the first sample come first.
    ///
    /// @param characters how many of each answer count, at most
    static float[][] of(List<String> first, List<String> second, int characters) {
        int size = first.size() + second.size();
        int[][] texts = new int[size][];
        int longest = 1;
        for (int i = 0; i < size; i++) {
            String text = i < first.size() ? first.get(i) : second.get(i - first.size());
            texts[i] = text.codePoints().limit(characters).toArray();
            longest = Math.max(longest, texts[i].length);
        }
        float[][] kernel = new float[size][size];
        for (int i = 0; i < size; i++) {
            kernel[i][i] = 1;
            for (int j = 0; j < i; j++) {
                kernel[i][j] = kernel[j][i] = (float) equal(texts[i], texts[j], longest) / longest;
            }
        }
        return kernel;
    }

    private static int equal(int[] one, int[] other, int length) {
        int equal = 0;
        for (int at = 0; at < length; at++) {
            int a = at < one.length ? one[at] : PAD;
            int b = at < other.length ? other[at] : PAD;
            equal += a == b ? 1 : 0;
        }
        return equal;
    }
}
